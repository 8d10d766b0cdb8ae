//! Stations on which nothing takes time but the bodies, and which lose invocations: they refuse them, or the callers leave.
//!
//! Service times have mean 1, arrivals have no memory, unless it is said otherwise.

use std::cell::RefCell;
use std::rc::Rc;

use sim_runtime::kernel::Stream;
use sim_runtime::prelude::*;
use sim_runtime::results::InvocationRow;
use sim_runtime::serverless::policy::Admission;

use crate::validation::controls::Jobs;
use crate::validation::replications::{Estimate, replicate_controlled};
use crate::validation::worlds::{Plan, World, host};

/// How often each station is run.
pub(super) const REPLICATIONS: u64 = 12;

/// An image that takes no time.
pub(super) const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// A service time without memory.
pub(super) fn exponential(random: &mut Stream) -> SimDuration {
    random.exponential_duration(secs(1))
}

/// A node on which nothing takes time but the bodies, and whose containers are kept.
pub(super) fn station(servers: u32, admission: impl Admission + 'static) -> World {
    let mut plan = Plan::over([host(servers, gb(100), gb(100))]).with_images([NOTHING]);
    plan.service.admission = Box::new(admission);
    plan.keeping(SimDuration::MAX).declare()
}

/// A station that loses invocations.
#[derive(Clone, Copy)]
pub(super) struct Lossy {
    /// Arrivals a second.
    pub(super) rate: f64,
    pub(super) servers: u32,
    /// How many invocations may be there at once.
    pub(super) places: u32,
    /// How long callers wait in the mean, if they leave.
    pub(super) patience: Option<f64>,
    pub(super) service: fn(&mut Stream) -> SimDuration,
    /// How many invocations come before the state can be taken for that of an old station.
    pub(super) warm_up: usize,
    pub(super) invocations: u64,
}

/// How many invocations that are for most stations.
pub(super) const WARM_UP: usize = 200;

/// What a station loses.
pub(super) struct Losses {
    /// The share that is refused or leaves.
    pub(super) lost: Estimate,
    /// The share that waits, or leaves.
    pub(super) waiting: Estimate,
    /// The mean time of those that are served.
    pub(super) sojourn: Estimate,
}

impl Lossy {
    pub(super) fn losses(self) -> Losses {
        let [lost, waiting, sojourn] = replicate_controlled(REPLICATIONS, |seed| self.run(seed));
        Losses {
            lost,
            waiting,
            sojourn,
        }
    }

    pub(super) fn run(self, seed: Seed) -> ([f64; 3], [f64; 2]) {
        let in_system = self.places;
        let limit = QueueLimit {
            in_system,
            ..QueueLimit::default()
        };
        let mut world = station(self.servers, limit);
        let job = world.sleeper(FunctionSpec {
            patience: self.patience.map(Exponential),
            ..FunctionSpec::new("job", NOTHING)
        });
        let lengths = Rc::new(RefCell::new(Vec::new()));
        let (made, service) = (Rc::clone(&lengths), self.service);
        let input = move |_, random: &mut Stream| {
            let length = service(random);
            made.borrow_mut().push(length);
            length
        };
        let arrivals = Poisson::per_second(self.rate).take(self.invocations + self.warm_up as u64);
        let (user, cloud) = (world.user, world.cloud);
        let sim = &mut world.sim;
        sim.workload("jobs", user, cloud, job, arrivals, input);
        let rows = world.sim.run(seed).expect("it runs").invocations;
        let share = |is: fn(&InvocationRow) -> bool| {
            let counted = &rows[self.warm_up..];
            counted.iter().filter(|row| is(row)).count() as f64 / counted.len() as f64
        };
        let served = rows[self.warm_up..]
            .iter()
            .filter(|row| row.dispatch.is_some());
        let times: Vec<f64> = served
            .filter_map(|row| Some(row.response()?.as_secs_f64()))
            .collect();
        let figures = [
            share(|row| row.dispatch.is_none()),
            share(|row| row.dispatch != Some(row.requested)),
            times.iter().sum::<f64>() / times.len() as f64,
        ];
        let since_start = |row: &InvocationRow| (row.requested - SimTime::ZERO).as_secs_f64();
        let lengths = lengths.borrow();
        let all = rows.iter().zip(lengths.iter());
        let jobs = Jobs {
            rate: self.rate,
            mean: 1.0,
            all: all
                .map(|(row, length)| (since_start(row), length.as_secs_f64()))
                .collect(),
            warm_up: self.warm_up,
        };
        let [crowds] = jobs.excess_of_crowds([self.servers]);
        (figures, [jobs.excess_of_work(), crowds])
    }
}
