//! Sums from which terms are taken away again.

/// A sum whose rounding errors are kept beside it, so that terms which have been added and subtracted leave (nearly) nothing
/// behind, however much larger they were than what stays.
///
/// Source: the sum of two numbers without error of D. E. Knuth, "The Art of Computer Programming", volume 2, section 4.2.2.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    pub(super) fn add(&mut self, term: f64) {
        let sum = self.high + term;
        let added = sum - self.high;
        self.low += (self.high - (sum - added)) + (term - added);
        self.high = sum;
    }

    pub(super) fn get(self) -> f64 {
        self.high + self.low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_away_leaves_nothing_behind() {
        let mut sum = Sum::default();
        for term in [0.1, 1e16, 0.2, 3e20, -1e16, -3e20] {
            sum.add(term);
        }
        assert!((sum.get() - 0.3).abs() < 1e-15, "{sum:?}");
    }
}
