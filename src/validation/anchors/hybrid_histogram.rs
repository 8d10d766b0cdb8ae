//! The hybrid histogram against fixed time-outs, on a load like that of Azure: Serverless in the Wild (Shahrad et al., USENIX ATC
//! 2020).
//!
//! Of the paper are: how often applications are invoked (19 % more than once a minute, 55 % more than once an hour), that timers
//! are about a third of the applications, and that of the others as many are more irregular than Poisson arrivals as not; how
//! long bodies are; the parameters of the policy; and what is compared, the 75th percentile over the applications of the share of
//! cold starts, and the time for which memory is wasted on idle instances. Applications that come more often than every four
//! minutes are always warm under each of the policies, and they are only counted, not run.

use sim_runtime::kernel::Stream;
use sim_runtime::prelude::*;
use sim_runtime::results::{Options, Recording};
use sim_runtime::serverless::policy::{FixedTimeout, HybridHistogram, KeepAlive};

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::replications::replicate;
use crate::validation::worlds::{Plan, host};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// How an application is invoked.
#[derive(Clone, Copy, Debug)]
enum Pattern {
    Timer,
    Poisson,
    /// Gaps of a mixture of two exponential laws, of a squared coefficient of variation of 4.
    Bursts,
}

/// Arrivals of a pattern, with this gap in the mean.
#[derive(Debug)]
struct Application {
    pattern: Pattern,
    gap: SimDuration,
}

impl Arrival for Application {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        let gap = match self.pattern {
            Pattern::Timer => self.gap,
            Pattern::Poisson => random.exponential_duration(self.gap),
            // With means a of four in five and b of the others, .8 a + .2 b = 1 and 2 (.8 a^2 + .2 b^2) = 5 give
            // a = 1 - sqrt(.375) and b = 1 + 4 sqrt(.375).
            Pattern::Bursts => {
                let root = 0.375_f64.sqrt();
                let scale = if random.chance(0.2) {
                    1.0 + 4.0 * root
                } else {
                    1.0 - root
                };
                random.exponential_duration(self.gap * scale)
            }
        };
        Some(last + gap)
    }
}

const DAYS: u64 = 3;

/// How many applications come more often than every four minutes: as many as 31 % of all, if their gaps are spread evenly, by
/// their logarithms, from a minute to an hour.
const ALWAYS_WARM: usize = 16;
/// How many have gaps from four minutes to an hour, 24 %.
const OFTEN: u32 = 13;
/// How many have gaps from an hour to a day, 45 %.
const RARELY: u32 = 23;

/// The gaps, spread evenly by their logarithms.
fn gaps(count: u32, shortest: SimDuration, factor: f64) -> impl Iterator<Item = SimDuration> {
    let places = (0..count).map(move |number| (f64::from(number) + 0.5) / f64::from(count));
    places.map(move |place| shortest * factor.powf(place))
}

/// The applications that are run; the patterns are spread over the gaps.
fn applications() -> impl Iterator<Item = Application> {
    let gaps = gaps(OFTEN, mins(4), 15.0).chain(gaps(RARELY, hours(1), 24.0));
    let patterns = [Pattern::Timer, Pattern::Poisson, Pattern::Bursts];
    let patterns = patterns.into_iter().cycle();
    gaps.zip(patterns)
        .map(|(gap, pattern)| Application { pattern, gap })
}

/// The 75th percentile of the applications' shares of cold starts, and the wasted memory \[GiB h\].
fn cold_and_waste(keep_alive: impl KeepAlive + 'static, seed: Seed) -> [f64; 2] {
    let mut plan = Plan::over([host(10_000, Bytes::MAX, gb(10))]).with_images([NOTHING]);
    plan.service.keep_alive = Some(Box::new(keep_alive));
    let mut world = plan.declare();
    let (user, cloud) = (world.user, world.cloud);
    let end = SimTime::ZERO + hours(24 * DAYS);
    let lengths = LogNormal(-0.38, 2.36);
    for (number, application) in applications().enumerate() {
        let name = format!("application {number}");
        let spec = FunctionSpec {
            memory: gib(1),
            ..FunctionSpec::new(name.clone(), NOTHING)
        };
        let f = world.sleeper(spec);
        let lengths = lengths.clone();
        let length =
            move |_, random: &mut Stream| SimDuration::from_secs_f64(random.sample(&lengths));
        let arrivals = application.until(end);
        world.sim.workload(&name, user, cloud, f, arrivals, length);
    }
    let options = Options::new(seed).recording(Recording::Summary);
    let report = world.sim.run_with(options).expect("it runs");
    let counts = report.functions.iter().map(|row| &row.counts);
    let shares = counts.map(|counts| counts.cold_starts as f64 / counts.invocations.max(1) as f64);
    let mut shares: Vec<f64> = shares.collect();
    shares.extend([0.0; ALWAYS_WARM]);
    shares.sort_by(f64::total_cmp);
    let waste = report.services[0].wasted_gib_seconds / 3600.0;
    [shares[shares.len() * 3 / 4], waste]
}

/// Time-outs \[min\].
const FIXED: [u64; 7] = [10, 20, 30, 60, 90, 120, 240];

/// The cold starts that fixed time-outs would leave with so much waste: between two of them, in proportion.
fn on_the_frontier(fixed: &[[f64; 2]], waste: f64) -> f64 {
    let pair = fixed.windows(2).find(|pair| waste <= pair[1][1]);
    let pair = pair.expect("the longest time-out wastes more");
    let ([one, less], [other, more]) = (pair[0], pair[1]);
    assert!(less <= waste, "the shortest time-out wastes less");
    one + (other - one) * (waste - less) / (more - less)
}

/// The anchors of the hybrid histogram.
pub(crate) const ANCHORS: &[Anchor] = &[Anchor::new(
    "v10_the_hybrid_histogram_beats_every_fixed_time_out",
    "Applications like those of Azure: gaps from 4 min to a day, timers, Poisson arrivals and bursts, LogNormal(-.38, 2.36) bodies; fixed time-outs from 10 min to 4 h, three runs",
    "Serverless in the Wild (Shahrad et al., USENIX ATC 2020)",
    beats,
)];

fn beats(judge: &mut Judge) {
    let (mut are_in_order, mut is_beaten) = (true, false);
    let [saved] = replicate(3, |seed| {
        let fixed = FIXED.map(|minutes| {
            let timeout = mins(minutes);
            cold_and_waste(FixedTimeout { timeout }, seed)
        });
        let ordered = |pair: &[[f64; 2]]| pair[0][0] >= pair[1][0] && pair[0][1] < pair[1][1];
        are_in_order &= fixed.windows(2).all(ordered) && fixed[0][0] > fixed[FIXED.len() - 1][0];
        let [cold, waste] = cold_and_waste(HybridHistogram::default(), seed);
        is_beaten |= fixed.iter().any(|one| one[0] <= cold && one[1] <= waste);
        [on_the_frontier(&fixed, waste) - cold]
    });
    let what = "a longer time-out has a lower 75th percentile of cold starts and more waste";
    judge.states(what, are_in_order);
    let what = "no time-out has fewer cold starts than the hybrid histogram and less waste";
    judge.states(what, !is_beaten);
    let what = "how much lower the percentile is than with a time-out of the same waste, less four standard errors";
    judge.above(what, saved.mean - saved.tolerance(), 0.0);
}
