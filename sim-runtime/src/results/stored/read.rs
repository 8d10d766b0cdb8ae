//! From a document to the report that was stored in it.

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use super::check::check;
use super::document::{Document, Extent, Kind, Node};
use super::error::StoredError;
use super::names::{Names, Share};
use super::parse::{parse_object, parse_text};
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Counts, StartDelays};

/// The parts of a report, each at its place in the document.
struct Parts<'a> {
    document: &'a mut Document,
    whole: Node,
    members: IndexMap<String, Node>,
    names: Names,
}

/// Reads the report of a result, be it that of a simulation or of a scenario, and checks that its parts agree.
///
/// # Errors
///
/// If the document is not the result of a run, or one that this version does not know.
pub fn read(document: &mut Document) -> Result<Report, StoredError> {
    let root = document.root()?;
    if root.kind != Kind::Object {
        return Err(document.error("", "it is not the result of a run; write one with --json"));
    }
    let mut parts = Parts {
        members: document.members(&root)?,
        document,
        whole: root,
        names: Names::default(),
    };
    // The result of a scenario has the report beside what is in its own terms.
    if let Some(report) = parts.members.get("report").cloned() {
        version(parts.document, &parts.members)?;
        parts.members = parts.document.members(&report)?;
        parts.whole = report;
    }
    if !parts.members.contains_key("simulation") {
        return Err(parts.error(
            "simulation",
            "it is not there, so this is not the result of a run; write one with --json",
        ));
    }
    let report = parts.report()?;
    check(&report).map_err(|problem| parts.error(&problem.path, &problem.message))?;
    Ok(report)
}

/// The version of the format of a result, which has these members; the first results did not say it, and later ones called it `format`.
///
/// # Errors
///
/// If it is newer than this program reads.
pub fn version(
    document: &mut Document,
    members: &IndexMap<String, Node>,
) -> Result<u32, StoredError> {
    let node = members.get("format_version").or(members.get("format"));
    let Some(node) = node else {
        return Ok(Report::FORMAT_VERSION);
    };
    let format: u32 = document.parse(node)?;
    if format == 0 || format > Report::FORMAT_VERSION {
        let why = match format {
            0 => "there is none before 1",
            _ => "newer than this program reads",
        };
        let message = format!(
            "the format is {format}, {why}; it reads up to {}, use the version of coldstart that wrote the file",
            Report::FORMAT_VERSION
        );
        return Err(document.error(&node.path, message));
    }
    Ok(format)
}

impl Parts<'_> {
    fn report(&mut self) -> Result<Report, StoredError> {
        version(self.document, &self.members)?;
        Ok(Report {
            format_version: Report::FORMAT_VERSION,
            simulation: self.value("simulation")?,
            parameters: self.value("parameters")?,
            seed: self.value("seed")?,
            replication: match self.members.contains_key("replication") {
                true => self.value("replication")?,
                false => 0,
            },
            recording: self.value("recording")?,
            final_date: self.value("final_date")?,
            error: self.value("error")?,
            summary: self.value("summary")?,
            overall: match self.members.contains_key("overall") {
                true => self.value("overall")?,
                false => Default::default(),
            },
            services: self.rows("services")?,
            functions: self.rows("functions")?,
            nodes: self.rows("nodes")?,
            timeline: self.value("timeline")?,
            registrations: self.rows("registrations")?,
            invocations: self.rows("invocations")?,
            containers: self.rows("containers")?,
            transfers: self.rows("transfers")?,
            events: self.rows("events")?,
            processes: self.rows("processes")?,
            log: self.rows("log")?,
            workflows: self.rows_if_any("workflows")?,
            stages: self.rows_if_any("stages")?,
            faults: self.rows_if_any("faults")?,
            checks: match self.members.contains_key("checks") {
                true => self.value("checks")?,
                false => Vec::new(),
            },
        })
    }

    fn node(&self, part: &str) -> Result<Node, StoredError> {
        let node = self.members.get(part).cloned();
        node.ok_or_else(|| self.error(part, "it is not there; every result has it"))
    }

    fn value<T: DeserializeOwned>(&mut self, part: &str) -> Result<T, StoredError> {
        let node = self.node(part)?;
        let text = self.document.text_of(&node)?;
        let (origin, path) = (self.document.origin(), || node.path.clone());
        parse_text(origin, &path, &text).map_err(|error| precise(error, origin, &path, &text))
    }

    fn rows<T: DeserializeOwned + Share>(&mut self, part: &str) -> Result<Vec<T>, StoredError> {
        let node = self.node(part)?;
        let mut rows = Vec::new();
        let (origin, names) = (self.document.origin().to_owned(), &mut self.names);
        let mut each = |index: usize, _: Extent, text: &[u8]| {
            let path = || format!("{}[{index}]", node.path);
            let row: Result<T, StoredError> = parse_object(&origin, &path, text);
            let mut row = row.map_err(|error| precise(error, &origin, &path, text))?;
            row.share(names);
            rows.push(row);
            Ok(())
        };
        self.document.elements(&node, &mut each)?;
        rows.shrink_to_fit();
        Ok(rows)
    }

    /// Rows of a part that is left out where there are none.
    fn rows_if_any<T: DeserializeOwned + Share>(
        &mut self,
        part: &str,
    ) -> Result<Vec<T>, StoredError> {
        match self.members.contains_key(part) {
            true => self.rows(part),
            false => Ok(Vec::new()),
        }
    }

    fn error(&self, path: &str, message: &str) -> StoredError {
        self.document.error(&self.whole.path_to(path), message)
    }
}

/// The mistake in a value with its place. Serde does not tell which key of a flattened struct is wrong, so these are tried
/// alone.
fn precise(
    error: StoredError,
    origin: &str,
    path: &dyn Fn() -> String,
    text: &[u8],
) -> StoredError {
    let counts = parse_object::<Counts>(origin, path, text).err();
    let delays = parse_object::<StartDelays>(origin, path, text).err();
    let mut parts = counts.into_iter().chain(delays);
    let deeper = parts.find(|part| part.path.len() > error.path.len());
    deeper.unwrap_or(error)
}
