//! What a file holds: one result or a study of several, and the parts of each.

use indexmap::IndexMap;
use sim_runtime::results::stored::{Document, Kind, Node, StoredError, check_counts, version};

/// The parts of a result by name, each where it is: the result of a scenario has some twice, in its own terms first.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) nodes: IndexMap<String, Vec<Node>>,
}

/// What a file holds.
#[derive(Debug)]
pub(super) enum Holding {
    One(Parts),
    /// Results by name.
    Study(IndexMap<String, Parts>),
}

/// The order in which parts are told; others follow.
const ORDER: [&str; 28] = [
    "scenario",
    "simulation",
    "parameters",
    "seed",
    "replication",
    "recording",
    "format_version",
    "error",
    "final_date",
    "summary",
    "functions",
    "nodes",
    FAILURES,
    "services",
    "overall",
    "stages",
    "timeline",
    "event_counts",
    "registrations",
    "invocations",
    "waits",
    "containers",
    "transfers",
    "events",
    "processes",
    "log",
    "workflows",
    "faults",
];

/// What is said of a file that holds one value.
const NO_RESULT: &str = "it is not the result of a run; write one with --json";

/// The causes of failure, which are a part of the summary.
pub(super) const FAILURES: &str = "summary.failures";

/// Parts that say which simulation was run.
pub(super) const IDENTITY: [&str; 7] = [
    "scenario",
    "simulation",
    "parameters",
    "seed",
    "replication",
    "recording",
    "format_version",
];

/// Parts that are lists of what happened one after the other.
pub(super) const HAPPENED: [&str; 10] = [
    "registrations",
    "invocations",
    "waits",
    "containers",
    "transfers",
    "events",
    "processes",
    "log",
    "workflows",
    "faults",
];

/// The place of a part among those that are told.
pub(super) fn place(part: &str) -> usize {
    let known = ORDER.iter().position(|one| *one == part);
    known.unwrap_or(ORDER.len())
}

impl Parts {
    /// The parts of a result.
    fn of(document: &mut Document, node: &Node) -> Result<Self, StoredError> {
        let mut own = document.members(node)?;
        let report = match own.shift_remove("report") {
            Some(report) => document.members(&report)?,
            None => IndexMap::new(),
        };
        if !["scenario", "simulation"]
            .iter()
            .any(|key| own.contains_key(*key) || report.contains_key(*key))
        {
            return Err(document.error(
                &node.path_to("simulation"),
                "it is not there, so this is not the result of a run, nor a list or an object of such results; write one \
                 with --json",
            ));
        }
        version(document, &own)?;
        version(document, &report)?;
        for members in [&own, &report] {
            check_counts(document, members)?;
        }
        // That of the report counts; and who made a result is no part of what came out.
        if !report.is_empty() {
            own.shift_remove("format_version");
        }
        own.shift_remove("made_by");
        let mut nodes: IndexMap<String, Vec<Node>> = IndexMap::new();
        for (name, node) in own.into_iter().chain(report) {
            let name = match name.as_str() {
                "format" => "format_version".to_owned(),
                _ => name,
            };
            nodes.entry(name).or_default().push(node);
        }
        // What a scenario is called, its simulation is called, too.
        if nodes.contains_key("scenario") {
            nodes.shift_remove("simulation");
        }
        nodes.sort_by(|one, _, other, _| place(one).cmp(&place(other)));
        Ok(Self { nodes })
    }

    pub(super) fn node(&self, part: &str) -> Option<&Node> {
        self.nodes.get(part)?.first()
    }

    /// The first part that is a list in only one of two results: neither its rows nor its values can be compared.
    pub(super) fn of_another_shape<'a>(&'a self, other: &Self) -> Option<&'a str> {
        let mut parts = self.nodes.keys().map(String::as_str);
        parts.find(|part| other.node(part).is_some() && self.is_table(part) != other.is_table(part))
    }

    /// Whether a part is a list of rows. A list of numbers or texts is a value; so is an empty list, whatever its rows would be.
    pub(super) fn is_table(&self, part: &str) -> bool {
        self.node(part).is_some_and(|node| node.kind == Kind::List)
    }
}

impl Holding {
    /// Finds out what a file holds.
    pub(super) fn of(document: &mut Document) -> Result<Self, StoredError> {
        let root = document.root()?;
        let root = match root.kind {
            Kind::Object => {
                let members = document.members(&root)?;
                if is_result(&members) {
                    return Parts::of(document, &root).map(Self::One);
                }
                match members.get("results") {
                    Some(results) => results.clone(),
                    // No study either: each of its members is a result.
                    None if members.is_empty() || !members.values().all(is_object) => {
                        return Parts::of(document, &root).map(Self::One);
                    }
                    None => root,
                }
            }
            Kind::List => root,
            Kind::Scalar => return Err(document.error("", NO_RESULT)),
        };
        match Self::study(document, &root)? {
            Self::Study(results) if results.is_empty() => {
                Err(document.error(&root.path, "it holds no result; write one with --json"))
            }
            held => Ok(held),
        }
    }

    fn study(document: &mut Document, node: &Node) -> Result<Self, StoredError> {
        let mut results = IndexMap::new();
        if node.kind == Kind::Object {
            for (name, member) in document.members(node)? {
                results.insert(name, Parts::of(document, &member)?);
            }
            return Ok(Self::Study(results));
        }
        let items = document.items(node)?;
        let mut named = Vec::with_capacity(items.len());
        for item in &items {
            let parts = Parts::of(document, item)?;
            named.push((name(document, &parts)?, parts));
        }
        let names: Vec<Option<String>> = named.iter().map(|(name, _)| name.clone()).collect();
        for (index, (name, parts)) in named.into_iter().enumerate() {
            let is_unique = names.iter().filter(|other| **other == name).count() == 1;
            let name = match name {
                Some(name) if is_unique => name,
                Some(name) => format!("{name}[{index}]"),
                None => format!("[{index}]"),
            };
            results.insert(name, parts);
        }
        Ok(Self::Study(results))
    }
}

fn is_object(node: &Node) -> bool {
    node.kind == Kind::Object
}

fn is_result(members: &IndexMap<String, Node>) -> bool {
    let report = members.get("report");
    let keys = ["scenario", "simulation"];
    keys.iter().any(|key| members.contains_key(*key)) || report.is_some_and(is_object)
}

/// What a result of a list is called: by its own name, or after its simulation.
fn name(document: &mut Document, parts: &Parts) -> Result<Option<String>, StoredError> {
    for key in ["name", "scenario", "simulation"] {
        if let Some(node) = parts.node(key) {
            return document.parse(node).map(Some);
        }
    }
    Ok(None)
}
