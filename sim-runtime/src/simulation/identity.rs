//! Who a process is: its name, which is put together only when it is read, and the numbers of what processes use.

use std::cell::RefCell;
use std::fmt::{self, Display};
use std::rc::Rc;

use index_vec::IndexVec;
use slotmap::new_key_type;

use crate::kernel::id::id_type;
use crate::serverless::FunctionId;

id_type! {
    /// A controller, by order of declaration.
    ControllerId
}

id_type! {
    /// A mailbox, by order of declaration.
    MailboxId
}

new_key_type! {
    /// A process that another one has spawned, from its start until what it returns is taken or forgotten.
    pub(crate) struct SpawnId;
}

/// Who a process is.
#[derive(Clone, Debug)]
pub enum Identity {
    /// A controller.
    Controller(ControllerId),
    /// The body of the invocation of this number.
    Body(FunctionId, u64),
    /// A process that another one has spawned.
    Spawned(Rc<Lineage>),
}

/// Where a spawned process comes from.
#[derive(Debug)]
pub struct Lineage {
    parent: Identity,
    name: Rc<str>,
    /// How many processes its parent had spawned before.
    number: u32,
}

impl Lineage {
    /// The process that has spawned it.
    pub fn parent(&self) -> &Identity {
        &self.parent
    }

    /// The name that it was spawned under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many processes its parent had spawned before.
    pub fn number(&self) -> u32 {
        self.number
    }
}

/// The name of the body of an invocation.
pub(crate) fn body_name(function: impl Display, number: u64) -> impl Display {
    fmt::from_fn(move |formatter| write!(formatter, "{function}#{number}"))
}

/// The name of a process that `parent` has spawned under a name, after `number` others.
pub(crate) fn spawned_name(parent: impl Display, name: impl Display, number: u32) -> impl Display {
    fmt::from_fn(move |formatter| write!(formatter, "{parent}/{name}#{number}"))
}

/// The names that identities are made of.
#[derive(Debug, Default)]
pub(crate) struct ProcessNames {
    controllers: IndexVec<ControllerId, Rc<str>>,
    functions: IndexVec<FunctionId, Rc<str>>,
    /// The name that was given last to a spawned process; most have the same as the one before.
    latest: RefCell<Option<Rc<str>>>,
}

impl ProcessNames {
    pub(super) fn new(controllers: Vec<Rc<str>>, functions: Vec<Rc<str>>) -> Self {
        Self {
            controllers: controllers.into(),
            functions: functions.into(),
            latest: RefCell::default(),
        }
    }

    /// The process that `parent` spawns under a name, after `number` others.
    pub(super) fn spawned(&self, parent: &Identity, name: &str, number: u32) -> Identity {
        let mut latest = self.latest.borrow_mut();
        let name = match &*latest {
            Some(latest) if **latest == *name => Rc::clone(latest),
            _ => Rc::clone(latest.insert(name.into())),
        };
        Identity::Spawned(Rc::new(Lineage {
            parent: parent.clone(),
            name,
            number,
        }))
    }

    /// The names of the controllers, in order of declaration.
    pub(super) fn controllers(&self) -> impl Iterator<Item = &str> {
        self.controllers.iter().map(|name| &**name)
    }

    /// The name of a function.
    pub(super) fn function(&self, function: FunctionId) -> &Rc<str> {
        &self.functions[function]
    }

    /// The name of a process, for messages and results.
    pub(super) fn of<'a>(&'a self, identity: &'a Identity) -> Name<'a> {
        Name {
            names: self,
            identity,
        }
    }
}

/// The name of a process, as it is written.
pub(crate) struct Name<'a> {
    names: &'a ProcessNames,
    identity: &'a Identity,
}

impl Display for Name<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.identity {
            Identity::Controller(controller) => {
                formatter.write_str(&self.names.controllers[*controller])
            }
            Identity::Body(function, number) => {
                body_name(self.names.function(*function), *number).fmt(formatter)
            }
            Identity::Spawned(lineage) => {
                let parent = self.names.of(&lineage.parent);
                spawned_name(parent, &lineage.name, lineage.number).fmt(formatter)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_all_ancestors_and_their_order() {
        let names = ProcessNames::new(vec!["client".into()], vec!["resize".into()]);
        let client = Identity::Controller(ControllerId::from_index(0));
        let body = Identity::Body(FunctionId::from_index(0), 7);
        let reader = names.spawned(&body, "reader", 0);
        let again = names.spawned(&reader, "reader", 3);
        let told: Vec<String> = [&client, &body, &reader, &again]
            .map(|identity| names.of(identity).to_string())
            .into();
        assert_eq!(
            told,
            [
                "client",
                "resize#7",
                "resize#7/reader#0",
                "resize#7/reader#0/reader#3"
            ]
        );
    }
}
