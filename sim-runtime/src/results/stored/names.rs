//! Texts that many rows have, kept once.

use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use crate::results::schema::container::ContainerRow;
use crate::results::schema::event::EventRow;
use crate::results::schema::fault::FaultRow;
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::process::{LogRow, ProcessRow};
use crate::results::schema::registration::RegistrationRow;
use crate::results::schema::summaries::{FunctionSummary, NodeSummary, ServiceSummary};
use crate::results::schema::transfer::TransferRow;
use crate::results::schema::workflow::{StageSummary, WorkflowRow};

/// How many texts are kept. There are fewer functions, services and nodes than that; callers may have a name for each row.
const MOST: usize = 1 << 16;

/// Texts, each kept once.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: IndexSet<Arc<str>, FxBuildHasher>,
}

impl Names {
    fn keep(&mut self, name: &mut Arc<str>) {
        if let Some(known) = self.known.get(&**name) {
            *name = Arc::clone(known);
        } else if self.known.len() < MOST {
            self.known.insert(Arc::clone(name));
        }
    }
}

/// What may have texts that others have, too.
pub(super) trait Share {
    /// Replaces its texts by equal ones that are kept.
    fn share(&mut self, names: &mut Names);
}

impl Share for Arc<str> {
    fn share(&mut self, names: &mut Names) {
        names.keep(self);
    }
}

impl<T: Share> Share for Option<T> {
    fn share(&mut self, names: &mut Names) {
        if let Some(name) = self {
            name.share(names);
        }
    }
}

/// The fields of each row that are names.
macro_rules! shared {
    ($($Row:ident { $($field:ident),* })*) => {$(
        impl Share for $Row {
            fn share(&mut self, _names: &mut Names) {
                $( self.$field.share(_names); )*
            }
        }
    )*};
}

shared! {
    InvocationRow { function, service, caller, node, evicted_by, workflow, stage }
    ContainerRow { service, function, node, evicted_by }
    TransferRow { name, from, to, service }
    EventRow { service, image, node, function }
    RegistrationRow { function, service }
    ProcessRow { host }
    LogRow {}
    FaultRow { target }
    ServiceSummary { service, head }
    FunctionSummary { service, function }
    NodeSummary { service, node }
    WorkflowRow { workflow, failed_stage }
    StageSummary { workflow, stage }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_one() {
        let mut names = Names::default();
        let [mut one, mut other] = ["work", "work"].map(Arc::<str>::from);
        one.share(&mut names);
        Some(&mut other)
            .into_iter()
            .for_each(|name| name.share(&mut names));
        assert!(Arc::ptr_eq(&one, &other));
    }
}
