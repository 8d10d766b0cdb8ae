//! Random numbers: one stream for each component, named by (seed, replication, component).
//!
//! Naming the streams keeps experiments comparable: adding a component, or drawing once more in one of them, leaves the
//! draws of all the others as they were (common random numbers). The generator is ChaCha8, whose values are fixed by its
//! specification; functions go through `libm`, whose results do not depend on the platform.

use rand::distr::uniform::{SampleRange, SampleUniform};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::units::SimDuration;

/// What all randomness of a run derives from.
///
/// Two runs of one program with one seed give the same result to the byte.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seed(pub u64);

impl Seed {
    /// A number that stands for a name in the names of components: the same in every run, whatever the seed.
    pub(crate) fn digest(name: &str) -> u64 {
        fnv1a(FNV_BASIS, name)
    }

    /// The stream of one component of one replication.
    pub fn stream(self, replication: u64, component: &str) -> Stream {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.0.to_le_bytes());
        key[8..16].copy_from_slice(&replication.to_le_bytes());
        key[16..24].copy_from_slice(&fnv1a(FNV_BASIS, component).to_le_bytes());
        key[24..].copy_from_slice(&fnv1a(!FNV_BASIS, component).to_le_bytes());
        Stream {
            generator: ChaCha8Rng::from_seed(key),
        }
    }
}

impl std::fmt::Display for Seed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: short, fixed for ever, and good enough to tell names apart.
fn fnv1a(basis: u64, text: &str) -> u64 {
    text.bytes().fold(basis, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A reproducible sequence of random numbers that belongs to one component.
///
/// ```
/// use sim_runtime::kernel::Seed;
///
/// let mut client = Seed(42).stream(0, "client");
/// let mut again = Seed(42).stream(0, "client");
/// let die: u32 = client.uniform(1..=6);
/// assert!((1..=6).contains(&die));
/// assert_eq!(die, again.uniform(1..=6));
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    generator: ChaCha8Rng,
}

impl Stream {
    /// A value of the range, each equally likely. Panics if the range is empty.
    pub fn uniform<T: SampleUniform, R: SampleRange<T>>(&mut self, range: R) -> T {
        self.generator.random_range(range)
    }

    /// A number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        // 53 random bits: the doubles of [0, 1) that are a multiple of 2^-53, each equally likely.
        (self.generator.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with this probability.
    ///
    /// # Panics
    ///
    /// If the probability is not in [0, 1].
    #[track_caller]
    pub fn chance(&mut self, probability: f64) -> bool {
        assert!(
            (0.0..=1.0).contains(&probability),
            "a probability is from 0 to 1, not {probability}"
        );
        self.unit() < probability
    }

    /// An exponentially distributed number with this mean.
    ///
    /// # Panics
    ///
    /// If the mean is negative, infinite or not a number.
    #[track_caller]
    #[inline]
    pub fn exponential(&mut self, mean: f64) -> f64 {
        assert!(
            (0.0..=f64::MAX).contains(&mean),
            "a mean is finite and not negative, not {mean}"
        );
        -mean * libm::log(1.0 - self.unit())
    }

    /// An exponentially distributed duration with this mean, such as the gap between two arrivals of a Poisson process.
    #[inline]
    pub fn exponential_duration(&mut self, mean: SimDuration) -> SimDuration {
        SimDuration::from_secs_f64(self.exponential(mean.as_secs_f64()))
    }

    /// A normally distributed number (Box-Muller, one value a call, so that draws do not depend on earlier calls).
    ///
    /// # Panics
    ///
    /// If the deviation is negative, or one of the two is infinite or not a number.
    #[track_caller]
    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        assert!(
            mean.is_finite() && (0.0..=f64::MAX).contains(&deviation),
            "a mean is finite, and a deviation not negative, not {mean} and {deviation}"
        );
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        mean + deviation * radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// One of the items, each equally likely; `None` if there is none.
    pub fn choose<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() {
            return None;
        }
        items.get(self.uniform(0..items.len()))
    }

    /// Puts the items into a random order, each order equally likely (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.uniform(0..=last));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_different_names_seeds_and_replications_differ() {
        let draw =
            |seed, replication, name| Seed(seed).stream(replication, name).uniform(0..u64::MAX);
        let all = [
            draw(1, 0, "a"),
            draw(1, 0, "b"),
            draw(1, 1, "a"),
            draw(2, 0, "a"),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(!all[index + 1..].contains(one));
        }
    }

    #[test]
    fn means_and_deviations_are_as_asked() {
        let mut stream = Seed(7).stream(0, "statistics");
        let draws = 200_000;
        let mean = (0..draws).map(|_| stream.exponential(3.0)).sum::<f64>() / f64::from(draws);
        assert!((mean - 3.0).abs() < 0.05, "{mean}");
        let normal: Vec<f64> = (0..draws).map(|_| stream.normal(10.0, 2.0)).collect();
        let mean = normal.iter().sum::<f64>() / f64::from(draws);
        let variance = normal.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(draws);
        assert!(
            (mean - 10.0).abs() < 0.05 && (variance - 4.0).abs() < 0.1,
            "{mean} {variance}"
        );
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Seed(3).stream(0, "deck").shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
