//! What a provider bills: invocations by memory and time, and what its nodes cost it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::units::{Bytes, SimDuration, SimTime};

/// The prices of a service. They change nothing in the simulation; results show the bill.
///
/// An invocation whose body has started is billed for the memory limit of its function, over the time that it ran, rounded
/// up. One that was refused, or failed before its body started, is not.
///
/// ```
/// use sim_runtime::serverless::Tariff;
/// use sim_runtime::units::short::{mib, millis};
///
/// let tariff = Tariff::aws_lambda();
/// let gib_seconds = tariff.gib_seconds(mib(512), millis(1500));
/// assert_eq!(gib_seconds, 0.75);
/// assert!((tariff.cost(1, gib_seconds) - (0.0000002 + 0.75 * 0.0000166667)).abs() < 1e-15);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tariff {
    /// The currency, for people. Default: `USD`.
    pub currency: Cow<'static, str>,
    /// For each invocation. Default: 0.
    pub per_invocation: f64,
    /// For each GiB of memory and second. Default: 0.
    pub per_gib_second: f64,
    /// The billed time of an invocation is rounded up to a multiple of this \[s\]. Default: 1 ms.
    pub granularity: SimDuration,
    /// The billed time of an invocation is at least this \[s\]. Default: 0.
    pub minimum: SimDuration,
    /// Whether the start-up of a new container is billed too. Default: it is not.
    pub bills_startup: bool,
    /// What a node costs its provider for an hour, busy or not. Default: 0.
    pub per_node_hour: f64,
}

impl Default for Tariff {
    fn default() -> Self {
        Self::FREE
    }
}

impl Tariff {
    /// Nothing costs anything.
    pub const FREE: Self = Self {
        currency: Cow::Borrowed("USD"),
        per_invocation: 0.0,
        per_gib_second: 0.0,
        granularity: SimDuration::from_millis(1),
        minimum: SimDuration::ZERO,
        bills_startup: false,
        per_node_hour: 0.0,
    };

    /// AWS Lambda on x86 in `us-east-1`, first tier, without free tier: 0.20 USD for a million requests and
    /// 0.0000166667 USD for a GB (2^30 bytes) and second, by the millisecond, with the start-up phase billed (since August
    /// 2025). These are list prices of 2025, given as a start: check them before you rely on a bill.
    pub fn aws_lambda() -> Self {
        Self {
            per_invocation: 0.000_000_2,
            per_gib_second: 0.000_016_666_7,
            bills_startup: true,
            ..Self::default()
        }
    }

    /// No price is higher, so that no bill is infinite.
    const DEAREST: f64 = 1e12;

    /// What is wrong with it, if something is: a price that is negative, not a number, or beyond all measure.
    pub fn mistake(&self) -> Option<String> {
        let prices = [
            ("per_invocation", self.per_invocation),
            ("per_gib_second", self.per_gib_second),
            ("per_node_hour", self.per_node_hour),
        ];
        let is_wrong = |price: f64| !(0.0..=Self::DEAREST).contains(&price);
        let (name, price) = prices.into_iter().find(|(_, price)| is_wrong(*price))?;
        Some(format!(
            "the tariff's `{name}` is {price:?}; a price is a number from 0 to {:e}",
            Self::DEAREST
        ))
    }

    /// The time that is billed for an invocation that was dispatched, started and ended at these dates.
    pub fn billed(&self, dispatch: SimTime, start: SimTime, end: SimTime) -> SimDuration {
        let from = if self.bills_startup { dispatch } else { start };
        let ran = end.since(from).max(self.minimum).as_nanos();
        let granularity = self.granularity.as_nanos().max(1);
        SimDuration::from_nanos(ran.div_ceil(granularity).saturating_mul(granularity))
    }

    /// Memory over time \[GiB s\].
    pub fn gib_seconds(&self, memory: Bytes, time: SimDuration) -> f64 {
        gib_seconds(memory, u128::from(time.as_nanos()))
    }

    /// What so many invocations cost that took so much memory and time together.
    pub fn cost(&self, invocations: u64, gib_seconds: f64) -> f64 {
        invocations as f64 * self.per_invocation + gib_seconds * self.per_gib_second
    }
}

/// Memory over time \[GiB s\].
pub fn gib_seconds(memory: Bytes, nanos: u128) -> f64 {
    const GIB: f64 = (1u64 << 30) as f64;
    memory.as_f64() / GIB * (nanos as f64 / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> SimTime {
        SimTime::from_nanos(millis * 1_000_000)
    }

    #[test]
    fn billed_time_is_rounded_up_and_has_a_minimum() {
        let tariff = Tariff {
            granularity: SimDuration::from_millis(100),
            minimum: SimDuration::from_millis(150),
            ..Tariff::default()
        };
        assert_eq!(
            tariff.billed(at(0), at(0), at(1)),
            SimDuration::from_millis(200)
        );
        assert_eq!(
            tariff.billed(at(0), at(0), at(300)),
            SimDuration::from_millis(300)
        );
        assert_eq!(
            tariff.billed(at(0), at(0), at(301)),
            SimDuration::from_millis(400)
        );
    }

    #[test]
    fn a_negative_price_is_a_mistake() {
        let tariff = Tariff {
            per_node_hour: -1.0,
            ..Tariff::default()
        };
        let mistake = tariff.mistake().expect("a mistake");
        assert!(
            mistake.contains("`per_node_hour` is -1.0; a price is a number from 0 to 1e12"),
            "{mistake}"
        );
        assert_eq!(Tariff::aws_lambda().mistake(), None);
    }

    #[test]
    fn start_up_is_billed_by_those_who_say_so() {
        let without = Tariff::default();
        let with = Tariff {
            bills_startup: true,
            ..Tariff::default()
        };
        assert_eq!(
            without.billed(at(0), at(500), at(700)),
            SimDuration::from_millis(200)
        );
        assert_eq!(
            with.billed(at(0), at(500), at(700)),
            SimDuration::from_millis(700)
        );
    }
}
