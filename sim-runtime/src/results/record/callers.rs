//! The names of those who invoke functions, shared by their invocations.

use std::fmt::{self, Display, Write};
use std::sync::Arc;

/// Gives the same name once: most invocations have the same caller as the one before.
#[derive(Debug, Default)]
pub(super) struct Callers {
    latest: Option<Arc<str>>,
    text: String,
}

impl Callers {
    pub(super) fn name(&mut self, caller: &dyn Display) -> Arc<str> {
        self.text.clear();
        // Text takes whatever is written to it.
        let _: fmt::Result = write!(self.text, "{caller}");
        match &self.latest {
            Some(latest) if **latest == *self.text => latest.clone(),
            _ => {
                let name: Arc<str> = self.text.as_str().into();
                self.latest = Some(name.clone());
                name
            }
        }
    }
}
