//! A platform from a file: what it declares, by name.

use std::fs;
use std::ops::Index;
use std::panic::Location;
use std::path::Path;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Builder;
use super::imports::Imports;
use crate::platform::simgrid_xml::{
    Change, Changing, Imported, ImportedParts, XmlError, XmlErrors,
};
use crate::platform::{Host, HostId, HostSpec, Link, LinkId};
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
    named: Rc<Named>,
    /// What an unknown name stands for.
    stand_in: HostId,
    /// Whether the file was read; if not, all names are unknown and that is told already.
    read: bool,
    imports: Imports,
}

/// What a file declares, by name. There may be much of it, and it is cloned for each controller.
#[derive(Debug, Default)]
struct Named {
    hosts: IndexMap<Rc<str>, HostId, FxBuildHasher>,
    links: IndexMap<Rc<str>, LinkId, FxBuildHasher>,
    clusters: IndexMap<String, Vec<HostId>>,
    notes: Vec<String>,
}

impl Builder {
    /// Declares the hosts, links and routes of a SimGrid platform file (XML version 4 or 4.1).
    ///
    /// The file's name is relative to the current directory if it is there, and to `folder` if not. See
    /// [`simgrid_xml`](crate::platform::simgrid_xml) for what is understood.
    #[track_caller]
    pub fn platform_from(&mut self, folder: &str, file: &str) -> ImportedPlatform {
        match read(folder, file) {
            Ok(imported) => self.declare_imported(file, imported.into_parts()),
            Err(mistakes) => self.no_platform(file, mistakes),
        }
    }

    #[track_caller]
    fn declare_imported(&mut self, file: &str, imported: ImportedParts) -> ImportedPlatform {
        let first_host = self.platform.hosts().len();
        let first_link = self.platform.links().len();
        let mut named = Named::default();
        named.hosts.reserve(imported.hosts.len());
        for Host { name, spec } in imported.hosts {
            let id = self.add_host(Rc::clone(&name), spec);
            named.hosts.insert(name, id);
        }
        named.links.reserve(imported.links.len());
        for Link { name, spec } in imported.links {
            let id = self.add_link(Rc::clone(&name), spec);
            named.links.insert(name, id);
        }
        let network = imported.network;
        self.platform.routes.chart(first_host, first_link, network);
        for change in &imported.changes {
            self.change_imported(change, (first_host, first_link));
        }
        let here = |host: &HostId| HostId::from_index(first_host + host.index());
        for (name, inside) in imported.zones {
            let inside = inside.iter().map(here).collect();
            named.clusters.insert(name, inside);
        }
        let notes = imported.notes.iter();
        named.notes = notes.map(|note| format!("{file}:{note}")).collect();
        ImportedPlatform {
            file: file.to_owned(),
            stand_in: HostId::from_index(first_host),
            named: Rc::new(named),
            read: true,
            imports: self.imports.clone(),
        }
    }

    #[track_caller]
    fn change_imported(&mut self, change: &Change, (first_host, first_link): (usize, usize)) {
        let host = |host: HostId| HostId::from_index(first_host + host.index());
        let link = |link: LinkId| LinkId::from_index(first_link + link.index());
        let profile = change.profile.clone();
        match change.what {
            Changing::HostState(one) => self.node_state_steps(host(one), profile),
            Changing::Speed(one) => self.speed_profile(host(one), profile),
            Changing::LinkState(one) => self.link_state_steps(link(one), profile),
            Changing::Bandwidth(one) => self.bandwidth_steps(link(one), profile),
            Changing::Latency(one) => self.latency_steps(link(one), profile),
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
            named: Rc::default(),
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
        if let Some(link) = self.named.links.get(name) {
            return *link;
        }
        self.unknown("link", name, self.named.links.keys().map(|name| &**name));
        LinkId::from_index(0)
    }

    /// The hosts of a cluster, or of a zone and the zones inside, in order of declaration.
    #[track_caller]
    pub fn cluster(&self, name: &str) -> Vec<HostId> {
        if let Some(hosts) = self.named.clusters.get(name) {
            return hosts.clone();
        }
        self.unknown(
            "cluster or zone",
            name,
            self.named.clusters.keys().map(String::as_str),
        );
        vec![self.stand_in]
    }

    /// The hosts whose names match a pattern, in order of declaration: `*` stands for any text, `?` for any letter.
    ///
    /// ```no_run
    /// # use sim_runtime::prelude::*;
    /// # let mut sim = Builder::new();
    /// let site = sim.platform_from(env!("CARGO_MANIFEST_DIR"), "platforms/site.xml");
    /// let nodes = site.hosts("node-*.lyon");
    /// ```
    #[track_caller]
    pub fn hosts(&self, pattern: &str) -> Vec<HostId> {
        let named = self.named.hosts.iter();
        let alike = named.filter(|(name, _)| is_like(name, pattern));
        let alike: Vec<HostId> = alike.map(|(_, host)| *host).collect();
        if !alike.is_empty() {
            return alike;
        }
        self.unknown(
            "host like",
            pattern,
            self.named.hosts.keys().map(|name| &**name),
        );
        vec![self.stand_in]
    }

    /// All hosts, in order of declaration.
    pub fn all_hosts(&self) -> Vec<HostId> {
        if self.read {
            return self.named.hosts.values().copied().collect();
        }
        vec![self.stand_in]
    }

    /// What the file says and the simulator leaves out, without harm: one line each.
    pub fn notes(&self) -> &[String] {
        &self.named.notes
    }

    #[track_caller]
    fn unknown<'a>(&self, kind: &str, name: &str, known: impl Iterator<Item = &'a str>) {
        if !self.read {
            return;
        }
        let remedy = match closest(name, known) {
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
        match self.named.hosts.get(name) {
            Some(host) => host,
            None => {
                self.unknown("host", name, self.named.hosts.keys().map(|name| &**name));
                &self.stand_in
            }
        }
    }
}

/// Whether a name is as a pattern says: `*` stands for any text, `?` for any letter.
fn is_like(name: &str, pattern: &str) -> bool {
    let (mut rest, mut wanted) = (name, pattern);
    // Where to go on when what follows the last star does not match: with one more letter of the name for it.
    let mut retry: Option<(&str, &str)> = None;
    loop {
        let mut after = rest.chars();
        let letter = after.next();
        let mut pattern = wanted.chars();
        match (pattern.next(), letter) {
            (None, None) => return true,
            (Some('*'), _) => {
                wanted = pattern.as_str();
                retry = Some((rest, wanted));
            }
            (Some(one), Some(letter)) if one == '?' || one == letter => {
                (rest, wanted) = (after.as_str(), pattern.as_str());
            }
            _ => {
                let Some((from, behind)) = retry else {
                    return false;
                };
                let mut longer = from.chars();
                if longer.next().is_none() {
                    return false;
                }
                (rest, wanted) = (longer.as_str(), behind);
                retry = Some((rest, wanted));
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
    let folder = path.parent().unwrap_or(Path::new(""));
    let imported = Imported::read(&text, folder).map_err(|errors: XmlErrors| {
        let place = |error: &XmlError| format!("{file}:{}:{}", error.line, error.column);
        let tell = |error: &XmlError| (place(error), error.problem.to_string());
        errors.0.iter().map(tell).collect::<Vec<_>>()
    })?;
    Ok(imported)
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_star_is_any_text_and_a_question_mark_any_letter() {
        let alike = [
            ("node-12", "node-*"),
            ("node-", "node-*"),
            ("a.b.c", "*.c"),
            ("x", "*"),
            ("node-1", "node-?"),
        ];
        for (name, pattern) in alike {
            assert!(is_like(name, pattern), "{name} {pattern}");
        }
        assert!(is_like("node-1.lyon-2.lyon", "node-*.lyon"));
        for (name, pattern) in [
            ("nod", "node-*"),
            ("node-12", "node-?"),
            ("a", ""),
            ("", "?"),
            ("a.bc", "*.c"),
        ] {
            assert!(!is_like(name, pattern), "{name} {pattern}");
        }
        assert!(is_like("", "") && is_like("", "*"));
    }
}
