//! The numbers that a quantity can be made of or scaled by, whole or not.

/// A number, whole or not: what `secs(0.5)` and `secs(2)` take, and what multiplies or divides a quantity after it.
///
/// It is implemented for `u64` and `f64`, and for nothing else: with two integer types the compiler would take the `3` of
/// `secs(3)` for an `i32`, and so would a generator of random numbers. Before a quantity a number may have any type: with a `u32`
/// called `n`, write `n * 1s`.
#[diagnostic::on_unimplemented(
    message = "a quantity is not made of, multiplied or divided by a `{Self}`",
    label = "is neither a `u64` nor an `f64`",
    note = "convert it, as by `u64::from(..)` or `.. as u64`, or write it before a quantity: `n * SimDuration::from_secs(1)`"
)]
pub trait Number: sealed::Exact + Copy {}

impl Number for u64 {}
impl Number for f64 {}

mod sealed {
    /// A number as it is, without a rounding that its type does not need.
    pub trait Exact {
        fn exact(self) -> super::Scalar;
    }
}

/// A number of either kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// A whole number that is not negative.
    Whole(u64),
    /// Any other number, or a whole one that is larger.
    Real(f64),
}

impl Scalar {
    /// The number that was given.
    pub(crate) fn of(number: impl sealed::Exact) -> Self {
        number.exact()
    }

    /// The nearest `f64`.
    pub(crate) fn real(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Real(number) => number,
        }
    }

    /// So many times a whole number of nanoseconds or bytes: to the nearest, and at most `u64::MAX`.
    ///
    /// # Panics
    ///
    /// With this message, if the product is negative or not a number.
    #[track_caller]
    pub(crate) fn times(self, whole: u64, message: &str) -> u64 {
        match self {
            Self::Whole(number) => whole.saturating_mul(number),
            Self::Real(number) => nearest(whole as f64 * number, message),
        }
    }

    /// A whole number of nanoseconds or bytes in so many parts: rounded down if the parts are counted, and to the nearest if
    /// they are measured.
    ///
    /// # Panics
    ///
    /// If there are no parts, and with this message if the quotient is negative or not a number.
    #[track_caller]
    pub(crate) fn parts_of(self, whole: u64, message: &str) -> u64 {
        match self {
            Self::Whole(number) => whole / number,
            Self::Real(number) => nearest(whole as f64 / number, message),
        }
    }
}

/// The nearest whole number.
#[track_caller]
fn nearest(number: f64, message: &str) -> u64 {
    assert!(number >= 0.0, "{message}");
    // Not `(number + 0.5) as u64`: beyond 2^52 that sum would itself be rounded.
    let whole = number as u64;
    let half = number - whole as f64 >= 0.5;
    whole.saturating_add(u64::from(half))
}

macro_rules! numbers {
    ($($number:ident => $exact:expr;)*) => {$(
        impl sealed::Exact for $number {
            fn exact(self) -> Scalar {
                let exact: fn($number) -> Scalar = $exact;
                exact(self)
            }
        }
    )*};
}

numbers! {
    u8 => |number| Scalar::Whole(u64::from(number));
    u16 => |number| Scalar::Whole(u64::from(number));
    u32 => |number| Scalar::Whole(u64::from(number));
    u64 => Scalar::Whole;
    usize => |number| Scalar::Whole(number as u64);
    u128 => |number| u64::try_from(number).map_or(Scalar::Real(number as f64), Scalar::Whole);
    i8 => |number| whole_or_negative(i64::from(number));
    i16 => |number| whole_or_negative(i64::from(number));
    i32 => |number| whole_or_negative(i64::from(number));
    i64 => whole_or_negative;
    isize => |number| whole_or_negative(number as i64);
    i128 => |number| u64::try_from(number).map_or(Scalar::Real(number as f64), Scalar::Whole);
    f32 => |number| Scalar::Real(f64::from(number));
    f64 => Scalar::Real;
}

fn whole_or_negative(number: i64) -> Scalar {
    u64::try_from(number).map_or(Scalar::Real(number as f64), Scalar::Whole)
}

/// Defines `number * quantity`, `quantity *= number` and `quantity /= number` by `quantity * number` and `quantity / number`.
macro_rules! scaled {
    ($type:ident) => {
        $crate::number::scaled!(
            $type: u8 u16 u32 u64 usize u128 i8 i16 i32 i64 isize i128 f32 f64
        );

        impl<N: $crate::Number> std::ops::MulAssign<N> for $type {
            #[track_caller]
            fn mul_assign(&mut self, times: N) {
                *self = *self * times;
            }
        }

        impl<N: $crate::Number> std::ops::DivAssign<N> for $type {
            #[track_caller]
            fn div_assign(&mut self, parts: N) {
                *self = *self / parts;
            }
        }
    };
    ($type:ident: $($number:ident)*) => {$(
        impl std::ops::Mul<$type> for $number {
            type Output = $type;

            #[track_caller]
            fn mul(self, quantity: $type) -> $type {
                match $crate::number::Scalar::of(self) {
                    $crate::number::Scalar::Whole(times) => quantity * times,
                    $crate::number::Scalar::Real(times) => quantity * times,
                }
            }
        }
    )*};
}
pub(crate) use scaled;

#[cfg(test)]
mod tests {
    use crate::short::{
        bytes, gflop, gflop_per_sec, hours, kb, mb, mb_per_sec, millis, mins, nanos, secs, us,
    };
    use crate::{Bytes, SimDuration};
    use std::panic::catch_unwind;

    #[test]
    fn constructors_take_fractions() {
        assert_eq!(secs(0.5), millis(500));
        assert_eq!(millis(1.5), us(1500));
        assert_eq!(us(0.25), nanos(250));
        assert_eq!(mins(1.5), secs(90));
        assert_eq!(hours(0.5), mins(30));
        assert_eq!(secs(0.1), SimDuration::from_secs_f64(0.1));
        assert_eq!(gflop(2.5).get(), 2.5e9);
        assert_eq!(gflop(3).get(), 3e9);
        assert_eq!(nanos(32_268_327_457), secs(32.268_327_457));
        assert_eq!(secs(f64::INFINITY), SimDuration::MAX);
        assert_eq!(u128::MAX * secs(1), SimDuration::MAX);
    }

    #[test]
    fn no_number_of_units_is_negative() {
        for nonsense in [-1.0, f64::NAN] {
            assert!(catch_unwind(|| secs(nonsense)).is_err());
            assert!(catch_unwind(|| nanos(nonsense)).is_err());
            assert!(catch_unwind(|| gflop(nonsense)).is_err());
            assert!(catch_unwind(|| secs(2) * nonsense).is_err());
            assert!(catch_unwind(|| nonsense * mb(2)).is_err());
            assert!(catch_unwind(|| gflop(2) / nonsense).is_err());
        }
        assert!(catch_unwind(|| -1 * secs(1)).is_err());
        assert!(catch_unwind(|| secs(1) / 0).is_err());
    }

    #[test]
    fn numbers_of_every_type_scale_a_quantity_after_them() {
        macro_rules! scale {
            ($($number:ident)*) => {$(
                let two = 2 as $number;
                assert_eq!((two * secs(3), two * mb(3), two * gflop(3)), (secs(6), mb(6), gflop(6)));
                assert_eq!((two * mb_per_sec(3), two * gflop_per_sec(3)), (mb_per_sec(6), gflop_per_sec(6)));
            )*};
        }
        scale!(u8 u16 u32 u64 usize u128 i8 i16 i32 i64 isize i128 f32 f64);
    }

    #[test]
    fn quantities_are_scaled_by_numbers_after_them() {
        assert_eq!((secs(3) * 2, secs(3) * 2.0), (secs(6), secs(6)));
        assert_eq!((mb(3) * 2, mb(3) * 0.5), (mb(6), kb(1500)));
        assert_eq!((gflop(3) * 2, gflop(3) / 2), (gflop(6), gflop(1.5)));
        assert_eq!(
            (mb_per_sec(4) / 2, gflop_per_sec(4) / 2.0),
            (mb_per_sec(2), gflop_per_sec(2))
        );
        assert_eq!(
            secs(1) * 5_000_000_000,
            SimDuration::from_secs(5_000_000_000)
        );
    }

    #[test]
    fn a_size_is_scaled_to_the_nearest_byte() {
        assert_eq!(kb(1) * 0.0015, bytes(2));
        assert_eq!(bytes(7) / 2, bytes(3));
        assert_eq!(bytes(7) / 2.0, bytes(4));
        assert_eq!(Bytes::MAX * 2.0, Bytes::MAX);
        assert_eq!(mb(3) / mb(2), 1.5);
    }

    #[test]
    fn quantities_are_scaled_in_place() {
        let mut pause = secs(1);
        pause *= 2;
        assert_eq!(pause, secs(2));
        pause *= 1.5;
        pause /= 2;
        assert_eq!(pause, millis(1500));
        let mut size = mb(4);
        size *= 3;
        size /= 0.5;
        assert_eq!(size, mb(24));
        let (mut work, mut speed, mut rate) = (gflop(1), gflop_per_sec(1), mb_per_sec(1));
        work *= 3;
        work += gflop(1);
        speed /= 0.5;
        rate *= 0.25;
        assert_eq!((work.get(), speed.get(), rate.get()), (4e9, 2e9, 250e3));
    }
}
