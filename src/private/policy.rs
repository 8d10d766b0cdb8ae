//! Policies are given by value; these functions have the bounds of each, and box it.

use sim_runtime::distribution::Distribution;
use sim_runtime::platform::HostId;
use sim_runtime::serverless::policy::{
    Admission, Discipline, Eviction, KeepAlive, Reuse, Scaler, Scheduler, StartUp,
};
use sim_runtime::serverless::{AsyncInvoke, Image, MessageSizes, Retry, Tariff};
use sim_runtime::workload::Arrival;
use sim_runtime::workload::trace::Selection;
use std::path::PathBuf;

pub use super::provider::provider;

pub fn scheduler(policy: impl Scheduler + 'static) -> Box<dyn Scheduler> {
    Box::new(policy)
}

pub fn distribution(law: Distribution) -> Distribution {
    law
}

pub fn path(path: impl Into<PathBuf>) -> PathBuf {
    path.into()
}

pub fn selection(functions: impl Into<Selection>) -> Selection {
    functions.into()
}

pub fn image(image: Image) -> Option<Image> {
    Some(image)
}

pub fn host(host: HostId) -> Option<HostId> {
    Some(host)
}

pub fn arrivals(process: impl Arrival + 'static) -> Box<dyn Arrival> {
    Box::new(process)
}

pub fn messages(sizes: impl Sizes) -> Option<MessageSizes> {
    Some(sizes.sizes())
}

/// The sizes of messages.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no size of messages",
    label = "is no size",
    note = "write a size for all, as in `messages: 1KiB`, or `MessageSizes {{ .. }}`"
)]
pub trait Sizes {
    fn sizes(self) -> MessageSizes;
}

#[diagnostic::do_not_recommend]
impl<S> Sizes for S
where
    MessageSizes: From<S>,
{
    fn sizes(self) -> MessageSizes {
        MessageSizes::from(self)
    }
}

pub fn tariff(tariff: impl Prices) -> Option<Tariff> {
    tariff.prices()
}

/// The prices of a service.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tariff",
    label = "is no tariff",
    note = "write `Tariff::aws_lambda()`, or prices of your own: `Tariff {{ per_gb_second: 0.00002, ..Tariff::default() }}`"
)]
pub trait Prices {
    fn prices(self) -> Option<Tariff>;
}

#[diagnostic::do_not_recommend]
impl<P> Prices for P
where
    Option<Tariff>: From<P>,
{
    fn prices(self) -> Option<Tariff> {
        Option::from(self)
    }
}

/// The carbon intensity of a host, in g/kWh.
pub fn carbon(grams: impl Into<f64>) -> f64 {
    grams.into()
}

pub fn patience(waits: impl Waits) -> Option<Distribution> {
    waits.waits()
}

/// How long callers wait.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no distribution",
    label = "is no distribution",
    note = "write how long callers wait as a distribution, such as `Exponential(5s)` or `Constant(30s)`"
)]
pub trait Waits {
    fn waits(self) -> Option<Distribution>;
}

#[diagnostic::do_not_recommend]
impl<W> Waits for W
where
    Option<Distribution>: From<W>,
{
    fn waits(self) -> Option<Distribution> {
        Option::from(self)
    }
}

pub fn retry(retry: impl Retries) -> Option<Retry> {
    retry.retries()
}

/// How the clients of a function repeat what fails.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no retry",
    label = "is no retry",
    note = "write `Retry::times(3)`, or `Retry {{ attempts: 3, timeout: 2s, ..Retry::default() }}`"
)]
pub trait Retries {
    fn retries(self) -> Option<Retry>;
}

#[diagnostic::do_not_recommend]
impl<R> Retries for R
where
    Option<Retry>: From<R>,
{
    fn retries(self) -> Option<Retry> {
        Option::from(self)
    }
}

pub fn events(events: impl Into<Option<AsyncInvoke>>) -> Option<AsyncInvoke> {
    events.into()
}

pub fn eviction(policy: impl Eviction + 'static) -> Box<dyn Eviction> {
    Box::new(policy)
}

pub fn admission(policy: impl Admission + 'static) -> Box<dyn Admission> {
    Box::new(policy)
}

pub fn discipline(policy: impl Discipline + 'static) -> Box<dyn Discipline> {
    Box::new(policy)
}

pub fn reuse(policy: impl Reuse + 'static) -> Box<dyn Reuse> {
    Box::new(policy)
}

pub fn keep_alive(policy: impl KeepAlive + 'static) -> Option<Box<dyn KeepAlive>> {
    Some(Box::new(policy))
}

pub fn scaler(policy: impl Scaler + 'static) -> Box<dyn Scaler> {
    Box::new(policy)
}

pub fn start_up(policy: impl StartUp + 'static) -> Option<Box<dyn StartUp>> {
    Some(Box::new(policy))
}
