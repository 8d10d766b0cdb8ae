//! A bucket of tokens.

use crate::units::{SimDuration, SimTime};

/// How fast a bucket fills, and how much it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Filling {
    /// So many tokens come ..
    pub(super) tokens: u32,
    /// .. evenly in so long.
    pub(super) per: SimDuration,
    /// It holds so many at most.
    pub(super) most: u32,
}

/// A bucket of tokens that is full at the start. What is in it is counted without rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    /// What was in it at the date, in parts of a token: as many as `per` has nanoseconds are one.
    parts: u128,
    date: SimTime,
}

impl Bucket {
    pub(super) fn full(filling: &Filling) -> Self {
        Self {
            parts: filling.full(),
            date: SimTime::ZERO,
        }
    }

    /// Whether there is a token in it.
    pub(super) fn has_token(&self, filling: &Filling, now: SimTime) -> bool {
        self.parts_at(filling, now) >= filling.token()
    }

    /// Takes a token, if there is one.
    pub(super) fn take(&mut self, filling: &Filling, now: SimTime) {
        let parts = self.parts_at(filling, now);
        self.parts = parts.saturating_sub(filling.token());
        self.date = now;
    }

    fn parts_at(&self, filling: &Filling, now: SimTime) -> u128 {
        let since = u128::from((now - self.date).as_nanos());
        let come = since.saturating_mul(u128::from(filling.tokens));
        self.parts.saturating_add(come).min(filling.full())
    }
}

impl Filling {
    fn token(&self) -> u128 {
        u128::from(self.per.as_nanos())
    }

    fn full(&self) -> u128 {
        u128::from(self.most) * self.token()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::{millis, secs};

    #[test]
    fn tokens_come_evenly_and_no_more_than_it_holds() {
        // Three a second: no third of a second is a whole number of nanoseconds.
        let filling = Filling {
            tokens: 3,
            per: secs(1),
            most: 2,
        };
        let mut bucket = Bucket::full(&filling);
        let at = |date| SimTime::ZERO + date;
        let later = at(secs(100));
        for _ in 0..2 {
            assert!(bucket.has_token(&filling, later));
            bucket.take(&filling, later);
        }
        assert!(!bucket.has_token(&filling, later));
        assert!(!bucket.has_token(&filling, later + millis(333)));
        assert!(bucket.has_token(&filling, later + millis(334)));
        bucket.take(&filling, later + millis(334));
        // 0.002 tokens are left, and the next one is whole 0.998 / 3 s later.
        assert!(!bucket.has_token(&filling, later + millis(666)));
        assert!(bucket.has_token(&filling, later + millis(667)));
    }
}
