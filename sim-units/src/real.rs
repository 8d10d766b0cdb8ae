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
            /// Any number is taken as it is; what is read from a text or a file is finite and not negative.
            pub const fn new(value: f64) -> Self {
                Self(value)
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
                Ok(Self(number))
            }
        }

        $crate::measured::readable!($type);

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                if self.0.is_finite() && self.0 >= 0.0 {
                    $crate::notation::write(f, $crate::decimal::Decimal::shortest(self.0), $crate::Dimension::$dimension)
                } else {
                    $crate::notation::pad(f, &format!("{}{}", self.0, $crate::Dimension::$dimension.base()))
                }
            }
        }

        impl std::ops::Mul<f64> for $type {
            type Output = Self;

            fn mul(self, times: f64) -> Self {
                Self(self.0 * times)
            }
        }

        impl std::ops::Mul<$type> for f64 {
            type Output = $type;

            fn mul(self, quantity: $type) -> $type {
                quantity * self
            }
        }

        impl std::ops::Div<f64> for $type {
            type Output = Self;

            fn div(self, parts: f64) -> Self {
                Self(self.0 / parts)
            }
        }

        impl std::ops::Div for $type {
            type Output = f64;

            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }

        impl std::ops::Add for $type {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
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
