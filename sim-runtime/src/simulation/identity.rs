//! Who a process is: its name, which is put together only when it is read, and the numbers of what processes use.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Display};
use std::rc::Rc;

use index_vec::IndexVec;
use slotmap::new_key_type;

use crate::kernel::Seed;
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

/// How many processes of a long line of descent its name begins with.
const FIRST_NAMED: u32 = 4;

/// How many processes of a long line of descent its name ends with.
const LAST_NAMED: u32 = 4;

/// The longest name of a spawned process that is written whole, in characters.
const LONGEST: usize = 60;

/// Where a spawned process comes from.
#[derive(Debug)]
pub struct Lineage {
    parent: Identity,
    name: Rc<str>,
    /// How many processes its parent had spawned before.
    number: u32,
    /// How many processes had been spawned in the run before.
    serial: u32,
    /// How many spawned processes its line of descent has, itself among them.
    depth: u32,
    /// The last of the ancestors that the name begins with, if there are more than these.
    top: Option<Rc<Lineage>>,
    /// Stands for the part of its line of descent that is below `top`.
    digest: u64,
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

    /// How many processes had been spawned in the run before.
    pub(crate) fn serial(&self) -> u32 {
        self.serial
    }

    /// How many spawned processes its line of descent has, itself among them.
    pub(crate) fn depth(&self) -> u32 {
        self.depth
    }

    /// The last of the ancestors that the name begins with, if there are more than these.
    pub(crate) fn top(&self) -> Option<&Lineage> {
        self.top.as_deref()
    }

    /// It and the spawned ones among its ancestors, from the inside.
    fn line(&self) -> impl Iterator<Item = &Lineage> {
        std::iter::successors(Some(self), |lineage| lineage.parent.lineage())
    }

    /// The process at the beginning of its line of descent, which nobody has spawned.
    fn root(&self) -> &Identity {
        let outermost = self.top().unwrap_or(self).line().last();
        outermost.map_or(&self.parent, Lineage::parent)
    }

    fn descent(&self) -> Descent<'_> {
        fn named(lineage: &Lineage) -> (&str, u32) {
            (&lineage.name, lineage.number)
        }
        let top = self.top().into_iter().flat_map(Lineage::line);
        Descent::new(self.depth, self.line().map(named), top.map(named))
    }
}

impl Drop for Lineage {
    /// A line of descent may be long: it is dropped one by one, not one inside the other.
    fn drop(&mut self) {
        let nobody = || Identity::Controller(ControllerId::from_index(0));
        let mut parent = std::mem::replace(&mut self.parent, nobody());
        while let Identity::Spawned(lineage) = parent {
            let Some(mut lineage) = Rc::into_inner(lineage) else {
                return;
            };
            parent = std::mem::replace(&mut lineage.parent, nobody());
        }
    }
}

impl Identity {
    fn lineage(&self) -> Option<&Lineage> {
        match self {
            Self::Spawned(lineage) => Some(lineage),
            Self::Controller(_) | Self::Body(..) => None,
        }
    }
}

/// The name of the body of an invocation.
pub(crate) fn body_name(function: impl Display, number: u64) -> impl Display {
    fmt::from_fn(move |formatter| write!(formatter, "{function}#{number}"))
}

/// The part of a name that tells the spawned processes, from the outside: `/NAME#NUMBER` for each, of a long line of
/// descent for the first and the last of them.
pub(crate) struct Descent<'a> {
    first: Vec<(&'a str, u32)>,
    left_out: u32,
    last: Vec<(&'a str, u32)>,
}

impl<'a> Descent<'a> {
    /// From names and numbers, both from the inside: those of a line that has so many spawned processes, and those from its
    /// `top` on, which are asked for if the line is long.
    pub(crate) fn new(
        depth: u32,
        line: impl Iterator<Item = (&'a str, u32)>,
        top: impl Iterator<Item = (&'a str, u32)>,
    ) -> Self {
        let outwards = |mut names: Vec<_>| {
            names.reverse();
            names
        };
        let left_out = depth.saturating_sub(FIRST_NAMED + LAST_NAMED);
        if left_out == 0 {
            let first = outwards(line.collect());
            return Self {
                first,
                left_out,
                last: Vec::new(),
            };
        }
        Self {
            first: outwards(top.collect()),
            left_out,
            last: outwards(line.take(LAST_NAMED as usize).collect()),
        }
    }
}

impl Display for Descent<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, number) in &self.first {
            write_spawned(formatter, name, *number)?;
        }
        if self.left_out > 0 {
            write!(formatter, "/..{} more", self.left_out)?;
        }
        for (name, number) in &self.last {
            write_spawned(formatter, name, *number)?;
        }
        Ok(())
    }
}

fn write_spawned(formatter: &mut fmt::Formatter<'_>, name: &str, number: u32) -> fmt::Result {
    match name.char_indices().nth(LONGEST) {
        None => write!(formatter, "/{name}#{number}"),
        Some((end, _)) => write!(formatter, "/{}..#{number}", &name[..end]),
    }
}

/// The names that identities are made of.
#[derive(Debug, Default)]
pub(crate) struct ProcessNames {
    controllers: IndexVec<ControllerId, Rc<str>>,
    functions: IndexVec<FunctionId, Rc<str>>,
    /// The name that was given last to a spawned process; most have the same as the one before.
    latest: RefCell<Option<Rc<str>>>,
    /// How many processes have been spawned.
    spawned: Cell<u32>,
}

impl ProcessNames {
    pub(super) fn new(controllers: Vec<Rc<str>>, functions: Vec<Rc<str>>) -> Self {
        Self {
            controllers: controllers.into(),
            functions: functions.into(),
            ..Self::default()
        }
    }

    /// The process that `parent` spawns under a name, after `number` others.
    pub(super) fn spawned(&self, parent: &Identity, name: &str, number: u32) -> Identity {
        let mut latest = self.latest.borrow_mut();
        let name = match &*latest {
            Some(latest) if **latest == *name => Rc::clone(latest),
            _ => Rc::clone(latest.insert(name.into())),
        };
        let serial = self.spawned.get();
        self.spawned.set(serial.wrapping_add(1));
        let mut lineage = Lineage {
            parent: parent.clone(),
            name,
            number,
            serial,
            depth: 1,
            top: None,
            digest: 0,
        };
        if let Identity::Spawned(parent) = parent {
            lineage.depth = parent.depth + 1;
            if parent.depth >= FIRST_NAMED {
                lineage.top = parent.top.clone().or_else(|| Some(Rc::clone(parent)));
                let text = format!("{:016x}/{}#{number}", parent.digest, lineage.name);
                lineage.digest = Seed::digest(&text);
            }
        }
        Identity::Spawned(Rc::new(lineage))
    }

    /// The names of the controllers, in order of declaration.
    pub(super) fn controllers(&self) -> impl Iterator<Item = &str> {
        self.controllers.iter().map(|name| &**name)
    }

    /// The name of a function.
    pub(super) fn function(&self, function: FunctionId) -> &Rc<str> {
        &self.functions[function]
    }

    /// The name of a process, for messages and results. Those of long lines of descent are cut.
    pub(super) fn of<'a>(&'a self, identity: &'a Identity) -> Name<'a> {
        Name {
            names: self,
            identity,
        }
    }

    /// The name of the random numbers of a process, which no other process has.
    pub(super) fn stream(&self, identity: &Identity) -> String {
        let Some(lineage) = identity.lineage() else {
            return self.of(identity).to_string();
        };
        let mut text = self.of(lineage.root()).to_string();
        let is_short = lineage.depth <= FIRST_NAMED + LAST_NAMED;
        let told = match lineage.top() {
            Some(top) if !is_short => top,
            _ => lineage,
        };
        let line: Vec<&Lineage> = told.line().collect();
        for lineage in line.into_iter().rev() {
            text += &format!("/{}#{}", lineage.name, lineage.number);
        }
        if !is_short {
            text += &format!("/..{:016x}", lineage.digest);
        }
        text
    }
}

/// The name of a process, as it is written.
pub(crate) struct Name<'a> {
    names: &'a ProcessNames,
    identity: &'a Identity,
}

impl Display for Name<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (controllers, functions) = (&self.names.controllers, &self.names.functions);
        write_name(
            formatter,
            self.identity,
            |controller| &controllers[controller],
            |function| &functions[function],
        )
    }
}

/// Writes the name of a process.
pub(super) fn write_name<'a>(
    formatter: &mut fmt::Formatter<'_>,
    identity: &Identity,
    controller: impl FnOnce(ControllerId) -> &'a str,
    function: impl FnOnce(FunctionId) -> &'a str,
) -> fmt::Result {
    let lineage = identity.lineage();
    match lineage.map_or(identity, Lineage::root) {
        Identity::Controller(number) => formatter.write_str(controller(*number))?,
        Identity::Body(name, number) => body_name(function(*name), *number).fmt(formatter)?,
        Identity::Spawned(_) => unreachable!("a root has not been spawned"),
    }
    lineage.map_or(Ok(()), |lineage| lineage.descent().fmt(formatter))
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

    /// A line of descent of this length: its processes, from the outside.
    fn line(names: &ProcessNames, length: usize) -> Vec<Identity> {
        let client = Identity::Controller(ControllerId::from_index(0));
        let mut line = vec![client];
        for depth in 0..length {
            let parent = line.last().expect("the client");
            line.push(names.spawned(parent, "deep", depth as u32 % 3));
        }
        line
    }

    #[test]
    fn the_name_of_a_long_line_of_descent_has_a_bounded_length() {
        let names = ProcessNames::new(vec!["client".into()], vec![]);
        let line = line(&names, 50_000);
        let name = |depth: usize| names.of(&line[depth]).to_string();
        let eight = "client/deep#0/deep#1/deep#2/deep#0/deep#1/deep#2/deep#0/deep#1";
        assert_eq!(name(8), eight);
        let nine = "client/deep#0/deep#1/deep#2/deep#0/..1 more/deep#2/deep#0/deep#1/deep#2";
        assert_eq!(name(9), nine);
        let last = "client/deep#0/deep#1/deep#2/deep#0/..49992 more/deep#1/deep#2/deep#0/deep#1";
        assert_eq!(name(50_000), last);
        let long = names.spawned(&line[0], &"é".repeat(100), 7);
        let cut = format!("client/{}..#7", "é".repeat(60));
        assert_eq!(names.of(&long).to_string(), cut);
    }

    #[test]
    fn the_random_numbers_of_each_process_have_a_name_of_their_own() {
        let names = ProcessNames::new(vec!["client".into()], vec![]);
        let line = line(&names, 12);
        assert_eq!(names.stream(&line[8]), names.of(&line[8]).to_string());
        // Cousins whose names are cut where they differ.
        let mut cousin = names.spawned(&line[5], "cousin", 7);
        for depth in 6..12 {
            cousin = names.spawned(&cousin, "deep", depth % 3);
        }
        assert_eq!(
            names.of(&cousin).to_string(),
            names.of(&line[12]).to_string()
        );
        assert_ne!(names.stream(&cousin), names.stream(&line[12]));
    }
}
