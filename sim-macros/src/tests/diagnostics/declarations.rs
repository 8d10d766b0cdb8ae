//! Mistakes in one declaration: its name, its words, its fields, its units.

use std::thread;

use crate::tests::Expansion;

#[test]
fn every_mistake_of_an_input_is_reported() {
    assert_errors!(
        "host user { cores: 1 }
host gateway { speed: 10GFlop/s, coers: 2, speed: 1Gflop/s }
link wan { latency: 2us bandwidth: 1MB/s }
route user <-> gateway [wan];
serverless cloud over worker on gateway { scheduler: Fcfs }
deploy work on cloud;
host user { speed: 1Gflop/s }
controller client(ctx, cloud) on user
"
    );
}

#[test]
fn names_are_declared_twice() {
    assert_errors!(
        "host user { speed: 1Gflop/s } link user { bandwidth: 1MB/s } storage nodes on user;"
    );
}

#[test]
fn fields_are_broken() {
    assert_errors!(
        "host a { speed: , cores = 2, 7: 8, ram: 64 GB }
host b { speed 1Gflop/s, cores: 1 + , ram: 1GB }
host c { speed: 1Gflop/s, : 3, scheduler: Fcfs }
host d;
host e"
    );
}

#[test]
fn units_are_unknown() {
    assert_errors!(
        "host a { speed: 10Ghz, ram: 5parsec } link b { bandwidth: 10MB/min, latency: 0.1ns }"
    );
}

#[test]
fn an_index_is_broken() {
    assert_errors!(
        "host a[] { speed: 1Gflop/s } host b[0..4] { speed: 1Gflop/s } host c[i in] { speed: 1Gflop/s } host d[1, 2] { speed: 1Gflop/s }"
    );
}

#[test]
fn a_host_is_declared_in_a_loop() {
    assert_errors!(
        "for i in 0..nodes { host worker { speed: 1Gflop/s } if i > 2 { storage store on worker; } }
    if nodes > 3 { link lan { bandwidth: 1MB/s } }");
}

#[test]
fn a_declaration_is_unknown() {
    assert_errors!(
        "hots user { speed: 1Gflop/s } node worker { cores: 1 } let x = 3; struct Other {} 5; pub deploy a on b from c; ho"
    );
}

#[test]
fn a_misspelled_keyword_still_declares_its_name() {
    let expansion = Expansion::of_simulation("struct Test; hots user { speed: 1Gflop/s }");
    assert_eq!(
        expansion.errors,
        ["1:14 unknown declaration `hots`; did you mean `host`?"]
    );
    insta::assert_snapshot!(expansion.build());
}

#[test]
fn an_import_or_a_mailbox_is_broken() {
    assert_errors!(
        "platform;
platform a from;
platform b \"b.xml\";
platform c at \"c.xml\";
platform d from \"d.xml\" { hosts: 3 }
mailbox e;
mailbox f: ;
mailbox g u64;
mailbox : u64;
platform h from \"h.xml\"
mailbox i: u64
serverless j on a.b over c.cluster(1 2);"
    );
}

#[test]
fn fields_have_other_names_elsewhere() {
    assert_errors!(
        "host a { clock: 1Gflop/s, memory: 1GB, cpus: 3 }
link b { bw: 1MB/s, delay: 1ms }
serverless c on d over e { keepalive: 3s, policy: Fcfs, memory: 1GB, images: [A] }"
    );
    assert_function_errors!(
        "image = A, timeout = 3s, idle_timeout = 2s, cores = 2",
        "async fn work(ctx: &mut Ctx) {}"
    );
}

#[test]
fn an_attribute_after_the_last_declaration() {
    assert_errors!(
        "host a { speed: 1Gflop/s }
         if nodes > 1 { /// Of nothing.
         }
         #[cfg(test)]"
    );
}

#[test]
fn constants_that_mean_nothing() {
    assert_errors!(
        "host a { cores: 0, speed: 0Gflop/s, ram: 0B, disk: Disk { capacity: 1TB, read: 0MB/s, write: 1MB/s } }
         link b { bandwidth: 0MB/s }
         workload c of f on s from a { arrivals: Poisson::per_second(0.0).take(5) }
         workload d of f on s from a { arrivals: Poisson::per_second(-2) }"
    );
}

#[test]
fn a_replay_with_dates_or_inputs_of_its_own() {
    assert_errors!("workload a of f on s from h { replay: Replay::new(x), arrivals: y, input: z }");
}

#[test]
fn a_closed_loop_beside_arrivals_or_a_replay() {
    assert_errors!(
        "workload a of f on s from h { closed_loop: ClosedLoop::of(5, x), arrivals: y, input: z }
         workload b of f on s from h { closed_loop: ClosedLoop::of(5, x), replay: y }"
    );
}

#[test]
fn pollers_of_users_or_of_a_replay() {
    assert_errors!(
        "workload a of f on s from h { closed_loop: ClosedLoop::of(5, x), pollers: EventPollers::sqs() }
         workload b of f on s from h { pollers: EventPollers::sqs(), replay: y }
         workload c of f on s from h { pollers: EventPollers::sqs() }
         workload d of f on s from h { arrivals: x, queue: EventPollers::sqs() }"
    );
}

#[test]
fn a_horizon_without_a_date() {
    assert_errors!("horizon; host a { speed: 1Gflop/s } horizon 2h 3;");
}

#[test]
fn a_type_that_is_nested_too_deeply() {
    let errors = |levels, open: &str, close: &str| {
        let (open, close) = (open.repeat(levels), close.repeat(levels));
        let source = format!("struct Test {{ nodes: {open}u8{close} = x }}");
        // As much as a compiler has for its macros, and not the quarter of it that a test has: syn is not optimised.
        let thread = thread::Builder::new().stack_size(8 << 20);
        let errors = thread.spawn(move || Expansion::of_simulation(&source).errors);
        errors.expect("a thread").join().expect("no panic")
    };
    assert_eq!(errors(60, "Vec<", ">"), [""; 0]);
    assert_eq!(errors(60, "(", ",)"), [""; 0]);
    assert_eq!(
        errors(200, "Vec<", ">"),
        [
            "1:273 this is nested more than 64 levels deep; give a part of it a name, such as `type Inner = ..;`"
        ]
    );
}

#[test]
fn fields_lack_their_type() {
    assert_errors!(
        "host a { speed: { value: 1Gflop/s }, disk: { capacity: 5TB, read: 1MB/s }, ram: { 64GB } }
link b { bandwidth: { rate }, latency: { a: 1 } }
serverless c on a over a { scheduler: { name: Fcfs }, keep_alive: { timeout: 1s }, sheduler: { a: 1 } }
storage d on a { images: { a: IMAGE } }
deploy f on c from d { memory: { mb: 1 } }"
    );
    let source = "struct Test { disk: Disk = { capacity: 5TB } }";
    assert_errors!(source, Expansion::of_simulation(source));
    assert_function_errors!(
        "image = { name: 3 }, memory = { mb: 1 }",
        "async fn work(ctx: &mut Ctx) {}"
    );
}

#[test]
fn lists_lack_their_brackets() {
    assert_errors!(
        "host a[2] { speed: 1Gflop/s, disk: D }
storage b on a[0] { images: A, B, C, buffer: Buffer::Fluid }
serverless c on a[0] over a[0], a[1] { scheduler: Fcfs }
route a[0] <-> a[1] via e, f;
serverless d on a[0], a[1] over a;"
    );
}

#[test]
fn fields_belong_to_another_declaration() {
    assert_errors!(
        "host a { speed: 1Gflop/s, bandwidth: 1MB/s, images: [A] }
link b { bandwidth: 1MB/s, cores: 3, scheduler: Fcfs }
storage c on a { images: [A], idle_timeout: 1s }
serverless d on a over a { arrivals: Burst, egress: 1MB }
deploy f on d from c { idle_timeout: 1s, cores: 2 }
workload e of f on d from a { arrivals: B, time_limit: 1s }"
    );
    assert_function_errors!(
        "image = A, idle_timeout = 2s, speed = 1Gflop/s",
        "async fn work(ctx: &mut Ctx) {}"
    );
}

#[test]
fn quantities_have_no_unit_or_two() {
    assert_errors!(
        "host a { speed: 10, ram: 64, cores: 4 }
link b { bandwidth: 1.5, latency: 1ms500us }
serverless c on a over a { idle_timeout: 1min30s, container_startup: 0 }
horizon 1h30;"
    );
    assert_function_errors!(
        "image = A, memory = 200, time_limit = 1m30s, B",
        "async fn work(ctx: &mut Ctx) {}"
    );
}

#[test]
fn prices_or_bandwidths_are_missing() {
    assert_errors!(
        "host a { speed: 1Gflop/s, disk: Disk { capacity: 1TB } }
host b { speed: 1Gflop/s, disk: Disk { capacity: 1TB, ..DISK } }
storage c on a { images: [A] }
serverless d on a over a { tariff: Tariff { per_node_hour: 0.05, gb: G } }
serverless e on a over a { tariff: Tariff { per_node_hour: 0.05, ..Tariff::default() } }"
    );
}

#[test]
fn powers_are_incomplete() {
    assert_errors!(
        "host a { speed: 1Gflop/s, power: 200W, carbon: 400 }
host b { speed: 1Gflop/s, power: Power { peak: 200W } }
host c { speed: 1Gflop/s, power: { idle: 100W, peak: 200W } }
host d { speed: 1Gflop/s, wattage: 200W }
host e { speed: 1Gflop/s, power: Power { idle: 100W, peak: 0.2kW } }"
    );
}

#[test]
fn items_of_rust_are_declared() {
    assert_errors!(
        "const X: usize = 3; use std::fmt; async fn f() {} enum A { B } else {} struct C { d: u8 } #[derive(Clone)] pub(crate) struct E;"
    );
}

#[test]
fn a_mailbox_has_its_type_elsewhere() {
    assert_errors!(
        "mailbox a<u64>; mailbox b<u64, u8>; mailbox c<Vec<(u64, u8)>>; mailbox d[3]: u64;"
    );
}
