//! How fast a host computes, and for how long its cores have done so.

/// At which share of its speed a host computes, and since when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// The share, more than zero.
    share: f64,
    /// The work that was done when it began \[flop\].
    since: f64,
    /// The work that the same cores would have done in the same time at full speed, until then \[flop\].
    before: f64,
}

impl Pace {
    /// Full speed from the start.
    pub(super) const FULL: Self = Self {
        share: 1.0,
        since: 0.0,
        before: 0.0,
    };

    /// Another share from now on, when so much is done.
    pub(super) fn followed_by(self, share: f64, done: f64) -> Self {
        Self {
            share,
            since: done,
            before: self.at_full(done),
        }
    }

    /// The work that the cores would have done at full speed in the time in which they have done so much.
    pub(super) fn at_full(&self, done: f64) -> f64 {
        self.before + (done - self.since) / self.share
    }
}
