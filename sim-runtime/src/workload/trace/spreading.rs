//! Where the invocations of a minute are: from numbers to dates.

use super::options::Spread;
use crate::kernel::{Seed, Stream};

/// How many invocations are spread at once.
const MOST: u64 = 1 << 20;

/// The date of an invocation \[ns\], its function, and how long it lasts \[10 µs\].
pub(super) type Dated = (u64, u32, u32);

/// Numbers of invocations in one interval, such as a minute, that are not spread yet.
///
/// They are spread in parts of about a million. The number of each part is drawn so that all parts together are what the whole
/// would be: a part costs as much time as it has invocations, whatever is still to come.
#[derive(Debug)]
pub(super) struct Minute {
    date: u64,
    length: u64,
    /// Functions, how often each is invoked, and how long each invocation lasts \[10 µs\].
    counts: Vec<(u32, u32, u32)>,
    /// How many of each are left.
    left: Vec<u64>,
    /// The next part, of how many.
    part: u64,
    parts: u64,
    spread: Spread,
    random: Option<Box<Stream>>,
}

impl Minute {
    /// Nothing in an interval that begins at this date \[ns\] and is so long \[ns\].
    pub(super) fn new(date: u64, length: u64) -> Self {
        Self {
            date,
            length,
            counts: Vec::new(),
            left: Vec::new(),
            part: 0,
            parts: 1,
            spread: Spread::Start,
            random: None,
        }
    }

    pub(super) fn add(&mut self, function: u32, count: u32, ticks: u32) {
        self.counts.push((function, count, ticks));
        self.left.push(u64::from(count));
    }

    /// Nothing more is added. What is drawn comes from a stream of its own, which takes one number of this one.
    pub(super) fn prepare(self, spread: Spread, random: &mut Stream) -> Self {
        self.in_parts_of(MOST, spread, random)
    }

    fn in_parts_of(mut self, most: u64, spread: Spread, random: &mut Stream) -> Self {
        let total: u64 = self.left.iter().sum();
        self.parts = total.div_ceil(most).max(1);
        self.spread = if self.length < self.parts {
            Spread::Start
        } else {
            spread
        };
        let seed = Seed(random.uniform(0..=u64::MAX));
        self.random = Some(Box::new(seed.stream(0, "minute")));
        self
    }

    /// When its next part begins \[ns\]; `None` after the last.
    pub(super) fn start(&self) -> Option<u64> {
        let offset = match self.spread {
            Spread::Start => 0,
            _ => portion(self.length, self.part, self.parts),
        };
        (self.part < self.parts).then(|| self.date.saturating_add(offset))
    }

    /// Adds the invocations of its next part to those that are there, and puts all of them in order of date.
    pub(super) fn spread(&mut self, rows: &mut Vec<Dated>) {
        let Self {
            date,
            length,
            part,
            parts,
            ..
        } = *self;
        let (low, high) = (
            portion(length, part, parts),
            portion(length, part + 1, parts),
        );
        let Some(random) = self.random.as_deref_mut() else {
            return;
        };
        for ((function, count, ticks), left) in self.counts.iter().zip(&mut self.left) {
            let mut keep =
                |offset: u64| rows.push((date.saturating_add(offset), *function, *ticks));
            let count = u64::from(*count);
            match self.spread {
                Spread::Start => {
                    let own = portion(count, part + 1, parts) - portion(count, part, parts);
                    (0..own).for_each(|_| keep(0));
                }
                Spread::Even => (before(count, part, parts)..before(count, part + 1, parts))
                    .for_each(|number| keep(portion(length, 2 * number + 1, 2 * count))),
                Spread::Uniform => {
                    let own = binomial(*left, parts - part, random);
                    *left -= own;
                    (0..own).for_each(|_| keep(random.uniform(low..high)));
                }
                Spread::Poisson => {
                    let gap = length as f64 / count as f64;
                    let mut offset = low as f64 + random.exponential(gap);
                    while offset < high as f64 {
                        keep(offset as u64);
                        offset += random.exponential(gap);
                    }
                }
            }
        }
        self.part += 1;
        rows.sort_unstable();
    }
}

/// How many of so many fall into one of so many equal parts.
fn binomial(count: u64, parts: u64, random: &mut Stream) -> u64 {
    if parts == 1 {
        return count;
    }
    // From one that does to the next: so it costs as many draws as there are.
    let none = libm::log1p(-1.0 / parts as f64);
    let mut found = 0;
    let mut passed = 0.0;
    loop {
        passed += libm::floor(libm::log(1.0 - random.unit()) / none) + 1.0;
        if passed > count as f64 {
            return found;
        }
        found += 1;
    }
}

/// How many of so many at equal distances are before the end of so many of so many equal parts.
fn before(count: u64, part: u64, parts: u64) -> u64 {
    ((2 * u128::from(count) * u128::from(part) + u128::from(parts)) / (2 * u128::from(parts)))
        as u64
}

/// So many of so many equal parts of a length.
fn portion(length: u64, part: u64, parts: u64) -> u64 {
    (u128::from(length) * u128::from(part) / u128::from(parts)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: u64 = 1 << 10;

    fn spread(spread: Spread, counts: &[u32]) -> Vec<Dated> {
        let mut minute = Minute::new(1000, 600_000);
        for (function, count) in (0..).zip(counts) {
            minute.add(function, *count, 0);
        }
        let mut minute = minute.in_parts_of(PART, spread, &mut Seed(1).stream(0, "minute"));
        let mut all = Vec::new();
        while let Some(start) = minute.start() {
            let mut rows = Vec::new();
            minute.spread(&mut rows);
            assert!(rows.len() as u64 <= 2 * PART && rows.iter().all(|row| row.0 >= start));
            all.extend(rows);
        }
        assert!(all.is_sorted_by_key(|row| row.0));
        all
    }

    fn offsets(how: Spread, count: u32) -> Vec<u64> {
        spread(how, &[count])
            .into_iter()
            .map(|row| row.0 - 1000)
            .collect()
    }

    #[test]
    fn numbers_are_kept_and_dates_stay_in_the_minute() {
        assert_eq!(offsets(Spread::Start, 3), [0, 0, 0]);
        assert_eq!(offsets(Spread::Even, 3), [100_000, 300_000, 500_000]);
        let uniform = offsets(Spread::Uniform, 10_000);
        assert_eq!(uniform.len(), 10_000);
        assert!(uniform.iter().all(|offset| *offset < 600_000));
        // The mean of 10,000 uniform numbers has a deviation of 173,205/100.
        let mean = uniform.iter().sum::<u64>() as f64 / 1e4;
        assert!((mean - 299_999.5).abs() < 4.0 * 1732.05, "{mean}");
        let poisson = offsets(Spread::Poisson, 10_000).len() as f64;
        assert!((poisson - 1e4).abs() < 400.0 && poisson != 1e4, "{poisson}");
    }

    #[test]
    fn parts_have_together_what_the_whole_has() {
        for how in [Spread::Start, Spread::Even, Spread::Uniform] {
            let rows = spread(how, &[1 << 12, 7, 1 << 10]);
            let of = |function| rows.iter().filter(|row| row.1 == function).count();
            assert_eq!([0, 1, 2].map(of), [1 << 12, 7, 1 << 10]);
        }
    }

    #[test]
    fn a_part_of_billions_comes_at_once() {
        let mut minute = Minute::new(0, 60_000_000_000);
        minute.add(0, u32::MAX, 0);
        let mut minute =
            minute.in_parts_of(PART, Spread::Uniform, &mut Seed(1).stream(0, "minute"));
        let mut rows = Vec::new();
        minute.spread(&mut rows);
        // A 4,194,304th, with a deviation of the root of it.
        assert!((rows.len() as f64 - 1024.0).abs() < 4.0 * 32.0);
    }
}
