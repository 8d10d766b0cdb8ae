//! The context: what a controller or a function body may do.
//!
//! Here is what concerns the process alone; `files`, `memory`, `calls`, `repetition`, `concurrency` and `workflows` have the rest.

mod calls;
mod concurrency;
mod files;
mod memory;
mod repetition;
mod workflows;

use std::fmt::Display;
use std::rc::Rc;

use super::identity::Identity;
use super::outcome::LogLine;
use super::parameter::ParameterValue;
use super::request::{Completion, Reply, Request};
use super::shared::{Origin, Shared};
use crate::distribution::Distribution;
use crate::kernel::{Channel, Stream};
use crate::platform::LinkId;
use crate::serverless::Failure;
use crate::units::{Flops, SimDuration, SimTime};

/// What a controller or a function body may do in the simulated world.
///
/// Whatever takes simulated time, or asks the provider for something, is a future: it happens when it is awaited. A
/// process does one thing at a time, which is why all of them borrow the context mutably. Awaiting a future that does not
/// come from here ends the run with a message, since nothing would ever wake it.
pub struct Ctx {
    channel: Channel<Request, Reply>,
    identity: Identity,
    /// How many processes it has spawned.
    spawned: u32,
    shared: Rc<Shared>,
    random: Option<Box<Stream>>,
}

impl Ctx {
    pub(super) fn new(channel: Channel<Request, Reply>, origin: Origin) -> Self {
        let Origin { identity, shared } = origin;
        Self {
            channel,
            identity,
            spawned: 0,
            shared,
            random: None,
        }
    }

    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.channel.now()
    }

    /// Lets simulated time pass; a duration of zero returns at once, without letting another process run.
    pub async fn sleep(&mut self, duration: SimDuration) {
        self.tell(Request::Sleep(duration)).await;
    }

    /// Sleeps until a date; returns at once if it has passed.
    pub async fn sleep_until(&mut self, date: SimTime) {
        let duration = date - self.now();
        self.tell(Request::Sleep(duration)).await;
    }

    /// Computes on one core of the process's host. Takes `work / speed`, or longer if the host has more to do than cores.
    pub async fn compute(&mut self, work: Flops) {
        self.tell(Request::Compute(work)).await;
    }

    /// Whether the container in which this body runs was made for its invocation: then what a container does once, such as
    /// opening a connection, is to be done now. False for a controller, and in a container that was provisioned. Asking takes
    /// no time.
    ///
    /// ```
    /// # use sim_runtime::prelude::*;
    /// async fn resize(ctx: &mut Ctx) {
    ///     if ctx.is_cold_start().await {
    ///         ctx.sleep(millis(300)).await;
    ///     }
    ///     ctx.compute(gflop(2)).await;
    /// }
    /// ```
    pub async fn is_cold_start(&mut self) -> bool {
        matches!(self.ask(Request::IsColdStart).await, Reply::Flag(true))
    }

    /// Turns a link off, for good: transfers that cross it break, and later ones fail.
    pub async fn turn_off(&mut self, link: LinkId) {
        self.tell(Request::TurnOff(link)).await;
    }

    /// The random numbers of this process: the same for the same seed, whatever other processes draw.
    pub fn random(&mut self) -> &mut Stream {
        let (shared, identity) = (&self.shared, &self.identity);
        self.random
            .get_or_insert_with(|| Box::new(shared.stream(&shared.names.stream(identity))))
    }

    /// Random numbers of a name: from its first number on at each call, and the same for all processes that ask for this
    /// name, so that several can meet the same load (common random numbers). They follow the seed and the replication.
    ///
    /// ```
    /// use sim_runtime::simulation::Ctx;
    /// use sim_runtime::units::SimDuration;
    ///
    /// async fn client(ctx: &mut Ctx, gap: SimDuration) {
    ///     let mut load = ctx.stream("load");
    ///     for _ in 0..10 {
    ///         ctx.sleep(load.exponential_duration(gap)).await;
    ///     }
    /// }
    /// ```
    pub fn stream(&self, name: &str) -> Stream {
        // No process is called so.
        self.shared.stream(&format!("stream {name}"))
    }

    /// A value of a distribution, from the random numbers of this process.
    ///
    /// ```
    /// use sim_runtime::distribution::constructors::LogNormal;
    /// use sim_runtime::simulation::Ctx;
    ///
    /// async fn resize(ctx: &mut Ctx) {
    ///     let factor = ctx.sample(&LogNormal(0, 0.5));
    ///     ctx.log(format!("{factor} times as many pixels"));
    /// }
    /// ```
    ///
    /// # Panics
    ///
    /// If the parameters of the distribution mean nothing, which ends the run with a message.
    #[track_caller]
    pub fn sample(&mut self, distribution: &Distribution) -> f64 {
        self.random().sample(distribution)
    }

    /// A duration of a distribution of seconds, from the random numbers of this process: what is below zero is none.
    ///
    /// ```
    /// use sim_runtime::distribution::constructors::LogNormal;
    /// use sim_runtime::simulation::Ctx;
    ///
    /// async fn resize(ctx: &mut Ctx) {
    ///     // The durations of Azure's functions (Serverless in the Wild, 2020).
    ///     let duration = ctx.sample_duration(&LogNormal(-0.38, 2.36));
    ///     ctx.sleep(duration).await;
    /// }
    /// ```
    ///
    /// # Panics
    ///
    /// If the parameters of the distribution mean nothing, which ends the run with a message.
    #[track_caller]
    pub fn sample_duration(&mut self, distribution: &Distribution) -> SimDuration {
        self.random().sample_duration(distribution)
    }

    /// Writes a line to the log of the run, with the date and the name of the process.
    pub fn log(&self, text: impl Display) {
        self.shared.log.borrow_mut().push(LogLine {
            date: self.now(),
            process: self.name(),
            text: text.to_string(),
        });
    }

    /// The value of a parameter of the simulation, if it has one of this name.
    pub fn param(&self, name: &str) -> Option<&ParameterValue> {
        self.shared.parameters.get(name)
    }

    /// The name of this process: the controller's, or the function's with the number of the invocation.
    pub fn name(&self) -> String {
        self.shared.names.of(&self.identity).to_string()
    }

    pub(super) fn ask(&mut self, request: Request) -> impl Future<Output = Reply> + '_ {
        self.channel.ask(request)
    }

    /// As `ask`, when the answer says no more than that there is one.
    pub(super) fn tell(&mut self, request: Request) -> impl Future<Output = ()> + '_ {
        self.channel.suspend(request)
    }

    /// The body of an invocation is over; goes on when there is another one to run, which is then the answer.
    pub(super) fn finish(&mut self, completion: Completion) -> impl Future<Output = ()> + '_ {
        self.tell(Request::Finish(completion))
    }

    /// What it shares with the world.
    pub(super) fn shared(&self) -> &Rc<Shared> {
        &self.shared
    }

    /// What the process was started with.
    pub(super) fn answer(&mut self) -> Reply {
        self.channel.answer()
    }

    /// The process is, from now on, the body of the invocation of this number.
    pub(super) fn become_body(&mut self, invocation: u64) {
        if let Identity::Body(_, number) = &mut self.identity {
            *number = invocation;
        }
        self.spawned = 0;
        self.random = None;
    }
}

/// Whether something could be done, from the answer.
fn done(reply: Reply) -> Result<(), Failure> {
    match reply {
        Reply::Failed(failure) => Err(*failure),
        _ => Ok(()),
    }
}
