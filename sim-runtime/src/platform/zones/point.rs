//! The points that routes lead from and to, and the declared routes between them.

use std::rc::Rc;

use index_vec::Idx;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::platform::{HostId, LinkId};

/// A host, a router or a zone, as a route sees it, by order of declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PointId(u32);

/// A zone, by order of declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ZoneId(u32);

impl Idx for PointId {
    fn from_usize(index: usize) -> Self {
        Self(index as u32)
    }

    fn index(self) -> usize {
        self.0 as usize
    }
}

impl Idx for ZoneId {
    fn from_usize(index: usize) -> Self {
        Self(index as u32)
    }

    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Host(HostId),
    Router,
    Zone(ZoneId),
}

#[derive(Clone, Debug)]
pub(crate) struct Point {
    pub(crate) name: Rc<str>,
    pub(crate) kind: Kind,
    /// The zone that holds it; the outermost zone has none.
    pub(crate) zone: Option<ZoneId>,
}

/// A declared route: links, and between zones the points to leave and to enter by.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) gateways: Option<(PointId, PointId)>,
    pub(crate) links: Vec<LinkId>,
}

/// Declared routes, in order.
pub(crate) type Edges = IndexMap<(PointId, PointId), Edge, FxBuildHasher>;
