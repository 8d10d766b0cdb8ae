//! Quantities that are real numbers: what `Flops`, `Speed` and `Bandwidth` share.

/// Defines a quantity held as an `f64` of its base unit.
macro_rules! real_quantity {
    ($(#[$docs:meta])* $type:ident, $dimension:ident, $base:literal) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, serde::Serialize)]
        #[serde(transparent)]
        pub struct $type(f64);

        impl $type {
            /// None at all.
            pub const ZERO: Self = Self(0.0);

            #[doc = concat!("A number of ", $base, ".")]
            ///
            /// # Panics
            ///
            /// If the number is negative, infinite or not a number: no quantity is.
            #[track_caller]
            pub const fn new(value: f64) -> Self {
                assert!(
                    value >= 0.0 && value < f64::INFINITY,
                    concat!("a number of ", $base, " is finite and not negative")
                );
                Self::positive(value)
            }

            #[doc = concat!("A number of ", $base, ", of which nothing is known.")]
            ///
            /// # Errors
            ///
            /// If the number is negative, infinite or not a number.
            pub fn try_new(value: f64) -> Result<Self, $crate::UnitError> {
                $crate::error::magnitude(value).map(Self::positive)
            }

            /// Of a number that is not negative, but perhaps -0.
            const fn positive(value: f64) -> Self {
                Self(value + 0.0)
            }

            #[doc = concat!("The number of ", $base, ".")]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl $crate::measured::Measured for $type {
            const DIMENSION: $crate::Dimension = $crate::Dimension::$dimension;

            fn from_amount(amount: $crate::amount::Amount) -> Self {
                Self(amount.real())
            }

            fn from_number(number: f64) -> Result<Self, $crate::UnitError> {
                Self::try_new(number)
            }
        }

        $crate::measured::readable!($type);

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::notation::write(f, $crate::decimal::Decimal::shortest(self.0), $crate::Dimension::$dimension)
            }
        }

        /// # Panics
        ///
        /// If the product is negative, infinite or not a number.
        impl<N: $crate::Number> std::ops::Mul<N> for $type {
            type Output = Self;

            #[track_caller]
            fn mul(self, times: N) -> Self {
                Self::new(self.0 * $crate::number::Scalar::of(times).real())
            }
        }

        /// # Panics
        ///
        /// If the quotient is negative, infinite or not a number.
        impl<N: $crate::Number> std::ops::Div<N> for $type {
            type Output = Self;

            #[track_caller]
            fn div(self, parts: N) -> Self {
                Self::new(self.0 / $crate::number::Scalar::of(parts).real())
            }
        }

        $crate::number::scaled!($type);

        /// How many times the other fits in; not a number if both are nothing.
        impl std::ops::Div for $type {
            type Output = f64;

            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }

        /// # Panics
        ///
        /// If the sum is infinite: more than 1.8e308.
        impl std::ops::Add for $type {
            type Output = Self;

            #[track_caller]
            fn add(self, other: Self) -> Self {
                Self::new(self.0 + other.0)
            }
        }

        /// # Panics
        ///
        /// If the sum is infinite: more than 1.8e308.
        impl std::ops::AddAssign for $type {
            #[track_caller]
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl std::iter::Sum for $type {
            fn sum<I: Iterator<Item = Self>>(quantities: I) -> Self {
                quantities.fold(Self::ZERO, |sum, quantity| sum + quantity)
            }
        }
    };
}
pub(crate) use real_quantity;
