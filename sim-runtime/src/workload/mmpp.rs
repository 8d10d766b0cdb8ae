//! Arrivals whose rate is that of a state that changes at random.

use super::rates::rate_mistake;
use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// A Markov-modulated Poisson process: there are states, each with a rate of arrivals; how long a state lasts is exponentially
/// distributed. Bursts and lulls of random length: the usual model of traffic that is burstier than Poisson, and correlated.
///
/// The process is stationary: the first state is drawn with the probability that the states have in the long run. With two states
/// of rates `l1`, `l2` which change at the rates `s1`, `s2`, with `s = s1 + s2` and the mean rate `l = (l1 s2 + l2 s1) / s`, the
/// number of arrivals in a time t has the mean `l t` and the index of dispersion (variance over mean)
/// `1 + 2 s1 s2 (l1 - l2)^2 / (s^3 l) (1 - (1 - exp(-s t)) / (s t))`.
///
/// How: the next arrival and the next change of state compete, each exponential, which is exact. Source: W. Fischer and
/// K. Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook", Performance Evaluation 18, 1993, from memory.
///
/// ```
/// use sim_runtime::units::short::{mins, secs};
/// use sim_runtime::workload::{Arrival, Extent, Mmpp};
///
/// // Bursts of ten seconds on average, with 50 arrivals a second; lulls of two minutes, with one each ten seconds.
/// let bursts = Mmpp::cycle([(50.0, secs(10)), (0.1, mins(2))]);
/// assert_eq!((bursts.mistake(), bursts.extent()), (None, Extent::Endless));
/// // The same, as a matrix of rates of transition in 1/s.
/// let same = Mmpp::matrix([50.0, 0.1], [[0.0, 0.1], [1.0 / 120.0, 0.0]]);
/// assert_eq!(same.mistake(), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Mmpp {
    chain: Result<Chain, String>,
    /// The state, once the first has been drawn.
    state: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
struct Chain {
    /// Arrivals a second in each state.
    rates: Vec<f64>,
    /// Transitions a second from each state to each other.
    transitions: Vec<Vec<f64>>,
    /// The probability of each state in the long run.
    stationary: Vec<f64>,
}

/// How many changes of state there may be for each arrival, in the long run.
const MOST_CHANGES: f64 = 1e6;

/// The most changes of state a second.
const FASTEST: f64 = 1e9;

impl Mmpp {
    /// States one after the other, and then again from the first: the rate of each \[1/s\], and how long it lasts on average.
    pub fn cycle<R: Into<f64>>(states: impl IntoIterator<Item = (R, SimDuration)>) -> Self {
        let states = states.into_iter();
        let states: Vec<_> = states.map(|(rate, mean)| (rate.into(), mean)).collect();
        if let Some((place, _)) = (states.iter().enumerate()).find(|(_, state)| state.1.is_zero()) {
            let mistake =
                format!("states[{place}] of an MMPP lasts 0s; give it a time such as `10s`");
            return Self::of(Err(mistake));
        }
        let count = states.len();
        let transitions = states.iter().enumerate().map(|(state, (_, mean))| {
            let mut row = vec![0.0; count];
            row[(state + 1) % count] = 1.0 / mean.as_secs_f64();
            row
        });
        let transitions = transitions.collect();
        let rates = states.iter().map(|(rate, _)| *rate).collect();
        Self::of(Chain::new(rates, transitions))
    }

    /// The rate of each state \[1/s\], and a row for each state with the rates of its transitions to all of them \[1/s\]. What is
    /// on the diagonal is not looked at, so a generator matrix can be given as it is.
    pub fn matrix<R: Into<f64>, Q: Into<f64>, Row: IntoIterator<Item = Q>>(
        rates: impl IntoIterator<Item = R>,
        transitions: impl IntoIterator<Item = Row>,
    ) -> Self {
        let rates = rates.into_iter().map(Into::into).collect();
        let rows = transitions.into_iter();
        let rows = rows.map(|row| row.into_iter().map(Into::into).collect());
        Self::of(Chain::new(rates, rows.collect()))
    }

    fn of(chain: Result<Chain, String>) -> Self {
        Self { chain, state: None }
    }
}

impl Chain {
    fn new(rates: Vec<f64>, mut transitions: Vec<Vec<f64>>) -> Result<Self, String> {
        let count = rates.len();
        if count < 2 {
            let mistake =
                "an MMPP has at least two states; with one it is `Poisson::per_second(rate)`";
            return Err(mistake.to_owned());
        }
        if let Some(mistake) = rates.iter().find_map(|rate| rate_mistake(*rate)) {
            return Err(mistake);
        }
        if transitions.len() != count || transitions.iter().any(|row| row.len() != count) {
            return Err(format!(
                "the transitions of an MMPP of {count} states are {count} rows of {count} rates"
            ));
        }
        for (state, row) in transitions.iter_mut().enumerate() {
            row[state] = 0.0;
            let wrong = row.iter().find(|rate| !(0.0..=FASTEST).contains(*rate));
            if let Some(rate) = wrong {
                return Err(format!(
                    "a rate of transition of an MMPP is {rate} per second; it is a number from 0 to {FASTEST:e}"
                ));
            }
        }
        if let Some((from, to)) = unreachable(&transitions) {
            return Err(format!(
                "states[{to}] of an MMPP is never reached from states[{from}]; from each state there is a way to each other"
            ));
        }
        let stationary = stationary(transitions.clone());
        let mean = |of: &dyn Fn(usize) -> f64| -> f64 {
            let shares = stationary.iter().enumerate();
            shares.map(|(state, share)| share * of(state)).sum()
        };
        let arrivals = mean(&|state| rates[state]);
        let changes = mean(&|state| transitions[state].iter().sum());
        if arrivals == 0.0 {
            let mistake =
                "the rates of an MMPP are all zero; where nobody comes there is no workload";
            return Err(mistake.to_owned());
        }
        if changes > arrivals * MOST_CHANGES {
            return Err(format!(
                "an MMPP changes its state {changes} times a second, and has {arrivals} arrivals a second: more than \
                 {MOST_CHANGES:e} changes for each; let its states last longer"
            ));
        }
        Ok(Self {
            rates,
            transitions,
            stationary,
        })
    }
}

/// Two states of which the first never leads to the second.
fn unreachable(transitions: &[Vec<f64>]) -> Option<(usize, usize)> {
    (0..transitions.len()).find_map(|from| {
        let mut is_reached = vec![false; transitions.len()];
        is_reached[from] = true;
        let mut left = vec![from];
        while let Some(state) = left.pop() {
            for (next, rate) in transitions[state].iter().enumerate() {
                if *rate > 0.0 && !std::mem::replace(&mut is_reached[next], true) {
                    left.push(next);
                }
            }
        }
        let to = is_reached.iter().position(|reached| !reached)?;
        Some((from, to))
    })
}

/// The probabilities of the states in the long run, by elimination without a subtraction (Grassmann, Taksar and Heyman, 1985).
fn stationary(mut transitions: Vec<Vec<f64>>) -> Vec<f64> {
    let count = transitions.len();
    for last in (1..count).rev() {
        let out: f64 = transitions[last][..last].iter().sum();
        for from in 0..last {
            transitions[from][last] /= out;
            for to in 0..last {
                transitions[from][to] += transitions[from][last] * transitions[last][to];
            }
        }
    }
    let mut weights = vec![1.0];
    while weights.len() < count {
        let state = weights.len();
        let into = weights.iter().zip(&transitions);
        weights.push(into.map(|(weight, row)| weight * row[state]).sum());
    }
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// The place of one of several, chosen in proportion to its weight.
fn draw(weights: &[f64], random: &mut Stream) -> usize {
    let mut left = random.unit() * weights.iter().sum::<f64>();
    let chosen = weights.iter().position(|weight| {
        let is_it = left < *weight;
        left -= weight;
        is_it
    });
    // What rounding leaves belongs to the last that is possible.
    let last = weights.iter().rposition(|weight| *weight > 0.0);
    chosen.or(last).unwrap_or(0)
}

impl Arrival for Mmpp {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        let chain = match &self.chain {
            Ok(chain) => chain,
            Err(mistake) => panic!("{mistake}"),
        };
        let state = self
            .state
            .get_or_insert_with(|| draw(&chain.stationary, random));
        let mut date = last;
        loop {
            let (rate, row) = (chain.rates[*state], &chain.transitions[*state]);
            let total = rate + row.iter().sum::<f64>();
            date += SimDuration::from_secs_f64(random.exponential(1.0) / total);
            if date == SimTime::MAX {
                return None;
            }
            if random.unit() * total < rate {
                return Some(date);
            }
            *state = draw(row, random);
        }
    }

    fn extent(&self) -> Extent {
        Extent::Endless
    }

    fn mistake(&self) -> Option<String> {
        self.chain.as_ref().err().cloned()
    }
}
