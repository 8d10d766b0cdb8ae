//! What of the load of a run is known in the mean, so that it controls what the run gives.
//!
//! Whether a run happens to be busier than theory says is seen from its arrivals alone. What it gives can be corrected for that:
//! see [`Estimate::controlled`](super::replications::Estimate::controlled).

use std::collections::BTreeSet;

use sim_runtime::units::{SimDuration, SimTime};

/// Arrivals without memory, each with some work.
#[derive(Debug, Default)]
pub struct Jobs {
    /// Arrivals a second.
    pub rate: f64,
    /// The work of one in the mean \[s\].
    pub mean: f64,
    /// When each comes \[s\], and its work \[s\]; in the order of their dates.
    pub all: Vec<(f64, f64)>,
    /// How many of them are left out.
    pub warm_up: usize,
}

impl Jobs {
    /// How much more work comes a second than in theory \[s/s\].
    pub fn excess_of_work(&self) -> f64 {
        let counted = &self.all[self.warm_up..];
        let count = counted.len() as f64;
        let work: f64 = counted.iter().map(|(_, work)| work).sum();
        let time = counted[counted.len() - 1].0 - counted[0].0;
        // Work and time are independent sums of known means: no quotient of them is.
        let load = self.rate * self.mean;
        load * (work / self.mean / count - time * self.rate / (count - 1.0))
    }

    /// By how much the share of jobs that find at least so many others under way exceeds theory, if each is served at once: as
    /// many are then under way as the Poisson law says, whatever the law of the work is.
    pub fn excess_of_crowds<const SIZES: usize>(&self, sizes: [u32; SIZES]) -> [f64; SIZES] {
        let mut ends = BTreeSet::new();
        let mut crowds = [0.0; SIZES];
        for (number, (date, work)) in self.all.iter().enumerate() {
            let date = SimTime::from_secs_f64(*date);
            while ends.first().is_some_and(|(end, _)| *end <= date) {
                ends.pop_first();
            }
            if number >= self.warm_up {
                for (crowds, size) in crowds.iter_mut().zip(sizes) {
                    *crowds += f64::from(u8::from(ends.len() >= size as usize));
                }
            }
            ends.insert((date + SimDuration::from_secs_f64(*work), number));
        }
        let counted = (self.all.len() - self.warm_up) as f64;
        let load = self.rate * self.mean;
        std::array::from_fn(|one| crowds[one] / counted - (1.0 - poisson_below(load, sizes[one])))
    }
}

/// The probability that a Poisson number of this mean is below another number.
fn poisson_below(mean: f64, number: u32) -> f64 {
    let mut probability = (-mean).exp();
    let mut sum = 0.0;
    for below in 0..number {
        sum += probability;
        probability *= mean / f64::from(below + 1);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_jobs_by_hand() {
        let jobs = Jobs {
            rate: 0.5,
            mean: 1.0,
            all: vec![(0.0, 4.0), (1.0, 1.0), (3.0, 2.0), (7.0, 3.0)],
            warm_up: 1,
        };
        // Work of 2 in the mean, and 6 s for two gaps of 2 s: .5 (2 - 1.5).
        assert!((jobs.excess_of_work() - 0.25).abs() < 1e-12);
        // The second and the third find one under way, the fourth none; 1 - exp(-.5) in theory.
        let theory = 1.0 - (-0.5_f64).exp();
        let [one, two] = jobs.excess_of_crowds([1, 2]);
        assert!((one - (2.0 / 3.0 - theory)).abs() < 1e-12);
        assert!((two + 1.0 - 1.5 * (-0.5_f64).exp()).abs() < 1e-12);
    }
}
