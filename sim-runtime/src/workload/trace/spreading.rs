//! Where the invocations of a minute are: from numbers to dates.

use super::options::Spread;
use crate::kernel::Stream;

/// How many invocations are spread at once.
const MOST: u64 = 1 << 20;

/// The date of an invocation \[ns\], its function, and how long it lasts \[10 µs\].
pub(super) type Dated = (u64, u32, u32);

/// Numbers of invocations in one interval, such as a minute, or in a part of it.
#[derive(Clone, Debug)]
pub(super) struct Minute {
    date: u64,
    length: u64,
    /// Functions, how often each is invoked, and how long each invocation lasts \[10 µs\].
    counts: std::sync::Arc<Vec<(u32, u32, u32)>>,
    /// Which part it is of how many of the same length.
    part: (u64, u64),
    spread: Spread,
    /// As it was before the first date of the whole interval was drawn.
    random: Option<Box<Stream>>,
}

impl Minute {
    /// Nothing in an interval that begins at this date \[ns\] and is so long \[ns\].
    pub(super) fn new(date: u64, length: u64) -> Self {
        Self {
            date,
            length,
            counts: std::sync::Arc::default(),
            part: (0, 1),
            spread: Spread::Start,
            random: None,
        }
    }

    pub(super) fn add(&mut self, function: u32, count: u32, ticks: u32) {
        std::sync::Arc::make_mut(&mut self.counts).push((function, count, ticks));
    }

    /// When it begins \[ns\].
    pub(super) fn start(&self) -> u64 {
        let (part, parts) = self.part;
        self.date.saturating_add(portion(self.length, part, parts))
    }

    /// Parts of the interval with no more than a million invocations each, as far as their dates are apart.
    ///
    /// All parts draw the same dates, and each keeps its own: that costs time where there are many, and no memory.
    pub(super) fn parts(self, spread: Spread, random: &mut Stream) -> Vec<Self> {
        let total: u64 = (self.counts.iter())
            .map(|(_, count, _)| u64::from(*count))
            .sum();
        let parts = total.div_ceil(MOST).clamp(1, self.length.max(1));
        let own = crate::kernel::Seed(random.uniform(0..=u64::MAX)).stream(0, "minute");
        let part = |part| Self {
            part: (part, parts),
            spread,
            random: Some(Box::new(own.clone())),
            ..self.clone()
        };
        (0..parts).map(part).collect()
    }

    /// Adds its invocations to those that are there, and puts all of them in order of date.
    pub(super) fn spread(mut self, rows: &mut Vec<Dated>) {
        let (part, parts) = self.part;
        let low = portion(self.length, part, parts);
        // The last part has what lies at the very end.
        let high = match part + 1 == parts {
            true => u64::MAX,
            false => portion(self.length, part + 1, parts),
        };
        let Some(random) = self.random.as_deref_mut() else {
            return;
        };
        for (function, count, ticks) in self.counts.iter() {
            let mut keep = |offset: u64| {
                if (low..high).contains(&offset) {
                    rows.push((self.date.saturating_add(offset), *function, *ticks));
                }
            };
            let count = u64::from(*count);
            match self.spread {
                _ if self.length == 0 => (0..count).for_each(|_| keep(0)),
                Spread::Start => (0..count).for_each(|_| keep(0)),
                Spread::Even => {
                    (0..count)
                        .for_each(|number| keep(portion(self.length, 2 * number + 1, 2 * count)));
                }
                Spread::Uniform => (0..count).for_each(|_| keep(random.uniform(0..self.length))),
                Spread::Poisson => {
                    let gap = self.length as f64 / count as f64;
                    let mut offset = random.exponential(gap);
                    while offset < self.length as f64 {
                        keep(offset as u64);
                        offset += random.exponential(gap);
                    }
                }
            }
        }
        rows.sort_unstable();
    }
}

/// So many of so many equal parts of a length.
fn portion(length: u64, part: u64, parts: u64) -> u64 {
    (u128::from(length) * u128::from(part) / u128::from(parts)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Seed;

    fn offsets(spread: Spread, count: u32) -> Vec<u64> {
        let mut minute = Minute::new(1000, 600);
        minute.add(3, count, 0);
        let mut rows = Vec::new();
        let random = &mut Seed(1).stream(0, "minute");
        for part in minute.parts(spread, random) {
            part.spread(&mut rows);
        }
        assert!(rows.is_sorted() && rows.iter().all(|row| row.1 == 3));
        rows.into_iter().map(|row| row.0 - 1000).collect()
    }

    #[test]
    fn numbers_are_kept_and_dates_stay_in_the_minute() {
        assert_eq!(offsets(Spread::Start, 3), [0, 0, 0]);
        assert_eq!(offsets(Spread::Even, 3), [100, 300, 500]);
        let uniform = offsets(Spread::Uniform, 10_000);
        assert_eq!(uniform.len(), 10_000);
        assert!(uniform.iter().all(|offset| *offset < 600));
        // The mean of 10,000 uniform numbers has a deviation of 173/100.
        let mean = uniform.iter().sum::<u64>() as f64 / 1e4;
        assert!((mean - 299.5).abs() < 7.0, "{mean}");
        let poisson = offsets(Spread::Poisson, 10_000).len() as f64;
        assert!((poisson - 1e4).abs() < 400.0 && poisson != 1e4, "{poisson}");
    }

    #[test]
    fn parts_of_a_minute_have_together_what_the_whole_has() {
        let mut minute = Minute::new(0, 60_000_000_000);
        minute.add(0, 2 << 20, 0);
        minute.add(1, 7, 0);
        let parts = minute.parts(Spread::Uniform, &mut Seed(1).stream(0, "minute"));
        assert_eq!(parts.len(), 3);
        let mut rows = Vec::new();
        let mut last = 0;
        for part in parts {
            let mut own = Vec::new();
            part.spread(&mut own);
            assert!(own[0].0 >= last && own.len() as u64 <= MOST);
            last = own[own.len() - 1].0;
            rows.extend(own);
        }
        assert_eq!(rows.len() as u64, 2 * MOST + 7);
    }
}
