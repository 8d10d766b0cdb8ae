//! One of several ways in which the keys of an object go together.

use serde_json::Value;

/// One way in which the keys of an object go together: those that it has, and those that it may have.
#[derive(Clone)]
pub(super) struct Form {
    /// What the object has, and perhaps with which value alone.
    pub(super) needs: Vec<(&'static str, Option<Value>)>,
    /// What else it may have.
    pub(super) may: Vec<&'static str>,
}
