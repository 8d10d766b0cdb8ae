//! The beginning of arrivals, again and again.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// Each `every`, the process begins anew, with other random numbers: of what comes in a round, what is before its end counts. A
/// day's rates become those of all days: `rate'(t) = rate(t mod every)`.
///
/// It has no end of its own, also if the process has one.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let mut rounds = Dates::after([secs(1), secs(4), secs(10)]).repeat(secs(10));
/// let random = &mut Seed(1).stream(0, "load");
/// let first: Vec<_> = (0..5).map_while(|_| rounds.next(SimTime::ZERO, random)).collect();
/// assert_eq!(first, [1, 4, 11, 14, 21].map(|date| SimTime::ZERO + secs(date)));
/// ```
#[derive(Clone, Debug)]
pub struct Repeat<A> {
    /// As it begins.
    original: A,
    every: SimDuration,
    round: Option<Round<A>>,
}

#[derive(Clone, Debug)]
struct Round<A> {
    arrivals: A,
    begin: SimTime,
    /// The last date, after the beginning of time for the process.
    last: SimTime,
    /// The random numbers as the round found them, until somebody comes.
    untouched: Option<Box<Stream>>,
}

impl<A: Clone> Repeat<A> {
    pub(super) fn new(original: A, every: SimDuration) -> Self {
        Self {
            original,
            every,
            round: None,
        }
    }

    fn round(&self, begin: SimTime, random: &Stream) -> Round<A> {
        Round {
            arrivals: self.original.clone(),
            begin,
            last: SimTime::ZERO,
            untouched: Some(Box::new(random.clone())),
        }
    }
}

const NO_TIME: &str = "`repeat` begins anew each 0s; give it a time such as `24h`";

impl<A: Arrival + Clone> Arrival for Repeat<A> {
    fn next(&mut self, _: SimTime, random: &mut Stream) -> Option<SimTime> {
        assert!(!self.every.is_zero(), "{NO_TIME}");
        let end = SimTime::ZERO + self.every;
        let mut round = match self.round.take() {
            Some(round) => round,
            None => self.round(SimTime::ZERO, random),
        };
        loop {
            let next = round.arrivals.next(round.last, random);
            if let Some(next) = next.filter(|next| *next < end) {
                let date = round.begin + (next - SimTime::ZERO);
                (round.last, round.untouched) = (next, None);
                self.round = Some(round);
                return (date < SimTime::MAX).then_some(date);
            }
            // A round in which nobody comes and no number is drawn is like all that follow.
            if let Some(mut before) = round.untouched
                && before.unit() == random.clone().unit()
            {
                return None;
            }
            let begin = round.begin + self.every;
            if begin == SimTime::MAX {
                return None;
            }
            round = self.round(begin, random);
        }
    }

    fn extent(&self) -> Extent {
        match self.original.extent() {
            Extent::EndlessAtOneDate => Extent::EndlessAtOneDate,
            Extent::Ends | Extent::Endless => Extent::Endless,
        }
    }

    fn mistake(&self) -> Option<String> {
        let no_time = self.every.is_zero().then(|| NO_TIME.to_owned());
        no_time.or_else(|| self.original.mistake())
    }
}
