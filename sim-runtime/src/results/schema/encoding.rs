//! How the values of a record are written as bytes: what fits into a few bits lies in the head of the row, all the heads
//! together, and what is left of each value follows in order.
//!
//! What most rows do not have (an input, a failure, an image that moved) takes a bit. Numbers take fewer bytes the smaller
//! they are, dates are differences to the date before, and a [`Serial`] number to that of the row before.

use super::number::{Reader, Writer};
use crate::platform::HostId;
use crate::serverless::{FunctionId, ImageId, ServiceId};
use crate::simulation::StageId;
use crate::units::{Bytes, SimDuration, SimTime};

/// A record that can be written as bytes and read back.
pub(in crate::results) trait Pack: Sized {
    /// Writes the record.
    fn pack(&self, to: &mut Writer<'_>);

    /// Reads what [`Pack::pack`] has written after the same records.
    fn unpack(from: &mut Reader<'_>) -> Self;
}

/// A value of a record.
pub(in crate::results) trait Encode: Sized {
    /// How many bits it takes in the head.
    const BITS: u32 = 0;

    /// What is in the head.
    fn head(&self) -> u64 {
        0
    }

    /// Writes what is not in the head.
    fn write(&self, to: &mut Writer<'_>);

    /// Reads what was written, with what was in the head.
    fn read(head: u64, from: &mut Reader<'_>) -> Self;

    /// A value made of any numbers.
    #[cfg(test)]
    fn any(numbers: &mut dyn FnMut() -> u64) -> Self;
}

/// The bits that the values of a record have in its head, the first value's lowest.
#[derive(Debug, Default)]
pub(in crate::results) struct Head {
    bits: u64,
    used: u32,
}

/// How many bytes a head of so many bits takes.
pub(in crate::results) const fn head_bytes(bits: u32) -> usize {
    assert!(bits < u64::BITS, "a head is a number of 64 bits");
    bits.div_ceil(u8::BITS) as usize
}

/// How many bits distinguish so many values.
pub(in crate::results) const fn bits_for(values: usize) -> u32 {
    usize::BITS - (values - 1).leading_zeros()
}

impl Head {
    /// Adds what a value has in the head.
    #[inline]
    pub(in crate::results) fn add<T: Encode>(&mut self, value: &T) {
        self.bits |= value.head() << self.used;
        self.used += T::BITS;
    }

    #[inline]
    pub(in crate::results) fn write<const BYTES: usize>(self, to: &mut Writer<'_>) {
        to.bytes(&self.bits.to_le_bytes()[..BYTES]);
    }

    #[inline]
    pub(in crate::results) fn read<const BYTES: usize>(from: &mut Reader<'_>) -> Self {
        let mut bits = [0; 8];
        bits[..BYTES].copy_from_slice(from.bytes(BYTES));
        Self {
            bits: u64::from_le_bytes(bits),
            used: 0,
        }
    }

    /// Reads the next value.
    #[inline]
    pub(in crate::results) fn take<T: Encode>(&mut self, from: &mut Reader<'_>) -> T {
        let mask = (1 << T::BITS) - 1;
        let head = self.bits >> self.used & mask;
        self.used += T::BITS;
        T::read(head, from)
    }
}

/// A number that is near that of the row before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::results) struct Serial(pub(in crate::results) u64);

impl Encode for Serial {
    fn write(&self, to: &mut Writer<'_>) {
        to.near(self.0);
    }

    fn read(_: u64, from: &mut Reader<'_>) -> Self {
        Self(from.near())
    }

    #[cfg(test)]
    fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
        Self(numbers())
    }
}

impl Encode for bool {
    const BITS: u32 = 1;

    fn head(&self) -> u64 {
        u64::from(*self)
    }

    fn write(&self, _: &mut Writer<'_>) {}

    fn read(head: u64, _: &mut Reader<'_>) -> Self {
        head != 0
    }

    #[cfg(test)]
    fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
        numbers().is_multiple_of(2)
    }
}

impl<T: Encode> Encode for Option<T> {
    const BITS: u32 = 1 + T::BITS;

    #[inline]
    fn head(&self) -> u64 {
        match self {
            Some(value) => value.head() << 1 | 1,
            None => 0,
        }
    }

    #[inline]
    fn write(&self, to: &mut Writer<'_>) {
        if let Some(value) = self {
            value.write(to);
        }
    }

    #[inline]
    fn read(head: u64, from: &mut Reader<'_>) -> Self {
        (head & 1 != 0).then(|| T::read(head >> 1, from))
    }

    #[cfg(test)]
    fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
        numbers().is_multiple_of(2).then(|| T::any(numbers))
    }
}

impl Encode for SimTime {
    #[inline]
    fn write(&self, to: &mut Writer<'_>) {
        to.date(*self);
    }

    #[inline]
    fn read(_: u64, from: &mut Reader<'_>) -> Self {
        from.date()
    }

    #[cfg(test)]
    fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
        Self::from_nanos(numbers())
    }
}

/// Values that are numbers.
macro_rules! as_numbers {
    ($($type:ty: |$value:ident| $to:expr, $from:expr, below $most:expr;)*) => {$(
        impl Encode for $type {
            #[inline]
            fn write(&self, to: &mut Writer<'_>) {
                let $value = *self;
                to.number($to);
            }

            #[inline]
            fn read(_: u64, from: &mut Reader<'_>) -> Self {
                $from(from.number())
            }

            #[cfg(test)]
            fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
                $from(numbers() % $most)
            }
        }
    )*};
}

as_numbers! {
    u32: |number| u64::from(number), |number| number as Self, below 1 << 32;
    u64: |number| number, |number: u64| number, below u64::MAX;
    FunctionId: |id| id.index() as u64, |index| Self::from_index(index as usize), below (1 << 32) - 1;
    HostId: |id| id.index() as u64, |index| Self::from_index(index as usize), below (1 << 32) - 1;
    ImageId: |id| id.index() as u64, |index| Self::from_index(index as usize), below (1 << 32) - 1;
    ServiceId: |id| id.index() as u64, |index| Self::from_index(index as usize), below (1 << 32) - 1;
    StageId: |id| id.index() as u64, |index| Self::from_index(index as usize), below (1 << 32) - 1;
}

/// Values that are numbers, and mostly zero.
macro_rules! as_numbers_if_any {
    ($($type:ty: |$value:ident| $to:expr, $from:expr;)*) => {$(
        impl Encode for $type {
            const BITS: u32 = 1;

            #[inline]
            fn head(&self) -> u64 {
                u64::from(!self.is_zero())
            }

            #[inline]
            fn write(&self, to: &mut Writer<'_>) {
                let $value = *self;
                if !$value.is_zero() {
                    to.number($to);
                }
            }

            #[inline]
            fn read(head: u64, from: &mut Reader<'_>) -> Self {
                $from(if head != 0 { from.number() } else { 0 })
            }

            #[cfg(test)]
            fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
                $from(numbers())
            }
        }
    )*};
}

as_numbers_if_any! {
    Bytes: |size| size.get(), Self::new;
    SimDuration: |duration| duration.as_nanos(), Self::from_nanos;
}
