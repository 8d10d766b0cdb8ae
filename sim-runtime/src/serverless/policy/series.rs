//! A series that a policy publishes: a figure of its own, over time.

/// A figure that a policy publishes over time; see [`Policy::series`](super::Policy::series).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What it is, in a few words, such as `attempts that wait`.
    pub name: String,
    /// The unit of its values; empty for a plain number.
    pub unit: &'static str,
}

impl Series {
    /// A series of plain numbers.
    pub fn count(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            unit: "",
        }
    }
}
