//! What is billed, and what it costs.

use std::ops::AddAssign;

use super::{BilledSize, Tariff};

/// What is billed together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Invocations in containers that were made for them or for others before them.
    pub invocations: u64,
    /// Memory and time of these \[GB s\].
    pub gb_seconds: f64,
    /// Invocations in provisioned containers.
    pub provisioned_invocations: u64,
    /// Memory and time of these \[GB s\].
    pub running_gb_seconds: f64,
    /// Memory and time of the provisioned containers \[GB s\].
    pub provisioned_gb_seconds: f64,
    /// Cores and time of all invocations \[core s\].
    pub core_seconds: f64,
    /// Disk space beyond what is included, and time of all invocations \[GB s\].
    pub ephemeral_gb_seconds: f64,
    /// The outputs of all invocations \[GB\].
    pub egress_gb: f64,
}

impl Usage {
    /// Memory and time of all invocations \[GB s\].
    pub fn all_gb_seconds(&self) -> f64 {
        self.gb_seconds + self.running_gb_seconds
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.invocations += other.invocations;
        self.gb_seconds += other.gb_seconds;
        self.provisioned_invocations += other.provisioned_invocations;
        self.running_gb_seconds += other.running_gb_seconds;
        self.provisioned_gb_seconds += other.provisioned_gb_seconds;
        self.core_seconds += other.core_seconds;
        self.ephemeral_gb_seconds += other.ephemeral_gb_seconds;
        self.egress_gb += other.egress_gb;
    }
}

impl Tariff {
    /// What is billed of a container of this size for a time in nanoseconds, beside its memory.
    pub(crate) fn beside_memory(&self, size: BilledSize, nanos: u128) -> Usage {
        Usage {
            core_seconds: size.cores.get() * (nanos as f64 / 1e9),
            ephemeral_gb_seconds: self.ephemeral_gb_nanos(size.disk, nanos),
            ..Usage::default()
        }
    }

    /// What so much costs at the list price: the first price of memory and time, and nothing free.
    pub fn list_price(&self, usage: &Usage) -> f64 {
        usage.invocations as f64 * self.per_invocation
            + usage.gb_seconds * self.per_gb_second
            + self.provisioned_price(usage)
            + usage.core_seconds * self.per_core_second
            + self.ephemeral_price(usage)
            + usage.egress_gb * self.per_gb_egress
    }

    /// What so much costs, if it is all that is used: what is free is taken off, and beyond each tier its price holds.
    pub fn bill(&self, usage: &Usage) -> f64 {
        let invocations = usage.invocations.saturating_sub(self.free_invocations);
        let gb_seconds = beyond(usage.gb_seconds, self.free_gb_seconds);
        invocations as f64 * self.per_invocation
            + self.tiered(gb_seconds)
            + self.provisioned_price(usage)
            + beyond(usage.core_seconds, self.free_core_seconds) * self.per_core_second
            + self.ephemeral_price(usage)
            + beyond(usage.egress_gb, self.free_gb_egress) * self.per_gb_egress
    }

    /// What memory and time cost, each part at the price of its tier.
    fn tiered(&self, gb_seconds: f64) -> f64 {
        let (mut from, mut price, mut sum) = (0.0, self.per_gb_second, 0.0);
        for tier in &*self.volume_tiers {
            if gb_seconds <= tier.above {
                break;
            }
            sum += (tier.above - from) * price;
            (from, price) = (tier.above, tier.per_gb_second);
        }
        sum + (gb_seconds - from) * price
    }

    fn provisioned_price(&self, usage: &Usage) -> f64 {
        let requests = usage.provisioned_invocations as f64 * self.per_invocation;
        let time = match self.provisioned {
            Some(prices) => {
                usage.running_gb_seconds * prices.running_per_gb_second
                    + usage.provisioned_gb_seconds * prices.per_gb_second
            }
            None => usage.running_gb_seconds * self.per_gb_second,
        };
        requests + time
    }

    fn ephemeral_price(&self, usage: &Usage) -> f64 {
        let price = self.ephemeral.map_or(0.0, |prices| prices.per_gb_second);
        usage.ephemeral_gb_seconds * price
    }
}

/// What is left of an amount when so much is free.
fn beyond(amount: f64, free: f64) -> f64 {
    (amount - free).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serverless::tariff::VolumeTier;
    use crate::units::short::{mib, millis, us};
    use crate::units::{Bytes, SimDuration, SimTime};

    /// So many invocations of this length and this memory limit, none of them in a new container.
    fn usage(tariff: &Tariff, invocations: u64, memory: Bytes, length: SimDuration) -> Usage {
        let (start, end) = (SimTime::ZERO, SimTime::ZERO + length);
        let billed = tariff.billed(start, start, end);
        Usage {
            invocations,
            gb_seconds: invocations as f64 * tariff.gb_seconds(memory, billed),
            ..Usage::default()
        }
    }

    fn cents(amount: f64) -> f64 {
        (amount * 100.0).round() / 100.0
    }

    #[test]
    fn v12_bills_of_aws_lambda() {
        let (x86, arm) = (Tariff::aws_lambda(), Tariff::aws_lambda_arm());
        let free_tier = Tariff {
            free_invocations: 1_000_000,
            free_gb_seconds: 400_000.0,
            ..Tariff::aws_lambda()
        };
        let bill = |tariff: &Tariff, invocations, memory, length| {
            tariff.bill(&usage(tariff, invocations, memory, length))
        };
        let million = 1_000_000;
        // However 1536 MB are written.
        for memory in [mib(1536), Bytes::new(1_536_000_000)] {
            assert_eq!(cents(bill(&x86, 3 * million, memory, millis(120))), 9.60);
            assert_eq!(
                cents(bill(&free_tier, 3 * million, memory, millis(120))),
                2.73
            );
        }
        assert!((bill(&x86, million, mib(128), millis(100)) - 0.4083).abs() < 5e-5);
        assert!((bill(&arm, million, mib(128), millis(100)) - 0.3667).abs() < 5e-5);
        assert!((bill(&x86, million, mib(1024), millis(1000)) - 16.8667).abs() < 5e-5);
        // 50.2 ms are billed as 51.
        assert_eq!(cents(bill(&x86, 10 * million, mib(512), us(50_200))), 6.25);
        // All of it is free.
        assert_eq!(bill(&free_tier, million, mib(1024), millis(400)), 0.0);
    }

    #[test]
    fn v35_bills_of_provisioned_concurrency() {
        let tariff = Tariff::aws_lambda();
        let kept = |containers: f64, seconds: f64| containers * seconds;
        let usage_of = |invocations: u64, seconds: f64, kept| Usage {
            provisioned_invocations: invocations,
            running_gb_seconds: invocations as f64 * seconds,
            provisioned_gb_seconds: kept,
            ..Usage::default()
        };
        // 1000 x 1 GB for 2 h, and 1.2 million invocations of a second.
        let usage = usage_of(1_200_000, 1.0, kept(1000.0, 7200.0));
        assert_eq!(cents(tariff.bill(&usage)), 41.91);
        // At 60 % of the time it costs what it costs without.
        let without = Tariff {
            per_invocation: 0.0,
            ..tariff
        };
        let provisioned = without.bill(&usage_of(600, 1.0, kept(1.0, 1000.0)));
        let on_demand = without.bill(&Usage {
            gb_seconds: 600.0,
            ..Usage::default()
        });
        assert!(
            (provisioned / on_demand - 1.0).abs() < 1e-5,
            "{provisioned} {on_demand}"
        );
    }

    #[test]
    fn v35_bills_of_the_start_up_phase() {
        let since_2025 = Tariff::aws_lambda();
        let before = Tariff {
            bills_startup: false,
            ..Tariff::aws_lambda()
        };
        // A million of 100 ms, 1 % of them with a start-up of 500 ms.
        let bill = |tariff: &Tariff| {
            let at = |length| SimTime::ZERO + length;
            let (dispatch, start, end) = (at(millis(0)), at(millis(500)), at(millis(600)));
            let of = |count: u64, billed| count as f64 * tariff.gb_seconds(mib(512), billed);
            tariff.bill(&Usage {
                invocations: 1_000_000,
                gb_seconds: of(990_000, tariff.billed(start, start, end))
                    + of(10_000, tariff.billed(dispatch, start, end)),
                ..Usage::default()
            })
        };
        assert!((bill(&before) - 1.0333).abs() < 5e-5);
        assert!((bill(&since_2025) - 1.0750).abs() < 5e-5);
    }

    #[test]
    fn each_part_of_a_volume_has_the_price_of_its_tier() {
        let tier = |above, per_gb_second| VolumeTier {
            above,
            per_gb_second,
        };
        let tariff = Tariff {
            per_gb_second: 1.0,
            volume_tiers: vec![tier(100.0, 0.5), tier(300.0, 0.25)].into(),
            free_gb_seconds: 10.0,
            ..Tariff::default()
        };
        let bill = |gb_seconds| {
            tariff.bill(&Usage {
                gb_seconds,
                ..Usage::default()
            })
        };
        assert_eq!(bill(5.0), 0.0);
        assert_eq!(bill(110.0), 100.0);
        assert_eq!(bill(310.0), 100.0 + 200.0 * 0.5);
        assert_eq!(bill(410.0), 100.0 + 200.0 * 0.5 + 100.0 * 0.25);
        let usage = Usage {
            gb_seconds: 410.0,
            ..Usage::default()
        };
        assert_eq!(tariff.list_price(&usage), 410.0);
    }
}
