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

    /// What is wrong with it, and with which of its two numbers.
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        let (idle, peak) = (self.idle, self.peak);
        let greatest = Watts::new(GREATEST);
        for (name, power) in [("idle", idle), ("peak", peak)] {
            if power > greatest {
                return Some((name, format!("is {power}; give at most {greatest}")));
            }
        }
        if idle <= peak {
            return None;
        }
        let mistake = |name, one, other, than| {
            let message = format!(
                "is {one}, {than} of {other}; a host that computes draws no less than an idle one"
            );
            Some((name, message))
        };
        if peak == Watts::ZERO {
            mistake("peak", peak, idle, "below the `idle` power")
        } else {
            mistake("idle", idle, peak, "above the `peak` power")
        }
    }

    /// What is wrong with the carbon intensity \[g/kWh\] of what a host draws that has this power.
    pub fn mistake_of_carbon(&self, carbon: f64) -> Option<String> {
        if !(0.0..=GREATEST).contains(&carbon) {
            return Some(format!(
                "is {carbon:?} g/kWh; a carbon intensity is a number from 0 to {GREATEST:e}"
            ));
        }
        (carbon > 0.0 && !self.is_known()).then(|| {
            "is given without a power, so nothing is known to be emitted; give the host its `power`, idle and peak".to_owned()
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
        let told = |power: Power| {
            power
                .mistake()
                .map_or_else(String::new, |(name, told)| format!("{name} {told}"))
        };
        assert_eq!(told(power(100, 200)), "");
        assert_eq!(told(power(0, 200)), "");
        assert_eq!(told(Power::default()), "");
        let needed = "; a host that computes draws no less than an idle one";
        assert_eq!(
            told(power(200, 100)),
            format!("idle is 200W, above the `peak` power of 100W{needed}")
        );
        assert_eq!(
            told(power(200, 0)),
            format!("peak is 0W, below the `idle` power of 200W{needed}")
        );
        assert_eq!(
            told(power(0, 2_000_000_000_000)),
            "peak is 2000000MW; give at most 1000000MW"
        );
        let carbon = |number: f64| power(1, 2).mistake_of_carbon(number);
        assert_eq!(carbon(400.0), None);
        for (number, told) in [
            (f64::NAN, "is NaN g/kWh"),
            (-1.0, "is -1.0 g/kWh"),
            (1e300, "from 0 to 1e12"),
        ] {
            let mistake = carbon(number).expect("a mistake");
            assert!(mistake.contains(told), "{mistake}");
        }
        let unknown = Power::default();
        assert_eq!(unknown.mistake_of_carbon(0.0), None);
        assert!(
            unknown
                .mistake_of_carbon(400.0)
                .expect("a mistake")
                .contains("without a power")
        );
    }
}
