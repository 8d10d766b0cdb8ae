//! Why a check is refused.

use crate::units::spelling::cut;

/// A check that cannot be read, or that is of something that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CheckError(String);

impl CheckError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    pub(super) fn no_function(
        name: &str,
        meant: Option<&str>,
        known: &[&str],
        others: usize,
    ) -> Self {
        let name = cut(name);
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        let more = match others {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let there_are = match known {
            [] => "there are none".to_owned(),
            known => format!("there are: {}{more}", known.join(", ")),
        };
        Self(format!("there is no function `{name}`{hint} ({there_are})"))
    }
}
