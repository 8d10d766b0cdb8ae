//! Which keep-alive and which concurrency tell cold from hot starts as they were observed.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use indexmap::IndexMap;

use super::outcome::{FittedConcurrency, FittedKeepAlive};
use super::replay::{Bodies, Replay, without_delays};
use crate::experiment::ExperimentError;
use crate::results::observed::Observation;
use crate::scenario::schema::Scenario;
use crate::units::{SimDuration, SimTime};

/// How many keep-alives are tried for each concurrency, how many in the first round of the search, and how many in each of the later
/// ones, which lie between the best and their neighbours.
const COARSE: u32 = 8;
const FIRST: u32 = 16;
const LATER: u32 = 8;
const ROUNDS: u32 = 3;

/// What was fitted.
pub(super) struct Reused {
    /// `None` if it makes no difference.
    pub(super) keep_alive: Option<FittedKeepAlive>,
    /// Of the functions of which several invocations overlapped.
    pub(super) concurrency: Vec<FittedConcurrency>,
}

/// Fits both.
pub(super) fn fit(replay: &Replay<'_>, known: &[Observation]) -> Result<Reused, ExperimentError> {
    let mut search = Search {
        scenario: without_delays(replay.scenario),
        replay: *replay,
        known,
        bodies: Bodies::observed(known),
    };
    let Some(range) = range(known) else {
        return Ok(Reused {
            keep_alive: None,
            concurrency: Vec::new(),
        });
    };
    let mut concurrency = Vec::new();
    for (function, overlap) in overlaps(known) {
        if overlap > 1 {
            let (slots, tried) = search.slots(&function, overlap, range)?;
            concurrency.push(FittedConcurrency {
                function,
                slots,
                overlap,
                tried,
            });
        }
    }
    let mut tried = BTreeMap::new();
    search.scores(range, FIRST, &mut tried)?;
    for _ in 0..ROUNDS {
        let best = plateau(&tried);
        search.scores(best.outside, LATER, &mut tried)?;
    }
    let best = plateau(&tried);
    let makes_a_difference = tried.values().any(|score| *score != best.score);
    let (low, high) = best.inside;
    let keep_alive = FittedKeepAlive {
        timeout: middle(low, high),
        between: (best.outside.0, best.outside.1),
        mismatches: best.score,
        of: known.len() as u64,
    };
    Ok(Reused {
        keep_alive: makes_a_difference.then_some(keep_alive),
        concurrency,
    })
}

/// A search by runs.
struct Search<'a> {
    /// The scenario whose starts take no time, with what was found so far.
    scenario: Scenario,
    replay: Replay<'a>,
    known: &'a [Observation],
    bodies: Bodies,
}

impl Search<'_> {
    /// How many starts differ from what was observed, with a keep-alive.
    fn score(&mut self, timeout: SimDuration) -> Result<u64, ExperimentError> {
        let service = &mut self.scenario.service;
        service.keep_alive = None;
        service.properties.container_idle_timeout = Some(timeout);
        let replay = Replay {
            scenario: &self.scenario,
            ..self.replay
        };
        let replayed = replay.run(self.known, &self.bodies)?;
        let pairs = self.known.iter().zip(&replayed);
        let differ = pairs.filter(|(row, replayed)| replayed.cold != Some(row.cold));
        Ok(differ.count() as u64)
    }

    /// Tries so many keep-alives in a range, evenly apart on a logarithmic scale, with both ends.
    fn scores(
        &mut self,
        (low, high): (SimDuration, SimDuration),
        steps: u32,
        tried: &mut BTreeMap<SimDuration, u64>,
    ) -> Result<(), ExperimentError> {
        let [from, to] = [low, high].map(|end| libm::log(end.as_secs_f64()));
        for step in 0..=steps {
            let at = from + (to - from) * f64::from(step) / f64::from(steps);
            let timeout = match step {
                0 => low,
                _ if step == steps => high,
                _ => SimDuration::from_secs_f64(libm::exp(at)),
            };
            if let Entry::Vacant(place) = tried.entry(timeout) {
                place.insert(self.score(timeout)?);
            }
        }
        Ok(())
    }

    /// The concurrency of a function with the fewest starts that differ, whatever the keep-alive; and which were tried. Of several,
    /// the scenario's own, or else the least.
    fn slots(
        &mut self,
        function: &str,
        overlap: u32,
        range: (SimDuration, SimDuration),
    ) -> Result<(u32, Vec<u32>), ExperimentError> {
        let functions = &self.scenario.functions;
        let Some(place) = functions.iter().position(|one| *one.name == *function) else {
            return Ok((1, Vec::new()));
        };
        let own = functions[place].concurrency;
        let mut scores: IndexMap<u32, u64> = IndexMap::new();
        for slots in candidates(overlap) {
            self.scenario.functions[place].concurrency = slots;
            let mut tried = BTreeMap::new();
            self.scores(range, COARSE, &mut tried)?;
            scores.insert(slots, tried.into_values().min().unwrap_or(u64::MAX));
        }
        let best = scores
            .iter()
            .min_by_key(|(slots, score)| (**score, **slots != own, **slots));
        let best = best.map_or(own, |(slots, _)| *slots);
        self.scenario.functions[place].concurrency = best;
        Ok((best, scores.into_keys().collect()))
    }
}

/// One to eight, then doubled, up to what would hold all that overlapped.
fn candidates(overlap: u32) -> Vec<u32> {
    let mut candidates: Vec<u32> = (1..=overlap.min(8)).collect();
    let mut next = 16;
    while next < overlap.saturating_mul(2) && overlap > 8 {
        candidates.push(next);
        next *= 2;
    }
    candidates
}

/// The keep-alives with the fewest starts that differ.
struct Plateau {
    score: u64,
    /// The least and the greatest of them.
    inside: (SimDuration, SimDuration),
    /// Their neighbours.
    outside: (SimDuration, SimDuration),
}

/// The longest run of neighbours with the least score.
fn plateau(tried: &BTreeMap<SimDuration, u64>) -> Plateau {
    let all: Vec<(SimDuration, u64)> = tried.iter().map(|(at, score)| (*at, *score)).collect();
    let score = all.iter().map(|(_, score)| *score).min().unwrap_or(0);
    let ratio = |(from, to): (usize, usize)| all[to].0.as_secs_f64() / all[from].0.as_secs_f64();
    let mut best: Option<(usize, usize)> = None;
    let mut begin = None;
    for (index, (_, found)) in all.iter().enumerate() {
        if *found != score {
            begin = None;
            continue;
        }
        let run = (*begin.get_or_insert(index), index);
        if best.is_none_or(|best| ratio(run) > ratio(best)) {
            best = Some(run);
        }
    }
    let (from, to) = best.unwrap_or((0, 0));
    let (before, after) = (from.saturating_sub(1), (to + 1).min(all.len() - 1));
    Plateau {
        score,
        inside: (all[from].0, all[to].0),
        outside: (all[before].0, all[after].0),
    }
}

/// The geometric mean.
fn middle(low: SimDuration, high: SimDuration) -> SimDuration {
    if low == high {
        return low;
    }
    SimDuration::from_secs_f64(libm::sqrt(low.as_secs_f64() * high.as_secs_f64()))
}

/// In which range the keep-alive may be: from half of the shortest gap between two invocations of a function to the whole time;
/// `None` if there is no gap.
fn range(known: &[Observation]) -> Option<(SimDuration, SimDuration)> {
    let mut ends: IndexMap<&Arc<str>, SimTime> = IndexMap::new();
    let mut shortest: Option<SimDuration> = None;
    for row in known {
        let end = row.date + row.duration;
        if let Some(last) = ends.get_mut(&row.function) {
            if row.date > *last {
                let gap = row.date.since(*last);
                shortest = Some(shortest.map_or(gap, |least| least.min(gap)));
            }
            *last = (*last).max(end);
        } else {
            ends.insert(&row.function, end);
        }
    }
    let longest = known.last()?.date.since(SimTime::ZERO);
    // A microsecond is nothing to a platform.
    let half = SimDuration::from_nanos(shortest?.as_nanos() / 2).max(SimDuration::from_micros(1));
    (half < longest).then_some((half, longest))
}

/// How many invocations of each function ran at once, at most.
fn overlaps(known: &[Observation]) -> Vec<(Arc<str>, u32)> {
    let mut changes: IndexMap<&Arc<str>, Vec<(SimTime, i32)>> = IndexMap::new();
    for row in known {
        let of_it = changes.entry(&row.function).or_default();
        of_it.extend([(row.date, 1), (row.date + row.duration, -1)]);
    }
    let most = changes.into_iter().map(|(function, mut changes)| {
        // What ends makes room for what begins at the same date.
        changes.sort_unstable();
        let (mut now, mut most) = (0, 0);
        for (_, change) in changes {
            now += change;
            most = most.max(now);
        }
        (Arc::clone(function), most.unsigned_abs())
    });
    most.collect()
}
