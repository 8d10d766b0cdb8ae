//! What a function has of the processors of its node.

use serde::{Deserialize, Serialize};

use super::resources::Cores;

/// The most cores that anything has.
const MOST: f64 = u32::MAX as f64;

/// How much of a number of cores may be lost in rounding.
const TOLERANCE: f64 = 0.01;

/// What a function has of the cores of its node: what is set aside for it there, and how fast its bodies compute.
///
/// A computation, one call of [`Ctx::compute`](crate::simulation::Ctx::compute), is sequential: it uses one core at most,
/// whatever its function has. What lies above one core is for computations at the same time: those of the invocations that an
/// instance serves at once, or of the processes that a body has spawned. Numbers of cores have three decimals.
///
/// | | sets aside | bounds what computes together to |
/// |---|---|---|
/// | [`Cpu::per_invocation`] | so many cores for each invocation, while it runs | so many cores for an invocation |
/// | [`Cpu::per_instance`] | so many cores for each instance, from its making to its end | so many cores for an instance |
/// | [`Cpu::shared`] | nothing | nothing but the cores of the node |
/// | [`Cpu::shared_within`] | nothing | so many cores for an instance |
///
/// Where more would compute than there are cores, all that computes on the host shares them max-min fairly.
///
/// ```
/// use sim_runtime::serverless::Cpu;
///
/// // AWS Lambda: a core for each 1769 MB of memory.
/// let lambda = Cpu::per_instance(512.0 / 1769.0);
/// assert_eq!(lambda.cores().get(), 0.289);
/// assert_eq!(Cpu::default(), Cpu::per_invocation(1));
/// assert!(Cpu::per_instance(0).mistake().is_some());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cpu {
    /// See [`Cpu::per_invocation`].
    PerInvocation(f64),
    /// See [`Cpu::per_instance`].
    PerInstance(f64),
    /// See [`Cpu::shared`].
    Shared,
    /// See [`Cpu::shared_within`].
    SharedWithin(f64),
}

impl Cpu {
    /// Each invocation holds so many cores of its node from its dispatch to its completion, and what it computes uses so many
    /// at most. One, the default, is what the reference does.
    pub fn per_invocation(cores: impl Into<f64>) -> Self {
        Self::PerInvocation(cores.into())
    }

    /// Each instance holds so many cores of its node from its making to its end, idle or not, and its bodies use so many
    /// together at most: AWS Lambda, Cloud Run, a container whose request is its limit.
    pub fn per_instance(cores: impl Into<f64>) -> Self {
        Self::PerInstance(cores.into())
    }

    /// No core is set aside, so that a node takes as many bodies as its memory allows, and they share its cores: a
    /// container without requests and limits.
    pub const fn shared() -> Self {
        Self::Shared
    }

    /// The same, but the bodies of an instance use so many cores together at most: a container with a limit alone.
    pub fn shared_within(cores: impl Into<f64>) -> Self {
        Self::SharedWithin(cores.into())
    }

    /// What is wrong with it, if something is: not a number of cores from 0.001 to 4,294,967,295, or one that changes by more than a
    /// hundredth where it is rounded to three decimals.
    pub fn mistake(&self) -> Option<String> {
        let cores = self.number()?;
        if !(0.001..=MOST).contains(&cores) {
            return Some(format!(
                "`cpu` is {cores:?} cores; a number of cores is at least 0.001 and at most {MOST}"
            ));
        }
        let rounded = self.cores().get();
        let is_near = (rounded - cores).abs() <= TOLERANCE * cores;
        (!is_near).then(|| {
            format!(
                "`cpu` is {cores:?} cores, and numbers of cores have three decimals; write {rounded:?}, or another one"
            )
        })
    }

    /// Its number of cores, to three decimals; none if they are shared without a limit.
    pub fn cores(&self) -> Cores {
        let thousandths = self.number().unwrap_or(0.0) * 1000.0;
        Cores::thousandths(libm::round(thousandths) as u64)
    }

    fn number(&self) -> Option<f64> {
        match *self {
            Self::PerInvocation(cores) | Self::PerInstance(cores) | Self::SharedWithin(cores) => {
                Some(cores)
            }
            Self::Shared => None,
        }
    }
}

impl Default for Cpu {
    fn default() -> Self {
        Self::PerInvocation(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_have_three_decimals() {
        assert_eq!(Cpu::per_instance(0.0005).cores(), Cores::thousandths(1));
        assert_eq!(Cpu::per_instance(1.2344).cores(), Cores::thousandths(1234));
        assert_eq!(Cpu::shared().cores(), Cores::ZERO);
    }

    #[test]
    fn no_cores_are_a_mistake_and_so_are_too_many() {
        for cores in [0.0, 0.0004, 0.0009, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            for cpu in [
                Cpu::per_invocation(cores),
                Cpu::per_instance(cores),
                Cpu::shared_within(cores),
            ] {
                let mistake = cpu.mistake().expect("a mistake");
                let told = format!("`cpu` is {cores:?} cores; a number of cores is at least 0.001");
                assert!(mistake.starts_with(&told), "{mistake}");
            }
        }
        let rounded = Cpu::per_instance(0.0014).mistake().expect("a mistake");
        let told = "`cpu` is 0.0014 cores, and numbers of cores have three decimals; write 0.001, or another one";
        assert_eq!(rounded, told);
        // 128 MB of the 1769 MB for which AWS Lambda gives a core.
        assert_eq!(Cpu::per_instance(128.0 / 1769.0).mistake(), None);
        assert_eq!(Cpu::shared().mistake(), None);
        assert_eq!(Cpu::per_instance(u32::MAX).mistake(), None);
    }
}
