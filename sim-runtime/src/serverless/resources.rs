//! What instances and invocations take of a node, and what a node has.

use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use crate::units::Bytes;

/// An amount of processor time: cores, of which a thousandth is the smallest part.
///
/// ```
/// use sim_runtime::serverless::Cores;
///
/// let free = Cores::new(2) - Cores::thousandths(250);
/// assert_eq!(free.to_string(), "1.75");
/// assert_eq!(free.whole(), 1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cores(u64);

impl Cores {
    /// None.
    pub const ZERO: Self = Self(0);
    /// One core.
    pub const ONE: Self = Self::new(1);

    /// So many whole cores.
    pub const fn new(cores: u32) -> Self {
        Self(cores as u64 * 1000)
    }

    /// So many thousandths of a core.
    pub const fn thousandths(thousandths: u64) -> Self {
        Self(thousandths)
    }

    /// How many whole cores there are in it.
    pub const fn whole(self) -> u32 {
        (self.0 / 1000) as u32
    }

    /// So many times as many.
    pub const fn times(self, count: u32) -> Self {
        Self(self.0.saturating_mul(count as u64))
    }

    /// How many times so many it holds; as many as can be counted if that is nothing.
    pub(super) fn holds(self, each: Self) -> usize {
        self.0.checked_div(each.0).unwrap_or(u64::MAX) as usize
    }

    /// The number of cores.
    pub fn get(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The difference, as a number that wraps below zero.
    pub(super) const fn wrapping_sub(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }

    /// The sum, as a number that wraps.
    pub(super) const fn wrapping_add(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// The difference, or nothing if `other` is more.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Cores {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Cores {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Cores {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.saturating_sub(other)
    }
}

impl SubAssign for Cores {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl fmt::Display for Cores {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(formatter)
    }
}

/// Resources of a node: what it has, what is free, or what something takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Processor time.
    pub cores: Cores,
    /// Memory \[B\].
    pub memory: Bytes,
    /// Disk space \[B\].
    pub disk: Bytes,
    /// GPUs, each of which only one instance has.
    pub gpus: u32,
}

impl Resources {
    /// Nothing.
    pub const NONE: Self = Self {
        cores: Cores::ZERO,
        memory: Bytes::ZERO,
        disk: Bytes::ZERO,
        gpus: 0,
    };

    /// Disk space and memory, and no processor time.
    pub const fn space(disk: Bytes, memory: Bytes) -> Self {
        Self {
            memory,
            disk,
            ..Self::NONE
        }
    }

    /// Its cores and GPUs alone: what is counted, and never in the form of images that could be evicted.
    pub const fn counted(self) -> Self {
        Self {
            cores: self.cores,
            gpus: self.gpus,
            ..Self::NONE
        }
    }

    /// Whether it is nothing.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Whether there is room for all of it in `room`.
    pub fn fits(self, room: Self) -> bool {
        self.cores <= room.cores
            && self.memory <= room.memory
            && self.disk <= room.disk
            && self.gpus <= room.gpus
    }

    /// What is left without `other`; a resource of which `other` has more is left with nothing.
    pub fn saturating_sub(self, other: Self) -> Self {
        Self {
            cores: self.cores.saturating_sub(other.cores),
            memory: self.memory.saturating_sub(other.memory),
            disk: self.disk.saturating_sub(other.disk),
            gpus: self.gpus.saturating_sub(other.gpus),
        }
    }
}

impl Add for Resources {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            cores: self.cores + other.cores,
            memory: self.memory + other.memory,
            disk: self.disk + other.disk,
            gpus: self.gpus.saturating_add(other.gpus),
        }
    }
}

impl AddAssign for Resources {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Resources {
    fn sub_assign(&mut self, other: Self) {
        *self = self.saturating_sub(other);
    }
}

/// What a provider sets aside on a node for a function.
///
/// The reference sets aside memory and disk space for each instance, and one core for each invocation
/// ([`Charge::reference`]). A provider that gives each instance a share of the cores charges everything to the instance;
/// where invocations share the processors, no core is charged and the processor sharing of the host decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charge {
    /// For each instance, from its provision to its end.
    pub per_instance: Resources,
    /// For each invocation, from its dispatch to its completion.
    pub per_invocation: Cores,
}

impl Charge {
    /// Memory and disk space for each instance, and a core for each invocation (SEMANTICS 4.10).
    pub const fn reference(disk: Bytes, memory: Bytes) -> Self {
        Self {
            per_instance: Resources::space(disk, memory),
            per_invocation: Cores::ONE,
        }
    }

    /// Whether an instance holds cores or GPUs, which it gives up only with its end.
    pub fn holds_counted(&self) -> bool {
        !self.per_instance.counted().is_none()
    }

    /// What an invocation takes in an instance that is made for it.
    pub fn of_new(&self) -> Resources {
        Resources {
            cores: self.per_instance.cores + self.per_invocation,
            ..self.per_instance
        }
    }
}
