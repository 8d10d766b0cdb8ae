//! How durations are distributed: exactly, or in a histogram of constant size.

use hdrhistogram::Histogram;

use crate::results::schema::summaries::Distribution;
use crate::units::SimDuration;

/// Significant digits of a histogram: 128 bins from a power of two to the next, so that a value and the greatest of its bin,
/// which stands for it, are less than 1 / 128 apart.
const DIGITS: u8 = 2;

/// How many points a curve has, the first at the least value and the last at the greatest.
const CURVE: u64 = 51;

/// What lies between two points of a curve, in thousandths of the values.
const STEP: u64 = 20;

/// The bins from a power of two to the next, as a power of two.
const BINS: u32 = 7;

/// The bin that a value is in, by its number from zero on: each value below 256 has one of its own.
fn bin(value: u64) -> u16 {
    let coarse = (u64::BITS - (value | 1).leading_zeros()).saturating_sub(BINS + 1);
    // At most 56 powers of two and their 256 values.
    ((u64::from(coarse) << BINS) + (value >> coarse)) as u16
}

/// The greatest value of a bin.
fn greatest_in(bin: u16) -> u64 {
    let coarse = (bin >> BINS).saturating_sub(1);
    let fine = u64::from(bin) - (u64::from(coarse) << BINS);
    (fine << coarse) | ((1 << coarse) - 1)
}

/// How many durations are kept one by one before a histogram takes their place, which begins at zero and has a bin for each
/// 128th of each power of two up to the greatest: as many as take less than half of its memory, mostly. (Tests cross it often.)
const FEW: usize = if cfg!(test) { 256 } else { 2048 };

/// Durations, added one by one.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct DurationStats {
    count: u64,
    /// The sum \[ns\].
    sum: u128,
    least: u64,
    greatest: u64,
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    Exact(Vec<u64>),
    /// In bins, once there are many.
    Binned(Bins),
}

/// Durations that are told apart by their bins alone, however they are kept: most functions are seldom invoked, and a
/// histogram takes some memory.
#[derive(Clone, Debug)]
enum Bins {
    /// All are the same, or there is none.
    Same,
    /// Their bins, in no order.
    Few(Vec<u16>),
    Many(Box<Histogram<u32>>),
}

impl Default for Values {
    fn default() -> Self {
        Self::Exact(Vec::new())
    }
}

impl DurationStats {
    /// Durations in a histogram.
    pub(in crate::results) fn binned() -> Self {
        Self {
            values: Values::Binned(Bins::Same),
            ..Self::default()
        }
    }

    pub(in crate::results) fn add(&mut self, duration: SimDuration) {
        let nanos = duration.as_nanos();
        match &mut self.values {
            Values::Exact(values) => values.push(nanos),
            Values::Binned(Bins::Many(bins)) => put(bins, nanos, 1),
            Values::Binned(Bins::Few(few)) if few.len() < FEW => few.push(bin(nanos)),
            Values::Binned(_) => self.put_in_bins(nanos, 1),
        }
        self.count(nanos, nanos, 1, u128::from(nanos));
    }

    /// Adds several durations; what they have in common is done once where there are many by now.
    pub(in crate::results) fn add_all(
        &mut self,
        durations: impl Iterator<Item = SimDuration> + Clone,
    ) {
        let nanos = durations.map(SimDuration::as_nanos);
        let (Some(least), Some(greatest)) = (nanos.clone().min(), nanos.clone().max()) else {
            return;
        };
        let is_all = self.count > 0 && self.is_all(least) && least == greatest;
        match &mut self.values {
            Values::Binned(Bins::Many(bins)) => nanos.clone().for_each(|one| put(bins, one, 1)),
            Values::Binned(Bins::Same) if is_all => {}
            _ => return nanos.for_each(|one| self.add(SimDuration::from_nanos(one))),
        }
        let (count, sum) = nanos.fold((0, 0), |(count, sum), one| {
            (count + 1, sum + u128::from(one))
        });
        self.count(least, greatest, count, sum);
    }

    /// Adds all that another of the same kind has.
    pub(in crate::results) fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        match (&mut self.values, &other.values) {
            (Values::Exact(mine), Values::Exact(others)) => mine.extend(others),
            (Values::Binned(_), Values::Binned(Bins::Many(others))) => {
                // A histogram that grows as needed refuses nothing.
                let _ = self.many().add(&**others);
            }
            (Values::Binned(_), Values::Binned(Bins::Few(others))) => {
                self.put_all(others);
            }
            (Values::Binned(_), Values::Binned(Bins::Same)) => {
                self.put_in_bins(other.least, other.count);
            }
            _ => {}
        }
        self.count(other.least, other.greatest, other.count, other.sum);
    }

    /// Whether all values are this one, or there is none.
    fn is_all(&self, nanos: u64) -> bool {
        self.count == 0 || (self.least == nanos && self.greatest == nanos)
    }

    /// Puts a value into the bins so many times; it has not been counted yet.
    #[inline(never)]
    fn put_in_bins(&mut self, nanos: u64, count: u64) {
        let is_all = self.is_all(nanos);
        match &mut self.values {
            Values::Binned(Bins::Same) if is_all => return,
            // As many as there are take no more space than so few.
            Values::Binned(Bins::Same) if self.count + count <= FEW as u64 => {
                let mut few = vec![bin(self.least); self.count as usize];
                few.resize(few.len() + count as usize, bin(nanos));
                self.values = Values::Binned(Bins::Few(few));
                return;
            }
            Values::Binned(Bins::Few(few)) if few.len() as u64 + count <= FEW as u64 => {
                few.resize(few.len() + count as usize, bin(nanos));
                return;
            }
            _ => {}
        }
        put(self.many(), nanos, count);
    }

    /// Puts values of some bins into one's own, which have not been counted yet.
    fn put_all(&mut self, values: &[u16]) {
        let own = match &self.values {
            Values::Binned(Bins::Same) if self.count <= FEW as u64 => {
                vec![bin(self.least); self.count as usize]
            }
            Values::Binned(Bins::Few(few)) => few.clone(),
            _ => vec![0; FEW],
        };
        if own.len() + values.len() <= FEW {
            let all = [&own, values].concat();
            self.values = Values::Binned(Bins::Few(all));
            return;
        }
        let bins = self.many();
        for value in values {
            put(bins, greatest_in(*value), 1);
        }
    }

    /// The histogram, with what has been added so far.
    fn many(&mut self) -> &mut Histogram<u32> {
        let (value, count) = (self.least, self.count);
        let Values::Binned(bins) = &mut self.values else {
            unreachable!("exact values have no bins")
        };
        if !matches!(bins, Bins::Many(_)) {
            let mut made = Box::new(empty());
            match bins {
                Bins::Few(few) => few
                    .iter()
                    .for_each(|bin| put(&mut made, greatest_in(*bin), 1)),
                _ => put(&mut made, value, count),
            }
            *bins = Bins::Many(made);
        }
        let Bins::Many(made) = bins else {
            unreachable!("it has just been made")
        };
        made
    }

    fn count(&mut self, least: u64, greatest: u64, count: u64, sum: u128) {
        self.least = if self.count == 0 {
            least
        } else {
            self.least.min(least)
        };
        self.greatest = self.greatest.max(greatest);
        self.count += count;
        self.sum += sum;
    }

    /// The mean, rounded to the nearest nanosecond, halves up.
    fn mean(&self) -> u64 {
        let count = u128::from(self.count);
        ((self.sum + count / 2) / count) as u64
    }

    /// Puts exact values in order, so that later figures of them, and of several of them together, cost less.
    pub(in crate::results) fn sort(&mut self) {
        if let Values::Exact(values) = &mut self.values {
            values.sort_unstable();
        }
    }

    /// The figures; `None` if there is no value.
    pub(in crate::results) fn distribution(&self) -> Option<Distribution> {
        if self.count == 0 {
            return None;
        }
        let steps = match self.values {
            Values::Exact(_) => 0,
            Values::Binned(_) => CURVE,
        };
        let curve = (0..steps).map(|step| step * STEP);
        // All at once: a histogram is read from its beginning each time.
        let mut permilles: Vec<u64> = [500, 900, 950, 990, 999].into_iter().chain(curve).collect();
        permilles.sort_unstable();
        permilles.dedup();
        let values = Quantiles::new(self).at(&permilles);
        let value = |permille| values[permilles.partition_point(|other| *other < permille)];
        Some(Distribution {
            count: self.count,
            mean: SimDuration::from_nanos(self.mean()),
            min: SimDuration::from_nanos(self.least),
            p50: value(500),
            p90: value(900),
            p95: value(950),
            p99: value(990),
            p999: value(999),
            max: SimDuration::from_nanos(self.greatest),
            curve: (0..steps).map(|step| value(step * STEP)).collect(),
        })
    }
}

/// The least of some values in order that at least so many thousandths of them do not exceed; `None` if there is none.
pub(super) fn nearest_rank<T: Copy>(values: &[T], permille: u64) -> Option<T> {
    let rank = rank(values.len() as u64, permille);
    values.get(rank as usize - 1).copied()
}

/// The place, from 1 on, of the least of so many values that at least so many thousandths do not exceed.
fn rank(count: u64, permille: u64) -> u64 {
    let rank = (u128::from(count) * u128::from(permille)).div_ceil(1000);
    rank.max(1) as u64
}

fn put(bins: &mut Histogram<u32>, nanos: u64, count: u64) {
    if count > 0 {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        // A histogram that grows as needed refuses nothing.
        let _ = bins.record_n(nanos, count);
    }
}

fn empty() -> Histogram<u32> {
    let mut bins = Histogram::new(DIGITS).expect("the digits are within what histograms can do");
    bins.auto(true);
    bins
}

/// Durations in order.
enum Quantiles<'a> {
    Exact(Vec<u64>),
    /// Each stands for its bin.
    Few(&'a DurationStats, Vec<u16>),
    Binned(&'a DurationStats, &'a Histogram<u32>),
}

impl<'a> Quantiles<'a> {
    fn new(stats: &'a DurationStats) -> Self {
        match &stats.values {
            Values::Exact(values) => {
                let mut values = values.clone();
                // Often they come in order, or are a few lists in order: then this sort has little to do.
                values.sort();
                Self::Exact(values)
            }
            Values::Binned(Bins::Many(bins)) => Self::Binned(stats, bins),
            Values::Binned(Bins::Few(few)) => {
                let mut values = few.clone();
                values.sort_unstable();
                Self::Few(stats, values)
            }
            Values::Binned(Bins::Same) => Self::Exact(vec![stats.least]),
        }
    }

    /// For each of some thousandths, in ascending order: the least value that so many of the values do not exceed.
    fn at(&self, permilles: &[u64]) -> Vec<SimDuration> {
        let permilles = permilles.iter();
        let nanos: Vec<u64> = match self {
            Self::Exact(values) => permilles
                .map(|permille| nearest_rank(values, *permille).unwrap_or_default())
                .collect(),
            Self::Few(stats, bins) => permilles
                .map(|permille| nearest_rank(bins, *permille).unwrap_or_default())
                .map(|bin| greatest_in(bin).clamp(stats.least, stats.greatest))
                .collect(),
            Self::Binned(stats, bins) => {
                let ranks = permilles.map(|permille| rank(stats.count, *permille));
                let values = at_ranks(bins, ranks);
                let values = values.into_iter();
                values
                    .map(|value| value.clamp(stats.least, stats.greatest))
                    .collect()
            }
        };
        nanos.into_iter().map(SimDuration::from_nanos).collect()
    }
}

/// For each of some places, in ascending order: the greatest value of the bin that the value there is in.
///
/// The crate's own quantiles find the place in floating-point numbers, which are one off now and then.
fn at_ranks(bins: &Histogram<u32>, ranks: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut recorded = bins.iter_recorded();
    let (mut counted, mut value) = (0, 0);
    let at = |rank| {
        while counted < rank
            && let Some(bin) = recorded.next()
        {
            counted += u64::from(bin.count_at_value());
            value = bins.highest_equivalent(bin.value_iterated_to());
        }
        value
    };
    ranks.map(at).collect()
}

#[cfg(test)]
mod tests;
