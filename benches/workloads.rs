//! What whole simulations cost: small workloads of examples/throughput, from their declaration to the last event.
//!
//! `cargo bench --bench workloads` measures; `cargo bench --bench workloads -- --test` only checks that everything runs. The
//! sizes are such that a run takes milliseconds; the example itself measures the large ones.

#[path = "../examples/throughput/measure.rs"]
#[allow(dead_code, reason = "the example uses more of it")]
mod measure;
#[path = "../examples/throughput/measurement.rs"]
#[allow(dead_code, reason = "the example uses more of it")]
mod measurement;
#[path = "../examples/throughput/queues.rs"]
#[allow(dead_code, reason = "the example uses more of it")]
mod queues;
#[path = "../examples/throughput/service.rs"]
mod service;
#[path = "../examples/throughput/sleepers.rs"]
mod sleepers;
#[path = "../examples/throughput/transfers.rs"]
mod transfers;

use coldstart::results::Recording;
use divan::Bencher;
use divan::counter::ItemsCount;

use measurement::Measurement;
use queues::{Body, Policy, Settings};
use transfers::Edges;

fn main() {
    divan::main();
}

/// Measures runs, and counts what a run counts.
fn bench(bencher: Bencher<'_, '_>, run: impl Fn() -> Measurement) {
    let operations = ItemsCount::new(run().invocations);
    bencher.counter(operations).bench_local(run);
}

/// Bodies that sleep.
fn sleeping(recording: Option<Recording>) -> Settings {
    Settings {
        policy: Policy::FirstFit,
        body: Body::Sleeps,
        recording,
    }
}

/// Seconds of arrivals at 1,000/s, most of them while containers start.
#[divan::bench(args = [1, 10])]
fn b(bencher: Bencher<'_, '_>, span: u64) {
    bench(bencher, || queues::b(span, 100, 4, sleeping(None)));
}

/// The same with a summary.
#[divan::bench(args = [10])]
fn b_summary(bencher: Bencher<'_, '_>, span: u64) {
    let recording = Some(Recording::Summary);
    bench(bencher, || queues::b(span, 100, 4, sleeping(recording)));
}

/// The same with every invocation recorded.
#[divan::bench(args = [10])]
fn b_full(bencher: Bencher<'_, '_>, span: u64) {
    let recording = Some(Recording::Full);
    bench(bencher, || queues::b(span, 100, 4, sleeping(recording)));
}

/// One function, seldom invoked.
#[divan::bench(args = [10_000])]
fn e(bencher: Bencher<'_, '_>, span: u64) {
    bench(bencher, || queues::e(span, sleeping(None)));
}

/// 1,000 invocations on as many nodes, images included.
#[divan::bench(args = [10, 100, 1_000])]
fn w(bencher: Bencher<'_, '_>, nodes: u64) {
    bench(bencher, || service::w(nodes, 1_000, 10_000, false));
}

/// The same without idle containers.
#[divan::bench(args = [100])]
fn w_cold(bencher: Bencher<'_, '_>, nodes: u64) {
    bench(bencher, || service::w(nodes, 1_000, 10_000, true));
}

/// One generation of sleepers.
#[divan::bench(args = [100, 1_000, 10_000])]
fn s(bencher: Bencher<'_, '_>, alive: u64) {
    bench(bencher, || sleepers::s(alive, 10 * alive));
}

/// Copies of a file to as many mirrors, behind links that are no two alike.
#[divan::bench(args = [10, 100, 1_000])]
fn t_different(bencher: Bencher<'_, '_>, transfers: u64) {
    bench(bencher, || transfers::t(transfers, Edges::Different));
}

/// Copies of a file to as many mirrors.
#[divan::bench(args = [10, 100, 1_000])]
fn t(bencher: Bencher<'_, '_>, transfers: u64) {
    bench(bencher, || transfers::t(transfers, Edges::Alike));
}
