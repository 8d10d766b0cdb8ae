//! Measurements of real platforms.

use std::cell::RefCell;
use std::rc::Rc;

use sim_runtime::prelude::*;
use sim_runtime::results::{Options, Recording};
use sim_runtime::serverless::policy::{FixedTimeout, NewestIdle};

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::worlds::{Plan, at, host};

/// An experiment on AWS Lambda.
struct Experiment {
    /// Arrivals a second.
    rate: f64,
    /// Mean service times \[s\].
    warm: f64,
    cold: f64,
    /// The share of cold starts that was measured, and the mean number of instances.
    cold_share: f64,
    instances: f64,
}

/// For how long each experiment ran \[s\]: instances were counted each minute, 1259 times.
const MEASURED: f64 = 1259.0 * 60.0;

/// For how long each is simulated \[s\]; the first part is left out.
const SHORT: f64 = 6_000.0;
const LONG: f64 = 400_000.0;
const WARM_UP: f64 = 2_000.0;

/// The idle time-out \[s\].
const KEPT: f64 = 600.0;

const MEASUREMENTS: &str = include_str!("../measurements/aws_lambda_of_simfaas.csv");

fn experiments() -> Vec<Experiment> {
    let rows = MEASUREMENTS.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |column: usize| cells[column].parse::<f64>().expect("a number");
        assert_eq!(number(4), 10.0, "minutes until an idle instance ends");
        Experiment {
            rate: number(1),
            warm: number(2) / 1000.0,
            cold: number(3) / 1000.0,
            cold_share: number(7),
            instances: number(5),
        }
    });
    rows.collect()
}

/// An invocation: when it comes, and how long its body is as a multiple of the mean \[s\].
type Job = (f64, f64);

/// Runs an experiment for a short time; returns what came, and which of it found no idle instance.
fn simulated(experiment: &Experiment) -> Vec<(Job, bool)> {
    let image = Image::new("nothing", Bytes::ZERO);
    let mut plan = Plan::over([host(100, gib(100), gb(1))]).with_images([image.clone()]);
    plan.service.reuse = Box::new(NewestIdle);
    let timeout = SimDuration::from_secs_f64(KEPT);
    plan.service.keep_alive = Some(Box::new(FixedTimeout { timeout }));
    let mut world = plan.declare();
    let (warm, cold) = (experiment.warm, experiment.cold);
    let jobs = Rc::new(RefCell::new(Vec::new()));
    let told = Rc::clone(&jobs);
    let body = async move |ctx: &mut Ctx, (): ()| {
        let is_cold = ctx.is_cold_start().await;
        let multiple = ctx.random().exponential(1.0);
        told.borrow_mut()
            .push(((ctx.now().as_secs_f64(), multiple), is_cold));
        let mean = if is_cold { cold } else { warm };
        ctx.sleep(SimDuration::from_secs_f64(multiple * mean)).await;
    };
    let (user, cloud) = (world.user, world.cloud);
    let function = world.sim.function(FunctionSpec::new("f", image), body);
    world.sim.deploy(function, cloud, world.registry);
    let arrivals = Poisson::per_second(experiment.rate).until(at(SHORT));
    world
        .sim
        .workload("clients", user, cloud, function, arrivals, |_, _| ());
    let options = Options::new(Seed(4)).recording(Recording::Summary);
    world.sim.run_with(options).expect("it runs");
    jobs.take()
}

/// The same platform and nothing else: instances in order of age, of which the newest idle one serves.
#[derive(Default)]
struct Instances {
    /// When each was made, and until when it is busy \[s\].
    alive: Vec<(f64, f64)>,
    /// How long those that are gone were there \[s\].
    lived: f64,
}

impl Instances {
    /// Serves an invocation; returns whether a new instance was needed.
    fn serve(&mut self, (date, multiple): Job, of: &Experiment) -> bool {
        let lived = &mut self.lived;
        self.alive.retain(|(made, until)| {
            let is_gone = until + KEPT <= date;
            *lived += if is_gone { until + KEPT - made } else { 0.0 };
            !is_gone
        });
        match self
            .alive
            .iter_mut()
            .rev()
            .find(|(_, until)| *until <= date)
        {
            Some((_, until)) => {
                *until = date + multiple * of.warm;
                false
            }
            None => {
                self.alive.push((date, date + multiple * of.cold));
                true
            }
        }
    }
}

/// The share of cold starts and the mean number of instances in a long time.
fn in_the_long_run(experiment: &Experiment) -> (f64, f64) {
    let mut stream = Seed(4).stream(0, "jobs");
    let mut instances = Instances::default();
    let (mut date, mut all, mut cold) = (0.0, 0u32, 0u32);
    while date < LONG {
        date += stream.exponential(1.0 / experiment.rate);
        let is_cold = instances.serve((date, stream.exponential(1.0)), experiment);
        if date >= WARM_UP {
            all += 1;
            cold += u32::from(is_cold);
        }
    }
    let still = instances.alive.iter().map(|(made, _)| date - made);
    let lived = instances.lived + still.sum::<f64>();
    (f64::from(cold) / f64::from(all), lived / date)
}

/// The anchors of measurements.
pub(crate) const ANCHORS: &[Anchor] = &[Anchor::new(
    "v4_measurements_of_aws_lambda_are_met_better_than_by_simfaas",
    "Experiments on AWS Lambda with at least 50 expected cold starts: Poisson arrivals, exponential service, an idle time-out of 600 s, the newest idle instance first; runs start by start as a model of a few lines, and this in the long run as was measured",
    "measurements and errors of SimFaaS (Mahmoudi and Khazaei 2021)",
    experiments_are_met,
)];

fn experiments_are_met(judge: &mut Judge) {
    let experiments = experiments();
    let enough = experiments.iter();
    let enough = enough.filter(|one| one.rate * MEASURED * one.cold_share >= 50.0);
    let mut errors: Vec<[f64; 2]> = Vec::new();
    let (mut starts, mut alike, mut cold_starts) = (0_u32, 0_u32, 0_u32);
    for one in enough {
        let mut instances = Instances::default();
        for (job, is_cold) in simulated(one) {
            starts += 1;
            alike += u32::from(instances.serve(job, one) == is_cold);
            cold_starts += u32::from(is_cold);
        }
        let (cold, number) = in_the_long_run(one);
        errors.push([cold / one.cold_share - 1.0, number / one.instances - 1.0]);
    }
    let count = errors.len() as f64;
    judge.equal("experiments", errors.len(), 9);
    judge.equal("starts that are alike in run and model", alike, starts);
    let what = "cold starts among them: five for each experiment, so that something is compared";
    judge.above(what, f64::from(cold_starts), 9.0 * 5.0);
    let mean = |of: usize| errors.iter().map(|error| error[of].abs()).sum::<f64>() / count;
    let what = "mean relative error of the share of cold starts, below that of SimFaaS";
    judge.below(what, mean(0), 0.1223);
    let what = "mean relative error of the number of instances, below that of SimFaaS";
    judge.below(what, mean(1), 0.0305);
}
