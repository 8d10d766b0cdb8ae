//! What a provider bills: invocations by memory and time, and what its nodes cost it.
//!
//! * `presets`: the list prices of providers;
//! * `read`: the forms in which files have a tariff;
//! * `usage`: what is billed, and what it costs.

mod presets;
mod read;
mod usage;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::units::{Bytes, SimDuration, SimTime};

pub use usage::Usage;

/// The greatest price, and the greatest of all other numbers of a tariff: no run has so much to bill that the sum would not
/// be a number.
const GREATEST: f64 = 1e15;

/// The prices of a service. They change nothing in the simulation; results show the bill.
///
/// An invocation whose body has started is billed for the memory limit of its function, over the time that it ran, rounded
/// up. One that was refused, or failed before its body started, is not.
///
/// ```
/// use sim_runtime::serverless::Tariff;
/// use sim_runtime::serverless::tariff::Usage;
/// use sim_runtime::units::short::{mib, millis};
///
/// let tariff = Tariff::aws_lambda();
/// let gb_seconds = tariff.gb_seconds(mib(512), millis(1500));
/// assert_eq!(gb_seconds, 0.75);
/// let usage = Usage { invocations: 1, gb_seconds, ..Usage::default() };
/// assert!((tariff.bill(&usage) - (0.0000002 + 0.75 * 0.0000166667)).abs() < 1e-15);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tariff {
    /// The currency, for people. Default: `USD`.
    pub currency: Cow<'static, str>,
    /// For each invocation. Default: 0.
    pub per_invocation: f64,
    /// For each GB of memory and second, as far as no volume tier has another price. Default: 0.
    pub per_gb_second: f64,
    /// What it means by a GB. Default: 2^30 bytes.
    pub gb: Gigabyte,
    /// Whether the provider writes MB for MiB. Then a memory limit of a whole number of MB (10^6 bytes) that is no whole
    /// number of MiB was written as the provider writes it, and is billed as so many MiB. Default: no.
    pub mb_are_mib: bool,
    /// Other prices for what is used beyond some amounts, in ascending order of these. Default: none.
    pub volume_tiers: Cow<'static, [VolumeTier]>,
    /// So many invocations of the service cost nothing. Default: 0.
    pub free_invocations: u64,
    /// So much memory and time of its invocations costs nothing \[GB s\]. Default: 0.
    pub free_gb_seconds: f64,
    /// The prices of containers that are provisioned. Default: being kept costs nothing, and what runs in them costs what it
    /// costs elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioned: Option<ProvisionedPrices>,
    /// The billed time of an invocation is rounded up to a multiple of this \[s\]. Default: 1 ms.
    pub granularity: SimDuration,
    /// The billed time of an invocation is at least this \[s\]. Default: 0.
    pub minimum: SimDuration,
    /// Whether the start-up of a new container is billed too. Default: it is not.
    pub bills_startup: bool,
    /// What a node costs its provider for an hour, busy or not. Default: 0.
    pub per_node_hour: f64,
}

/// What a tariff means by a GB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gigabyte {
    /// 10^9 bytes.
    GB,
    /// 2^30 bytes.
    #[default]
    GiB,
}

/// The price of memory and time beyond some amount.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolumeTier {
    /// Beyond this much of what the service bills \[GB s\].
    pub above: f64,
    /// For each GB of memory and second.
    pub per_gb_second: f64,
}

/// The prices of containers that are made before anything is invoked, and what runs in them. Free amounts and volume tiers
/// do not count there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvisionedPrices {
    /// For each GB of memory and second of a provisioned container, from when it is made until it is shut down.
    pub per_gb_second: f64,
    /// For each GB of memory and second of an invocation that runs in one.
    pub running_per_gb_second: f64,
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
        per_gb_second: 0.0,
        gb: Gigabyte::GiB,
        mb_are_mib: false,
        volume_tiers: Cow::Borrowed(&[]),
        free_invocations: 0,
        free_gb_seconds: 0.0,
        provisioned: None,
        granularity: SimDuration::from_millis(1),
        minimum: SimDuration::ZERO,
        bills_startup: false,
        per_node_hour: 0.0,
    };

    /// What is wrong with it, if something is: a number that is negative, not a number, or so large that costs would not be
    /// numbers; tiers out of order.
    pub fn mistake(&self) -> Option<String> {
        let prices = [
            ("per_invocation", self.per_invocation),
            ("per_gb_second", self.per_gb_second),
            ("per_node_hour", self.per_node_hour),
        ];
        let provisioned = self.provisioned.iter().flat_map(|prices| {
            [
                ("provisioned.per_gb_second", prices.per_gb_second),
                (
                    "provisioned.running_per_gb_second",
                    prices.running_per_gb_second,
                ),
            ]
        });
        let tiers = self.volume_tiers.iter();
        let tiers = tiers.map(|tier| ("volume_tiers[].per_gb_second", tier.per_gb_second));
        let prices = prices.into_iter().chain(provisioned).chain(tiers);
        let amounts = self.volume_tiers.iter();
        let amounts = amounts.map(|tier| ("volume_tiers[].above", tier.above));
        let amounts = amounts.chain([("free_gb_seconds", self.free_gb_seconds)]);
        wrong_number("a price", prices)
            .or_else(|| wrong_number("an amount", amounts))
            .or_else(|| self.tiers_out_of_order())
    }

    fn tiers_out_of_order(&self) -> Option<String> {
        let tiers = self.volume_tiers.iter();
        let amounts: Vec<f64> = tiers.map(|tier| tier.above).collect();
        (!amounts.is_sorted_by(|one, next| one < next)).then(|| {
            format!(
                "the tariff's `volume_tiers` begin above {amounts:?} GB s; list them in ascending order, each amount once"
            )
        })
    }

    /// The time that is billed for an invocation that was dispatched, started and ended at these dates.
    pub fn billed(&self, dispatch: SimTime, start: SimTime, end: SimTime) -> SimDuration {
        let from = if self.bills_startup { dispatch } else { start };
        let ran = end.since(from).max(self.minimum).as_nanos();
        let granularity = self.granularity.as_nanos().max(1);
        SimDuration::from_nanos(ran.div_ceil(granularity).saturating_mul(granularity))
    }

    /// Memory over time \[GB s\].
    pub fn gb_seconds(&self, memory: Bytes, time: SimDuration) -> f64 {
        self.gb_nanos(memory, u128::from(time.as_nanos()))
    }

    /// Memory over a time in nanoseconds \[GB s\].
    pub(crate) fn gb_nanos(&self, memory: Bytes, nanos: u128) -> f64 {
        self.gigabytes(memory) * (nanos as f64 / 1e9)
    }

    /// A memory limit as it is billed \[GB\].
    fn gigabytes(&self, memory: Bytes) -> f64 {
        const MB: u64 = 1_000_000;
        const MIB: u64 = 1 << 20;
        let bytes = memory.get();
        let is_as_written =
            self.mb_are_mib && bytes.is_multiple_of(MB) && !bytes.is_multiple_of(MIB);
        let bytes = if is_as_written {
            (bytes / MB) as f64 * MIB as f64
        } else {
            memory.as_f64()
        };
        match self.gb {
            Gigabyte::GB => bytes / 1e9,
            Gigabyte::GiB => bytes / f64::from(1 << 30),
        }
    }
}

fn wrong_number<'a>(
    what: &str,
    mut numbers: impl Iterator<Item = (&'a str, f64)>,
) -> Option<String> {
    let (name, number) = numbers.find(|(_, number)| !(0.0..=GREATEST).contains(number))?;
    Some(format!(
        "the tariff's `{name}` is {number:?}; {what} is a number from 0 to {GREATEST:e}"
    ))
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
        assert!(mistake.contains("`per_node_hour` is -1"), "{mistake}");
    }

    #[test]
    fn a_price_that_no_sum_could_hold_is_a_mistake() {
        let wrong = |number: f64| {
            let tariff = Tariff {
                per_invocation: number,
                ..Tariff::default()
            };
            tariff.mistake()
        };
        for number in [1e308, 1.1e15, f64::INFINITY, f64::NAN, -1e-300] {
            let mistake = wrong(number).expect("a mistake");
            let told =
                format!("`per_invocation` is {number:?}; a price is a number from 0 to 1e15");
            assert!(mistake.contains(&told), "{mistake}");
        }
        assert_eq!(wrong(1e15), None);
        // All that a run could ever hold, at the greatest prices.
        let greatest = Tariff {
            per_invocation: GREATEST,
            per_gb_second: GREATEST,
            ..Tariff::default()
        };
        let most = greatest.gb_nanos(Bytes::MAX, u128::from(u64::MAX)) * u64::MAX as f64;
        let usage = Usage {
            invocations: u64::MAX,
            gb_seconds: most,
            ..Usage::default()
        };
        assert!(greatest.bill(&usage).is_finite());
    }

    #[test]
    fn tiers_are_in_ascending_order() {
        let tier = |above| VolumeTier {
            above,
            per_gb_second: 1.0,
        };
        let tariff = |tiers: &[VolumeTier]| Tariff {
            volume_tiers: tiers.to_vec().into(),
            ..Tariff::default()
        };
        assert_eq!(tariff(&[tier(1.0), tier(2.0)]).mistake(), None);
        for tiers in [[tier(2.0), tier(1.0)], [tier(1.0), tier(1.0)]] {
            let mistake = tariff(&tiers).mistake().expect("a mistake");
            assert!(mistake.contains("in ascending order"), "{mistake}");
        }
        let mistake = tariff(&[tier(f64::NAN)]).mistake().expect("a mistake");
        assert!(
            mistake.contains("`volume_tiers[].above` is NaN"),
            "{mistake}"
        );
    }

    #[test]
    fn a_gb_is_what_the_tariff_says() {
        let second = SimDuration::from_secs(1);
        let tariff = |gb, mb_are_mib| Tariff {
            gb,
            mb_are_mib,
            ..Tariff::default()
        };
        let gb =
            |gb, mb_are_mib, bytes| tariff(gb, mb_are_mib).gb_seconds(Bytes::new(bytes), second);
        const MIB: u64 = 1 << 20;
        assert_eq!(gb(Gigabyte::GiB, false, 1536 * MIB), 1.5);
        assert_eq!(gb(Gigabyte::GB, false, 1_536_000_000), 1.536);
        assert!((gb(Gigabyte::GiB, false, 1_536_000_000) - 1.430_511).abs() < 1e-6);
        // A provider that writes MB for MiB has 1536 MB, however they are written here.
        assert_eq!(gb(Gigabyte::GiB, true, 1536 * MIB), 1.5);
        assert_eq!(gb(Gigabyte::GiB, true, 1_536_000_000), 1.5);
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
