//! The list prices of providers, each with its source.

use std::borrow::Cow;

use super::{Gigabyte, ProvisionedPrices, Tariff, VolumeTier};

/// A tariff by its name.
struct Preset {
    name: &'static str,
    tariff: fn() -> Tariff,
}

/// All presets.
const ALL: [Preset; 2] = [
    Preset {
        name: "aws_lambda",
        tariff: Tariff::aws_lambda,
    },
    Preset {
        name: "aws_lambda_arm",
        tariff: Tariff::aws_lambda_arm,
    },
];

impl Tariff {
    /// AWS Lambda on x86 in `us-east-1`, without the free tier: 0.20 USD for a million requests, 0.0000166667 USD for a GB
    /// (2^30 bytes; Amazon's MB are MiB) and second, 10 % less above 6, and 20 % less above 15 billion GB s a month; by the
    /// millisecond, with the start-up phase billed (since August 2025). Provisioned concurrency is 0.0000041667 USD a GB and
    /// second, and what runs in it 0.0000097222 USD.
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
            ..Self::FREE
        }
    }

    /// AWS Lambda on Arm in `us-east-1`: as [`Tariff::aws_lambda`], but 0.0000133334 USD for a GB and second, 10 % less above
    /// 7.5, and 20 % less above 18.75 billion GB s a month. It has no prices of provisioned concurrency.
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
            provisioned: None,
            ..Self::aws_lambda()
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
            format!(
                "there is no tariff `{shown}`; write one of {}, or an object with prices",
                names.join(" and ")
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
            unknown.contains("one of `aws_lambda` and `aws_lambda_arm`"),
            "{unknown}"
        );
    }
}
