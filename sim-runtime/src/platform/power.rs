//! What hosts draw, and what that emits.

use crate::units::{SimDuration, Watts};

/// The greatest power, and the greatest carbon intensity: no run is so long that their sum would not be a number.
const GREATEST: f64 = 1e12;

/// Joules in a kWh.
const JOULES_PER_KWH: f64 = 3.6e6;

/// The power that a host draws: linear in the share of its cores that compute, `idle + (peak - idle) x share`. The default,
/// nothing, means that nobody knows: results then show no energy of it.
///
/// A core computes while a computation runs on it: of a body, of a controller, or of the start of a container. A core that an
/// invocation holds while it sleeps, waits or moves bytes does not, nor do links and disks draw anything.
///
/// Source: Fan, Weber and Barroso, Power provisioning for a warehouse-sized computer (ISCA 2007), who find that the power of
/// servers is nearly linear in the use of their processors; SimGrid's energy plugin interpolates the same way between an idle
/// host and one whose cores are all busy (from memory, not looked up).
///
/// ```
/// use sim_runtime::platform::Power;
/// use sim_runtime::units::short::{secs, watts};
///
/// let power = Power { idle: watts(100), peak: watts(200) };
/// assert_eq!(power.mean(0.25), watts(125));
/// assert_eq!(power.energy(secs(10), 0.25), 1250.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Power {
    /// While nothing computes \[W\].
    pub idle: Watts,
    /// While all cores compute \[W\].
    pub peak: Watts,
}

impl Power {
    /// Whether it is known.
    pub fn is_known(&self) -> bool {
        *self != Self::default()
    }

    /// The power while so large a share of the cores computes, from 0 to 1 \[W\].
    pub fn mean(&self, share: f64) -> Watts {
        let (idle, peak) = (self.idle.get(), self.peak.get());
        Watts::new(idle + (peak - idle) * share)
    }

    /// The energy over a time in which so large a share of the cores computes, on the average \[J\].
    pub fn energy(&self, time: SimDuration, share: f64) -> f64 {
        self.mean(share).get() * time.as_secs_f64()
    }

    /// What is wrong with it, or with the carbon intensity \[g/kWh\] of what a host with it draws.
    pub fn mistake(&self, carbon: f64) -> Option<String> {
        let (idle, peak) = (self.idle, self.peak);
        if idle > peak {
            return Some(format!(
                "`power` has an `idle` of {idle} above its `peak` of {peak}; a host that computes draws no less"
            ));
        }
        if peak.get() > GREATEST {
            return Some(format!(
                "`power` has a `peak` of {peak}; give at most {}",
                Watts::new(GREATEST)
            ));
        }
        if !(0.0..=GREATEST).contains(&carbon) {
            return Some(format!(
                "`carbon` is {carbon:?} g/kWh; a carbon intensity is a number from 0 to {GREATEST:e}"
            ));
        }
        (carbon > 0.0 && !self.is_known()).then(|| {
            "has `carbon` and no `power`, so nothing is known to be emitted; add `power: Power { idle: 100W, peak: 200W }`"
                .to_owned()
        })
    }
}

/// What the generation of so much energy \[J\] emits at a carbon intensity \[g/kWh\]: grams of CO2 equivalent.
///
/// ```
/// use sim_runtime::platform::power::emitted;
///
/// // 10 kWh of a grid with 400 g/kWh.
/// assert_eq!(emitted(36e6, 400.0), 4000.0);
/// ```
pub fn emitted(energy: f64, carbon: f64) -> f64 {
    energy / JOULES_PER_KWH * carbon
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::watts;

    #[test]
    fn powers_that_make_no_sense_are_mistakes() {
        let power = |idle, peak| Power {
            idle: watts(idle),
            peak: watts(peak),
        };
        assert_eq!(power(100, 200).mistake(400.0), None);
        assert_eq!(power(0, 200).mistake(0.0), None);
        assert_eq!(Power::default().mistake(0.0), None);
        for (power, carbon, told) in [
            (
                power(200, 100),
                0.0,
                "an `idle` of 200W above its `peak` of 100W",
            ),
            (power(0, u64::MAX), 0.0, "give at most 1000000MW"),
            (power(1, 2), f64::NAN, "`carbon` is NaN g/kWh"),
            (power(1, 2), -1.0, "`carbon` is -1.0 g/kWh"),
            (power(1, 2), 1e300, "from 0 to 1e12"),
            (Power::default(), 400.0, "has `carbon` and no `power`"),
        ] {
            let mistake = power.mistake(carbon).expect("a mistake");
            assert!(mistake.contains(told), "{mistake}");
        }
    }
}
