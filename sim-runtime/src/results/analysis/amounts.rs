//! Amounts in the unit that suits them.

/// Units of energies.
pub(in crate::results) const ENERGIES: [&str; 4] = ["J", "kJ", "MJ", "GJ"];
/// Units of masses.
pub(in crate::results) const MASSES: [&str; 4] = ["g", "kg", "t", "kt"];

/// An amount in the unit that suits it, of units that are a thousand times the one before.
pub(in crate::results) fn in_thousands(amount: f64, units: [&str; 4]) -> String {
    let (mut scaled, mut chosen) = (amount, 0);
    while scaled >= 1000.0 && chosen + 1 < units.len() {
        scaled /= 1000.0;
        chosen += 1;
    }
    let decimals = decimals(scaled) - 3;
    format!("{scaled:.decimals$} {}", units[chosen])
}

/// With how many decimals an amount is told: millionths, and of a smaller amount two digits at least.
pub(in crate::results) fn decimals(amount: f64) -> usize {
    let mut decimals = 6;
    let mut scaled = amount.abs() * 1e6;
    while scaled > 0.0 && scaled < 10.0 && decimals < 15 {
        scaled *= 10.0;
        decimals += 1;
    }
    decimals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_suits_the_amount() {
        assert_eq!(in_thousands(999.0, ENERGIES), "999.000 J");
        assert_eq!(in_thousands(5e15, ENERGIES), "5000000.000 GJ");
        assert_eq!(in_thousands(2.5e-6, MASSES), "0.0000 g");
    }
}
