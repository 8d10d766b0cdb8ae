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

use super::cpu::Cpu;
use super::resources::{Charge, Cores};
use crate::units::{Bytes, SimDuration, SimTime};

pub use usage::Usage;

/// The greatest price, and the greatest of all other numbers of a tariff: no run has so much to bill that the sum would not
/// be a number.
const GREATEST: f64 = 1e15;

/// The prices of a service. They change nothing in the simulation; results show the bill.
///
/// An invocation whose body has started is billed for the memory limit of its function, over the time that it ran, rounded
/// up; where there are prices for them, for its cores and disk space over the same time, and for its output. One that was
/// refused, or failed before its body started, is not.
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
    /// For each core that a container [has](BilledSize::cores) and second of billed time. Default: 0.
    pub per_core_second: f64,
    /// So many cores and seconds of the service's invocations cost nothing \[core s\]. Default: 0.
    pub free_core_seconds: f64,
    /// The price of the disk space of containers. Default: it costs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ephemeral: Option<EphemeralPrices>,
    /// For each GB of the outputs of invocations, wherever their callers are. Default: 0.
    pub per_gb_egress: f64,
    /// So much of the outputs costs nothing \[GB\]. Default: 0.
    pub free_gb_egress: f64,
}

/// What a tariff means by a GB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Gigabyte {
    /// 10^9 bytes.
    GB,
    /// 2^30 bytes.
    #[default]
    GiB,
}

/// The price of memory and time beyond some amount.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProvisionedPrices {
    /// For each GB of memory and second of a provisioned container, from when it is made until it is shut down.
    pub per_gb_second: f64,
    /// For each GB of memory and second of an invocation that runs in one.
    pub running_per_gb_second: f64,
}

/// The price of the disk space that a function asks for: AWS Lambda's ephemeral storage.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EphemeralPrices {
    /// So much of a container's disk space costs nothing \[B\].
    pub included: Bytes,
    /// For each GB beyond that and second of billed time.
    pub per_gb_second: f64,
}

/// What a container of a function has, of which a tariff may have prices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BilledSize {
    /// The memory limit \[B\].
    pub memory: Bytes,
    /// The disk space \[B\].
    pub disk: Bytes,
    /// The cores: those of an instance, or of an invocation times the concurrency. A share of a node's cores without a limit
    /// is no core of its own, and costs nothing.
    pub cores: Cores,
}

impl BilledSize {
    /// What a container has that serves so many invocations at once.
    pub fn of(charge: &Charge, cpu: Cpu, concurrency: u32) -> Self {
        let cores = match cpu {
            Cpu::PerInvocation(_) => cpu.cores().times(concurrency),
            Cpu::PerInstance(_) | Cpu::Shared | Cpu::SharedWithin(_) => cpu.cores(),
        };
        Self {
            memory: charge.per_instance.memory,
            disk: charge.per_instance.disk,
            cores,
        }
    }
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
        per_core_second: 0.0,
        free_core_seconds: 0.0,
        ephemeral: None,
        per_gb_egress: 0.0,
        free_gb_egress: 0.0,
    };

    /// What is wrong with it, if something is: a number that is negative, not a number, or so large that costs would not be
    /// numbers; tiers out of order; an empty currency.
    pub fn mistake(&self) -> Option<String> {
        let prices = [
            ("per_invocation", self.per_invocation),
            ("per_gb_second", self.per_gb_second),
            ("per_node_hour", self.per_node_hour),
            ("per_core_second", self.per_core_second),
            ("per_gb_egress", self.per_gb_egress),
        ];
        let ephemeral = self.ephemeral.iter();
        let ephemeral = ephemeral.map(|prices| ("ephemeral.per_gb_second", prices.per_gb_second));
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
        let prices = prices.chain(ephemeral);
        let amounts = self.volume_tiers.iter();
        let amounts = amounts.map(|tier| ("volume_tiers[].above", tier.above));
        let amounts = amounts.chain([
            ("free_gb_seconds", self.free_gb_seconds),
            ("free_core_seconds", self.free_core_seconds),
            ("free_gb_egress", self.free_gb_egress),
        ]);
        let no_currency = || "the tariff's `currency` is empty; name one, such as `USD`".to_owned();
        (self.currency.is_empty().then(no_currency))
            .or_else(|| wrong_number("a price", prices))
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

    /// The disk space of a container that is billed, over a time in nanoseconds \[GB s\].
    fn ephemeral_gb_nanos(&self, disk: Bytes, nanos: u128) -> f64 {
        let included = self.ephemeral.map(|prices| prices.included);
        let beyond = included.map(|included| self.gigabytes(disk) - self.gigabytes(included));
        beyond.unwrap_or(0.0).max(0.0) * (nanos as f64 / 1e9)
    }

    /// The size of outputs \[GB\].
    pub(crate) fn egress_gb(&self, bytes: Bytes) -> f64 {
        self.in_gb(bytes.as_f64())
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
        self.in_gb(bytes)
    }

    fn in_gb(&self, bytes: f64) -> f64 {
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
mod tests;
