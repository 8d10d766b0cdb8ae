//! A platform from a file: what it declares, by name.

use std::fs;
use std::ops::Index;
use std::panic::Location;
use std::path::Path;
use std::rc::Rc;

use indexmap::IndexMap;

use super::Builder;
use super::imports::Imports;
use crate::platform::simgrid_xml::{Imported, XmlError, XmlErrors};
use crate::platform::{HostId, HostSpec, LinkId};
use crate::simulation::problem::Problem;
use crate::units::spelling::closest;

/// How many mistakes of a file are told at once.
const TOLD: usize = 20;

/// A platform read from a file: hosts, links and clusters by the names that it gives them.
///
/// A name that the file does not have is told when the simulation is built, with the one that was probably meant; so is
/// a file that cannot be read. Until then such a name stands for some host or link, and what would follow from that is
/// not told.
///
/// ```no_run
/// use sim_runtime::prelude::*;
///
/// let mut sim = Builder::new();
/// let platform = sim.platform_from(env!("CARGO_MANIFEST_DIR"), "platforms/site.xml");
/// let nodes = platform.cluster("workers");
/// let cloud = sim.serverless("cloud", platform["gateway"], &nodes, ServerlessSpec::default());
/// ```
#[derive(Clone, Debug)]
pub struct ImportedPlatform {
    file: String,
    hosts: IndexMap<String, HostId>,
    links: IndexMap<String, LinkId>,
    clusters: IndexMap<String, Vec<HostId>>,
    notes: Vec<String>,
    /// What an unknown name stands for.
    stand_in: HostId,
    /// Whether the file was read; if not, all names are unknown and that is told already.
    read: bool,
    imports: Imports,
}

impl Builder {
    /// Declares the hosts, links and routes of a SimGrid platform file (XML version 4 or 4.1).
    ///
    /// The file's name is relative to the current directory if it is there, and to `folder` if not. See
    /// [`simgrid_xml`](crate::platform::simgrid_xml) for what is understood.
    #[track_caller]
    pub fn platform_from(&mut self, folder: &str, file: &str) -> ImportedPlatform {
        match read(folder, file) {
            Ok(imported) => self.declare_imported(file, &imported),
            Err(mistakes) => self.no_platform(file, mistakes),
        }
    }

    #[track_caller]
    fn declare_imported(&mut self, file: &str, imported: &Imported) -> ImportedPlatform {
        let platform = imported.platform();
        let first_host = self.platform.hosts().len();
        let first_link = self.platform.links().len();
        let mut hosts = IndexMap::new();
        for host in platform.hosts() {
            let id = self.host(&host.name, host.spec.clone());
            hosts.insert(host.name.clone(), id);
        }
        let mut links = IndexMap::new();
        for link in platform.links() {
            let id = self.link(&link.name, link.spec);
            links.insert(link.name.clone(), id);
        }
        let network = Rc::clone(imported.network());
        self.platform.routes.chart(first_host, first_link, network);
        let here = |host: &HostId| hosts[host.index()];
        let clusters = imported
            .zones()
            .iter()
            .map(|(name, inside)| (name.clone(), inside.iter().map(here).collect()));
        let notes = imported.notes().iter();
        ImportedPlatform {
            file: file.to_owned(),
            clusters: clusters.collect(),
            notes: notes.map(|note| format!("{file}:{note}")).collect(),
            stand_in: hosts[0],
            hosts,
            links,
            read: true,
            imports: self.imports.clone(),
        }
    }

    /// Tells what is wrong with a file. A host stands for all of its hosts.
    #[track_caller]
    fn no_platform(&mut self, file: &str, mistakes: Vec<(String, String)>) -> ImportedPlatform {
        let location = Location::caller();
        let more = mistakes.len().saturating_sub(TOLD);
        let more = (more > 0).then(|| (file.to_owned(), format!("and {more} more mistakes")));
        for (place, message) in mistakes.into_iter().take(TOLD).chain(more) {
            self.imports.report(Problem {
                declaration: format!("platform `{place}`"),
                message,
                location,
            });
        }
        ImportedPlatform {
            file: file.to_owned(),
            hosts: IndexMap::new(),
            links: IndexMap::new(),
            clusters: IndexMap::new(),
            notes: Vec::new(),
            stand_in: self.platform.host(file, HostSpec::default()),
            read: false,
            imports: self.imports.clone(),
        }
    }
}

impl ImportedPlatform {
    /// The host of a name; `platform["name"]` is the same.
    #[track_caller]
    pub fn host(&self, name: &str) -> HostId {
        self[name]
    }

    /// The link of a name. A SPLITDUPLEX link is two, `.._UP` and `.._DOWN`.
    #[track_caller]
    pub fn link(&self, name: &str) -> LinkId {
        if let Some(link) = self.links.get(name) {
            return *link;
        }
        self.unknown("link", name, self.links.keys());
        LinkId::from_index(0)
    }

    /// The hosts of a cluster, or of a zone and the zones inside, in order of declaration.
    #[track_caller]
    pub fn cluster(&self, name: &str) -> Vec<HostId> {
        if let Some(hosts) = self.clusters.get(name) {
            return hosts.clone();
        }
        self.unknown("cluster or zone", name, self.clusters.keys());
        vec![self.stand_in]
    }

    /// All hosts, in order of declaration.
    pub fn hosts(&self) -> Vec<HostId> {
        if self.read {
            return self.hosts.values().copied().collect();
        }
        vec![self.stand_in]
    }

    /// What the file says and the simulator leaves out, without harm: one line each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    #[track_caller]
    fn unknown<'a>(&self, kind: &str, name: &str, known: impl Iterator<Item = &'a String>) {
        if !self.read {
            return;
        }
        let remedy = match closest(name, known.map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "look its name up in the file".to_owned(),
        };
        self.imports.report(Problem {
            declaration: format!("platform `{}`", self.file),
            message: format!("has no {kind} `{name}`; {remedy}"),
            location: Location::caller(),
        });
    }
}

impl Index<&str> for ImportedPlatform {
    type Output = HostId;

    #[track_caller]
    fn index(&self, name: &str) -> &HostId {
        match self.hosts.get(name) {
            Some(host) => host,
            None => {
                self.unknown("host", name, self.hosts.keys());
                &self.stand_in
            }
        }
    }
}

/// What a file declares, or all that is wrong with it, each with its place.
fn read(folder: &str, file: &str) -> Result<Imported, Vec<(String, String)>> {
    let here = Path::new(file);
    let there = Path::new(folder).join(file);
    let path = if here.exists() { here } else { &there };
    let text = fs::read_to_string(path).map_err(|error| {
        let message = format!(
            "cannot be read: {error}; it was looked for in the current directory and in `{folder}`"
        );
        vec![(file.to_owned(), message)]
    })?;
    let imported: Imported = text.parse().map_err(|errors: XmlErrors| {
        let place = |error: &XmlError| format!("{file}:{}:{}", error.line, error.column);
        let tell = |error: &XmlError| (place(error), error.problem.to_string());
        errors.0.iter().map(tell).collect::<Vec<_>>()
    })?;
    Ok(imported)
}
