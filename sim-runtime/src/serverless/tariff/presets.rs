//! The list prices of providers, each with its source.

use std::borrow::Cow;

use super::{EphemeralPrices, Gigabyte, ProvisionedPrices, Tariff, VolumeTier};
use crate::units::SimDuration;
use crate::units::short::mib;

/// A tariff by its name.
struct Preset {
    name: &'static str,
    tariff: fn() -> Tariff,
}

/// All presets.
const ALL: [Preset; 5] = [
    Preset {
        name: "aws_lambda",
        tariff: Tariff::aws_lambda,
    },
    Preset {
        name: "aws_lambda_arm",
        tariff: Tariff::aws_lambda_arm,
    },
    Preset {
        name: "azure_functions",
        tariff: Tariff::azure_functions,
    },
    Preset {
        name: "google_cloud_run",
        tariff: Tariff::google_cloud_run,
    },
    Preset {
        name: "code_engine",
        tariff: Tariff::code_engine,
    },
];

/// The names of all presets.
#[cfg(feature = "schema")]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|preset| preset.name)
}

impl Tariff {
    /// AWS Lambda on x86 in `us-east-1`, without the free tier: 0.20 USD for a million requests, 0.0000166667 USD for a GB
    /// (2^30 bytes; Amazon's MB are MiB) and second, 10 % less above 6, and 20 % less above 15 billion GB s a month; by the
    /// millisecond, with the start-up phase billed (since August 2025). Provisioned concurrency is 0.0000041667 USD a GB and
    /// second, and what runs in it 0.0000097222 USD. Disk space beyond 512 MB is 0.0000000309 USD a GB and second that is
    /// billed (from memory, not looked up). What leaves for the internet (from memory 0.09 USD a GB, after 100 GB a month) is not
    /// in it, since a simulation does not say who calls from there: add `per_gb_egress` and `free_gb_egress` where it matters.
    ///
    /// List prices of 2025 from <https://aws.amazon.com/lambda/pricing/>, given as a start: check them before you rely on a
    /// bill. The tiers are those that Amazon announced in August 2022. The free tier is a million requests and 400,000 GB s a
    /// month:
    ///
    /// ```
    /// # use sim_runtime::serverless::Tariff;
    /// let free_tier = Tariff { free_invocations: 1_000_000, free_gb_seconds: 400_000.0, ..Tariff::aws_lambda() };
    /// ```
    pub fn aws_lambda() -> Self {
        const TIERS: &[VolumeTier] = &[
            VolumeTier {
                above: 6e9,
                per_gb_second: 0.000_015,
            },
            VolumeTier {
                above: 15e9,
                per_gb_second: 0.000_013_333_4,
            },
        ];
        Self {
            per_invocation: 0.000_000_2,
            per_gb_second: 0.000_016_666_7,
            gb: Gigabyte::GiB,
            mb_are_mib: true,
            volume_tiers: Cow::Borrowed(TIERS),
            provisioned: Some(ProvisionedPrices {
                per_gb_second: 0.000_004_166_7,
                running_per_gb_second: 0.000_009_722_2,
            }),
            bills_startup: true,
            ephemeral: Some(EphemeralPrices {
                included: mib(512),
                per_gb_second: 0.000_000_030_9,
            }),
            ..Self::FREE
        }
    }

    /// AWS Lambda on Arm in `us-east-1`: as [`Tariff::aws_lambda`], but 0.0000133334 USD for a GB and second, 10 % less above
    /// 7.5, and 20 % less above 18.75 billion GB s a month. Provisioned concurrency is 0.0000033334 USD a GB and second, and what
    /// runs in it 0.0000077778 USD (from memory, not looked up: four fifths of what x86 costs).
    pub fn aws_lambda_arm() -> Self {
        const TIERS: &[VolumeTier] = &[
            VolumeTier {
                above: 7.5e9,
                per_gb_second: 0.000_012_000_1,
            },
            VolumeTier {
                above: 18.75e9,
                per_gb_second: 0.000_010_666_7,
            },
        ];
        Self {
            per_gb_second: 0.000_013_333_4,
            volume_tiers: Cow::Borrowed(TIERS),
            provisioned: Some(ProvisionedPrices {
                per_gb_second: 0.000_003_333_4,
                running_per_gb_second: 0.000_007_777_8,
            }),
            ..Self::aws_lambda()
        }
    }

    /// Azure Functions on its consumption plan, without its free million executions and 400,000 GB s a month: 0.20 USD for a
    /// million executions, 0.000016 USD for a GB (1024 MB of 2^20 bytes) and second; by the millisecond, 100 ms at least. From
    /// memory, not looked up. Azure bills the memory that was in use, in steps of 128 MB; here it is the limit of the function.
    pub fn azure_functions() -> Self {
        Self {
            per_invocation: 0.000_000_2,
            per_gb_second: 0.000_016,
            mb_are_mib: true,
            minimum: SimDuration::from_millis(100),
            ..Self::FREE
        }
    }

    /// Google Cloud Run with request-based billing in a region of the first tier, without its free amounts (2 million requests,
    /// 360,000 GiB s, 180,000 vCPU s a month): 0.40 USD for a million requests, 0.0000025 USD for a GiB and second, 0.000024 USD
    /// for a vCPU and second; each 100 ms that have begun in which an instance starts or has a request. The price of idle
    /// instances of a minimum (`min-instances`) is not in it: here they cost nothing. From memory, not looked up.
    pub fn google_cloud_run() -> Self {
        Self {
            per_invocation: 0.000_000_4,
            per_gb_second: 0.000_002_5,
            per_core_second: 0.000_024,
            granularity: SimDuration::from_millis(100),
            bills_startup: true,
            ..Self::FREE
        }
    }

    /// IBM Cloud Code Engine, without its free amounts (100,000 requests, 200,000 GB s, 100,000 vCPU s a month): 0.538 USD for a
    /// million requests, 0.00000356 USD for a GB (10^9 bytes) and second, 0.00003431 USD for a vCPU and second; each 100 ms
    /// that have begun, start-ups among them. From memory, not looked up. IBM bills an instance as long as it exists; here it is
    /// billed while it starts and serves.
    pub fn code_engine() -> Self {
        Self {
            per_invocation: 0.000_000_538,
            per_gb_second: 0.000_003_56,
            gb: Gigabyte::GB,
            per_core_second: 0.000_034_31,
            granularity: SimDuration::from_millis(100),
            bills_startup: true,
            ..Self::FREE
        }
    }

    /// The list prices of a provider, by the name that files have for them.
    ///
    /// # Errors
    ///
    /// The names that there are, if this is none of them.
    pub fn preset(name: &str) -> Result<Self, String> {
        let preset = ALL.iter().find(|preset| preset.name == name);
        preset.map(|preset| (preset.tariff)()).ok_or_else(|| {
            let names = ALL.map(|preset| format!("`{}`", preset.name));
            let shown: String = name.chars().take(60).collect();
            let (last, others) = names.split_last().expect("there are several");
            format!(
                "there is no tariff `{shown}`; write one of {} and {last}, or an object with prices",
                others.join(", ")
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_without_mistakes_and_are_found_by_name() {
        for preset in ALL {
            let tariff = (preset.tariff)();
            assert_eq!(tariff.mistake(), None);
            assert_eq!(Tariff::preset(preset.name), Ok(tariff));
        }
        let unknown = Tariff::preset("aws").unwrap_err();
        assert!(
            unknown.contains("one of `aws_lambda`, `aws_lambda_arm`, `azure_functions`, `google_cloud_run` and `code_engine`"),
            "{unknown}"
        );
    }
}
