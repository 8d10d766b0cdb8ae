//! Power: what a machine draws.

use crate::real::real_quantity;

real_quantity! {
    /// Electrical power, in W.
    ///
    /// ```
    /// use sim_units::Watts;
    ///
    /// let idle: Watts = "0.1 kW".parse()?;
    /// assert_eq!(idle.get(), 100.0);
    /// assert_eq!(idle.to_string(), "100W");
    /// # Ok::<(), sim_units::ParseError>(())
    /// ```
    Watts, Power, "W"
}

#[cfg(test)]
mod tests {
    use crate::Watts;
    use crate::short::watts;

    #[test]
    fn powers_are_written_in_the_largest_unit() {
        assert_eq!(watts(1500).to_string(), "1.5kW");
        assert_eq!(Watts::new(0.25).to_string(), "250mW");
        assert_eq!(Watts::ZERO.to_string(), "0W");
    }
}
