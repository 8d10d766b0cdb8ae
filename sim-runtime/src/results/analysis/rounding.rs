//! Numbers as long as people need them.

/// Five significant digits: more than a screen can show, and short in a file.
pub(in crate::results) fn rounded(value: f64) -> f64 {
    // The text of a number and its reading are the same on every machine, which logarithms are not.
    format!("{value:.4e}").parse().unwrap_or(value)
}

/// All values of a series, rounded.
pub(in crate::results) fn all_rounded(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| rounded(*value)).collect()
}
