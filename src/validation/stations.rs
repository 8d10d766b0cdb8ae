//! Queueing stations: services on which nothing takes time but the bodies.
//!
//! The image has no size, links have no latency, instances start at once and are kept for ever. An invocation takes a core, so
//! a node with `c` cores is a station of `c` servers, and the theory of queues knows the answers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use sim_runtime::kernel::Stream;
use sim_runtime::prelude::*;
use sim_runtime::results::{Options, Recording};
use sim_runtime::serverless::Scheduler;

use super::controls::Jobs;
use super::worlds::{Plan, host};

/// A station, and how long it is looked at.
pub struct Station<S> {
    /// The cores of each node.
    pub nodes: Vec<u32>,
    /// Arrivals a second; they have no memory.
    pub rate: f64,
    /// How long the body of an invocation sleeps: a second in the mean.
    pub service: fn(&mut Stream) -> SimDuration,
    /// Which server each is sent to.
    pub scheduler: S,
    /// How many invocations come at once at the beginning, so that an old station is sooner there.
    pub at_once: u64,
    /// How many invocations come before the state can be taken for that of an old station.
    pub warm_up: u64,
    /// How many are looked at after those.
    pub invocations: u64,
}

/// What the invocations met, those of the warm-up left out \[s\].
#[derive(Debug, Default)]
pub struct Seen {
    /// From the request to the start of the body.
    pub waits: Vec<f64>,
    /// From the request to the end of the body.
    pub sojourns: Vec<f64>,
    /// How many servers there are.
    servers: u32,
    jobs: Jobs,
}

/// What an invocation brings along: its place in the order of requests, its date, and how long its body sleeps.
type Job = (u64, SimTime, SimDuration);

impl<S: Scheduler + 'static> Station<S> {
    /// Runs it until the last invocation is over.
    ///
    /// # Panics
    ///
    /// If the run does not come to its end.
    pub fn run(self, seed: Seed) -> Seen {
        let (servers, rate) = (self.nodes.iter().sum(), self.rate);
        let image = Image::new("nothing", Bytes::ZERO);
        let nodes = self.nodes.iter().map(|&cores| host(cores, gb(1), gb(1)));
        let service = ServerlessSpec {
            scheduler: Box::new(self.scheduler),
            ..ServerlessSpec::default()
        };
        let plan = Plan {
            workers: nodes.collect(),
            service,
            ..Plan::default()
        };
        let plan = plan.with_images([image.clone()]);
        let mut world = plan.keeping(SimDuration::MAX).declare();
        let seen = Rc::new(RefCell::new(Seen::default()));
        let (told, warm_up) = (Rc::clone(&seen), self.at_once + self.warm_up);
        let body = async move |ctx: &mut Ctx, (number, requested, length): Job| {
            let started = ctx.now();
            ctx.sleep(length).await;
            if number >= warm_up {
                let mut told = told.borrow_mut();
                told.waits.push((started - requested).as_secs_f64());
                told.sojourns.push((ctx.now() - requested).as_secs_f64());
            }
        };
        let job = world.sim.function(FunctionSpec::new("job", image), body);
        world.sim.deploy(job, world.cloud, world.registry);
        let poisson = Poisson::per_second(self.rate);
        let arrivals = Dated {
            at_once: self.at_once,
            arrivals: poisson.take(self.warm_up + self.invocations),
            date: Rc::default(),
        };
        let (date, service) = (Rc::clone(&arrivals.date), self.service);
        let jobs = Rc::new(RefCell::new(Vec::new()));
        let made = Rc::clone(&jobs);
        let input = move |number, random: &mut Stream| {
            let (requested, length) = (date.get(), service(random));
            let since = requested - SimTime::ZERO;
            let job = (since.as_secs_f64(), length.as_secs_f64());
            made.borrow_mut().push(job);
            (number, requested, length)
        };
        let (user, cloud) = (world.user, world.cloud);
        world
            .sim
            .workload("jobs", user, cloud, job, arrivals, input);
        let options = Options::new(seed).recording(Recording::Summary);
        let report = world.sim.run_with(options).expect("it runs");
        assert_eq!(report.summary.failed, 0);
        drop(report);
        Seen {
            servers,
            jobs: Jobs {
                rate,
                mean: 1.0,
                all: jobs.take(),
                warm_up: warm_up as usize,
            },
            ..seen.take()
        }
    }
}

/// Arrivals that tell their dates to those who make the inputs.
#[derive(Debug)]
struct Dated<A> {
    /// How many come at the date of the beginning before the others.
    at_once: u64,
    arrivals: A,
    date: Rc<Cell<SimTime>>,
}

impl<A: Arrival> Arrival for Dated<A> {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        if let Some(left) = self.at_once.checked_sub(1) {
            self.at_once = left;
            return Some(last);
        }
        let next = self.arrivals.next(last, random)?;
        self.date.set(next);
        Some(next)
    }
}

impl Seen {
    /// The mean of the waits \[s\].
    #[must_use]
    pub fn wait(&self) -> f64 {
        mean(&self.waits)
    }

    /// The share of the invocations that had to wait.
    #[must_use]
    pub fn waiting(&self) -> f64 {
        let waiting = self.waits.iter().filter(|wait| **wait > 0.0).count();
        waiting as f64 / self.waits.len() as f64
    }

    /// What is known of the load: how much work comes, and how often more of it than there are servers.
    #[must_use]
    pub fn controls(&self) -> [f64; 2] {
        let [crowds] = self.jobs.excess_of_crowds([self.servers]);
        [self.jobs.excess_of_work(), crowds]
    }

    /// The mean of the sojourns \[s\].
    #[must_use]
    pub fn sojourn(&self) -> f64 {
        mean(&self.sojourns)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The value that this share of the values does not exceed.
#[must_use]
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}
