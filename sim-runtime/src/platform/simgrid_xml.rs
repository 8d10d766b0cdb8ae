//! Platforms in the XML format of SimGrid, versions 4 and 4.1, as WRENCH and SimGrid themselves use it.
//!
//! ```
//! use sim_runtime::platform::simgrid_xml::Imported;
//!
//! let imported: Imported = r#"
//!     <platform version="4.1">
//!       <zone id="lab" routing="Full">
//!         <host id="user" speed="1Gf"/>
//!         <host id="server" speed="98.095Mf" core="8"><prop id="ram" value="64GB"/></host>
//!         <link id="wan" bandwidth="10MBps" latency="20us"/>
//!         <route src="user" dst="server"><link_ctn id="wan"/></route>
//!       </zone>
//!     </platform>"#
//!     .parse()?;
//! assert_eq!(imported.platform().hosts()[1].spec.cores, 8);
//! # Ok::<(), sim_runtime::platform::simgrid_xml::XmlErrors>(())
//! ```
//!
//! | read | as |
//! |---|---|
//! | `<zone>`, `<AS>` with routing Full, Floyd, Dijkstra, DijkstraCache, Cluster, Vivaldi or None | what finds the routes inside |
//! | `<host>` with `core`, `speed`, `pstate`; `<prop id="ram">` | [`HostSpec`](super::HostSpec); memory is unlimited without `ram` |
//! | `<disk>` with `<prop id="size">`, `<prop id="mount">` | [`Disk`](super::Disk): the one at `/`, or else the first; its capacity is unlimited without `size` |
//! | `<router>`, `<route>`, `<zoneRoute>`, `<bypassRoute>`, `<bypassZoneRoute>` and their names in version 4 | routes from host to host |
//! | `<link>`: SHARED, FATPIPE | [`LinkSpec`](super::LinkSpec) with its [`Sharing`](super::Sharing) |
//! | `<link>`: SPLITDUPLEX, FULLDUPLEX | two links, `.._UP` and `.._DOWN` |
//! | `<cluster>`: FLAT, TORUS, FAT_TREE, DRAGONFLY; `<cabinet>`, `<host_link>` and `<backbone>` | hosts, links and a router, named as SimGrid does |
//! | `<cluster>` with `<prop id="disk_size">`, `disk_read_bw`, `disk_write_bw` | a disk for each of its hosts: an addition of ours |
//! | `<peer>`, `coordinates` in a Vivaldi zone | a [distance](super::Route::distance) beside the links of a route |
//! | `.._file`, `<trace>`, `<trace_connect>` | what changes over time |
//!
//! Left out, with a [`Note`]: routes from a host to itself and loopback links, since the
//! [network model](super::network) knows how fast a host reaches itself; the
//! other disks of a host that has several; settings in `<config>` that change nothing. Other properties have no effect. All the rest is
//! refused, with what to do about it.
//!
//! The file is read in two steps: `reader` takes what is declared, `routes` what lies between; `zones` then finds the
//! links from one host to another.

mod cabinet;
mod change;
mod cluster;
mod config;
mod counters;
mod element;
mod error;
mod host;
mod lenient;
mod link;
mod note;
mod profile;
mod quantity;
mod reader;
mod room;
mod routes;
mod topology;
mod vivaldi;
mod wiring;

use std::path::Path;
use std::rc::Rc;
use std::str::FromStr;

use index_vec::IndexVec;
use indexmap::IndexMap;
use roxmltree::{Document, ParsingOptions};

pub use error::{XmlError, XmlErrors, XmlProblem};
pub use note::Note;

pub(crate) use self::change::{Change, Changing};
use self::element::Element;
use self::error::Errors;
use self::reader::Reader;
use super::zones::Network;
use super::{Host, HostId, Link, LinkId, Platform};

/// What a platform file declares.
///
/// Routes are found when they are asked for, since there are as many as pairs of hosts.
#[derive(Clone, Debug)]
pub struct Imported {
    platform: Platform,
    zones: IndexMap<String, Vec<HostId>>,
    notes: Vec<Note>,
    network: Rc<Network>,
    changes: Vec<Change>,
}

impl Imported {
    /// The hosts and the links, in order of declaration, and the routes, which are found when they are asked for.
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    /// The hosts of each zone and cluster, with those of the zones inside.
    pub fn zones(&self) -> &IndexMap<String, Vec<HostId>> {
        &self.zones
    }

    /// What is left out, in order of the file.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// All of it, to be declared.
    pub(crate) fn into_parts(self) -> ImportedParts {
        let (hosts, links) = self.platform.into_parts();
        ImportedParts {
            hosts,
            links,
            zones: self.zones,
            notes: self.notes,
            network: self.network,
            changes: self.changes,
        }
    }
}

/// What a platform file declares, part by part.
pub(crate) struct ImportedParts {
    pub(crate) hosts: IndexVec<HostId, Host>,
    pub(crate) links: IndexVec<LinkId, Link>,
    pub(crate) zones: IndexMap<String, Vec<HostId>>,
    pub(crate) notes: Vec<Note>,
    /// What finds the routes.
    pub(crate) network: Rc<Network>,
    /// What changes over time.
    pub(crate) changes: Vec<Change>,
}

impl FromStr for Imported {
    type Err = XmlErrors;

    /// Reads the text of a platform file; files that it names are looked for in the current directory.
    fn from_str(text: &str) -> Result<Self, XmlErrors> {
        Self::read(text, Path::new(""))
    }
}

impl Imported {
    /// Reads the text of a platform file that is in this folder, where files that it names are looked for first.
    ///
    /// # Errors
    ///
    /// All that is wrong with it, in the order of the text.
    pub fn read(text: &str, folder: &Path) -> Result<Self, XmlErrors> {
        let options = ParsingOptions {
            allow_dtd: true,
            ..ParsingOptions::default()
        };
        let text = lenient::as_simgrid_reads(text);
        let document =
            Document::parse_with_options(&text, options).map_err(|error| malformed(&error))?;
        let mut reader = Reader::new(Errors::new(&document), folder);
        reader.platform(Element::new(document.root_element()));
        reader.routes();
        reader.needs_a_host();
        reader.finish()
    }
}

impl Reader<'_, '_> {
    fn finish(mut self) -> Result<Imported, XmlErrors> {
        if !self.errors.is_empty() {
            return Err(self.errors.finish());
        }
        self.notes.sort_by_key(|note| note.line);
        let zones = self.network.hosts_by_zone();
        let network = Rc::new(self.network);
        self.platform.routes.chart(0, 0, Rc::clone(&network));
        Ok(Imported {
            platform: self.platform,
            zones,
            notes: self.notes,
            network,
            changes: self.changes,
        })
    }
}

/// The message of the XML reader, without the position that it repeats.
fn malformed(error: &roxmltree::Error) -> XmlErrors {
    let position = error.pos();
    let message = error.to_string().replace(&format!(" at {position}"), "");
    XmlErrors(vec![XmlError {
        line: position.row,
        column: position.col,
        problem: XmlProblem::Malformed { message },
    }])
}

#[cfg(test)]
mod tests;
