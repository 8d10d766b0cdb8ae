//! How quantities are written: in the largest fitting unit of the table, exactly, unless a
//! precision is asked for.

use crate::decimal::Decimal;
use crate::table::{self, Dimension};
use std::fmt::{self, Alignment};

/// Writes an amount of held units (ns, B, flop, …) in the largest decimal unit of which there is at
/// least one.
///
/// Without a precision (`{}`) every figure is written, so that the text reads back as the same
/// quantity; with one (`{:.3}`) at most that number of decimals is.
pub(crate) fn write(
    f: &mut fmt::Formatter<'_>,
    amount: Decimal,
    dimension: Dimension,
) -> fmt::Result {
    let unit = table::listed(dimension)
        .filter(|unit| unit.factor.coefficient == 1)
        .rfind(|unit| {
            amount
                .magnitude()
                .is_some_and(|magnitude| magnitude >= unit.factor.exponent)
        });
    let (power, symbol) = match unit {
        Some(unit) => (unit.factor.exponent, unit.symbol),
        None => (0, dimension.base()),
    };
    let number = amount.shifted_down(power);
    let number = f
        .precision()
        .map_or(number, |decimals| number.rounded(decimals));
    pad(f, &format!("{number}{symbol}"))
}

/// Writes a text in the width that the format asks for; on the right, as numbers are.
pub(crate) fn pad(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let space = f.width().unwrap_or(0).saturating_sub(text.chars().count());
    let left = match f.align() {
        Some(Alignment::Left) => 0,
        Some(Alignment::Center) => space / 2,
        Some(Alignment::Right) | None => space,
    };
    let fill = |count| std::iter::repeat_n(f.fill(), count).collect::<String>();
    let (before, after) = (fill(left), fill(space - left));
    write!(f, "{before}{text}{after}")
}

#[cfg(test)]
mod tests {
    use crate::short::{bytes, mb};

    #[test]
    fn a_width_and_an_alignment_are_kept() {
        assert_eq!(format!("[{:8}]", mb(250)), "[   250MB]");
        assert_eq!(format!("[{:<8}]", mb(250)), "[250MB   ]");
        assert_eq!(format!("[{:*^9}]", mb(250)), "[**250MB**]");
    }

    #[test]
    fn a_precision_rounds() {
        assert_eq!(format!("{}", bytes(1_234_567_891)), "1.234567891GB");
        assert_eq!(format!("{:.3}", bytes(1_234_567_891)), "1.235GB");
        assert_eq!(format!("{:.3}", mb(250)), "250MB");
    }
}
