//! Arrivals at a rate that a table gives: by inversion of the integrated rate.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// A Poisson process whose rate changes with the date: independent arrivals, `rate(t)` of them a second on average.
///
/// The rate is a table of dates and rates, constant between them ([`steps`](Self::steps)) or straight lines between them
/// ([`lines`](Self::lines), [`ramp`](Self::ramp)), or comes back after a period ([`spikes`](Self::spikes)). The number of
/// arrivals from a to b is Poisson distributed, with the integral of the rate from a to b as its mean.
///
/// How: by inversion. An exponential number of mean 1 is the integral of the rate from an arrival to the next; within a piece of
/// the table it is solved in closed form, so that the process is exact, to the nanosecond, and one number is drawn for each arrival
/// however much the rate varies. Source: E. Cinlar, "Introduction to Stochastic Processes", 1975, section 4.7, from memory.
///
/// Where the rate is zero nobody comes. If it is zero from the last date on, there is a last arrival.
///
/// ```
/// use sim_runtime::kernel::Seed;
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::{hours, mins};
/// use sim_runtime::workload::{Arrival, Extent, Rates};
///
/// // Two a second, from the eighth hour to the ninth.
/// let mut morning = Rates::steps([(hours(8), 2.0), (hours(9), 0.0)]);
/// assert_eq!((morning.mistake(), morning.extent()), (None, Extent::Ends));
/// let random = &mut Seed(7).stream(0, "load");
/// let first = morning.next(SimTime::ZERO, random).unwrap();
/// assert!(first > SimTime::ZERO + hours(8) && first < SimTime::ZERO + hours(8) + mins(1));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    curve: Result<Curve, String>,
}

/// A rate from a date on, which goes straight to another until the next piece begins.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    begin: SimDuration,
    /// In arrivals a second.
    from: f64,
    to: f64,
}

/// Pieces in order of date, the first at the start.
#[derive(Clone, Debug, PartialEq)]
struct Curve {
    pieces: Vec<Piece>,
    /// After how long it begins again; if never, the last piece goes on for ever, at its first rate.
    period: Option<SimDuration>,
}

/// The most arrivals a second: one a nanosecond.
const FASTEST: f64 = 1e9;

/// What is wrong with a rate that may be zero.
pub(super) fn rate_mistake(rate: f64) -> Option<String> {
    (!(0.0..=FASTEST).contains(&rate)).then(|| {
        format!("a rate of arrivals is {rate} per second; it is a number from 0 to {FASTEST:e}")
    })
}

impl Rates {
    /// A rate \[1/s\] from each date on, until the next; none before the first, and the last for ever.
    ///
    /// `rate(t) = r_i` for `t_i <= t < t_(i+1)`.
    pub fn steps<R: Into<f64>>(table: impl IntoIterator<Item = (SimDuration, R)>) -> Self {
        Self::over(table, |from, _| from)
    }

    /// A rate \[1/s\] at each date, and straight lines between them; none before the first, and the last for ever.
    ///
    /// `rate(t) = r_i + (r_(i+1) - r_i) (t - t_i) / (t_(i+1) - t_i)` for `t_i <= t < t_(i+1)`.
    pub fn lines<R: Into<f64>>(table: impl IntoIterator<Item = (SimDuration, R)>) -> Self {
        Self::over(table, |_, to| to)
    }

    /// From one rate \[1/s\] to another in a straight line, in so long; the second for ever after.
    ///
    /// `rate(t) = from + (to - from) min(1, t / over)`.
    pub fn ramp(from: impl Into<f64>, to: impl Into<f64>, over: SimDuration) -> Self {
        Self::lines([(SimDuration::ZERO, from.into()), (over, to.into())])
    }

    /// A rate \[1/s\], and at the end of each period another one for so long: a cron job, a flash sale, a television break.
    ///
    /// `rate(t) = peak` where `t mod every >= every - lasting`, and `base` elsewhere.
    pub fn spikes(
        base: impl Into<f64>,
        peak: impl Into<f64>,
        every: SimDuration,
        lasting: SimDuration,
    ) -> Self {
        if lasting.is_zero() || lasting >= every {
            let mistake = format!(
                "spikes last {lasting}, of each {every}: more than nothing, and less than that"
            );
            return Self {
                curve: Err(mistake),
            };
        }
        let table = [
            (SimDuration::ZERO, base.into()),
            (every - lasting, peak.into()),
        ];
        let mut spikes = Self::steps(table);
        if let Ok(curve) = &mut spikes.curve {
            curve.period = Some(every);
        }
        spikes
    }

    /// A table, and the rate at which a piece ends: of its own and that of the next one.
    fn over<R: Into<f64>>(
        table: impl IntoIterator<Item = (SimDuration, R)>,
        end: fn(f64, f64) -> f64,
    ) -> Self {
        let table = table.into_iter();
        let table: Vec<_> = table.map(|(date, rate)| (date, rate.into())).collect();
        Self {
            curve: Curve::new(&table, end),
        }
    }
}

impl Curve {
    fn new(table: &[(SimDuration, f64)], end: fn(f64, f64) -> f64) -> Result<Self, String> {
        let Some(&(first, _)) = table.first() else {
            return Err("a table of rates is empty; give it a date and a rate".to_owned());
        };
        if let Some(mistake) = table.iter().find_map(|&(_, rate)| rate_mistake(rate)) {
            return Err(mistake);
        }
        if let Some(pair) = table.windows(2).find(|pair| pair[1].0 <= pair[0].0) {
            let (earlier, later) = (pair[0].0, pair[1].0);
            return Err(format!(
                "a table of rates has {later} after {earlier}; its dates are in order, each once"
            ));
        }
        if table.iter().all(|&(_, rate)| rate == 0.0) {
            return Err(
                "a table of rates is all zero; where nobody comes there is no workload".to_owned(),
            );
        }
        let nobody = Piece {
            begin: SimDuration::ZERO,
            from: 0.0,
            to: 0.0,
        };
        let before = (!first.is_zero()).then_some(nobody);
        let after = table.iter().skip(1).map(|&(_, rate)| Some(rate));
        let pieces = table
            .iter()
            .zip(after.chain([None]))
            .map(|(&(begin, from), next)| Piece {
                begin,
                from,
                to: next.map_or(from, |to| end(from, to)),
            });
        Ok(Self {
            pieces: before.into_iter().chain(pieces).collect(),
            period: None,
        })
    }

    /// When a piece ends, after the beginning of its round.
    fn end(&self, piece: usize) -> Option<SimDuration> {
        let next = self.pieces.get(piece + 1).map(|next| next.begin);
        next.or(self.period)
    }

    /// The integral over a period.
    fn area(&self, period: SimDuration) -> f64 {
        let ends = self.pieces.iter().skip(1).map(|next| next.begin);
        let ends = ends.chain([period]);
        let areas = self.pieces.iter().zip(ends);
        areas
            .map(|(piece, end)| (piece.from + piece.to) / 2.0 * (end - piece.begin).as_secs_f64())
            .sum()
    }

    /// The date at which the integral of the rate from a date on is so much.
    fn invert(&self, since: SimTime, mut area: f64) -> Option<SimTime> {
        let (mut round, mut offset) = (SimTime::ZERO, since - SimTime::ZERO);
        if let Some(period) = self.period {
            let into = SimDuration::from_nanos(offset.as_nanos() % period.as_nanos());
            round += offset - into;
            offset = into;
        }
        let mut piece = self.pieces.partition_point(|piece| piece.begin <= offset) - 1;
        loop {
            match self.pieces[piece].invert(offset, self.end(piece), area) {
                Ok(wait) => return Some(round + offset + wait).filter(|next| *next < SimTime::MAX),
                Err(rest) => area = rest?,
            }
            piece += 1;
            if piece == self.pieces.len() {
                let period = self.period?;
                let whole = (area / self.area(period)).floor();
                area -= whole * self.area(period);
                let rounds = (whole as u64).saturating_add(1);
                let later = period.as_nanos().checked_mul(rounds)?;
                round += SimDuration::from_nanos(later);
                piece = 0;
            }
            offset = self.pieces[piece].begin;
        }
    }
}

impl Piece {
    /// How long it takes from an offset on until the integral is so much; what is left of it if the piece ends before, and nothing
    /// if it never does and the rate is zero.
    fn invert(
        &self,
        offset: SimDuration,
        end: Option<SimDuration>,
        area: f64,
    ) -> Result<SimDuration, Option<f64>> {
        let Some(end) = end else {
            return match self.from {
                0.0 => Err(None),
                rate => Ok(SimDuration::from_secs_f64(area / rate)),
            };
        };
        let slope = (self.to - self.from) / (end - self.begin).as_secs_f64();
        let rate = self.from + slope * (offset - self.begin).as_secs_f64();
        let left = (end - offset).as_secs_f64();
        let whole = (rate + self.to) / 2.0 * left;
        if area >= whole {
            return Err(Some(area - whole));
        }
        // The root of `rate x + slope x^2 / 2 = area` in the form that loses no digits.
        let root = libm::sqrt((rate * rate + 2.0 * slope * area).max(0.0));
        let wait = (2.0 * area / (rate + root)).min(left);
        Ok(SimDuration::from_secs_f64(wait))
    }
}

impl Arrival for Rates {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        match &self.curve {
            Ok(curve) => curve.invert(last, random.exponential(1.0)),
            Err(mistake) => panic!("{mistake}"),
        }
    }

    fn extent(&self) -> Extent {
        let Ok(curve) = &self.curve else {
            return Extent::Ends;
        };
        let goes_on = curve.pieces.last().is_some_and(|last| last.from > 0.0);
        match goes_on || curve.period.is_some() {
            true => Extent::Endless,
            false => Extent::Ends,
        }
    }

    fn mistake(&self) -> Option<String> {
        self.curve.as_ref().err().cloned()
    }
}
