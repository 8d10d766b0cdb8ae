//! The row of a fault.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::declare::{listed, row};
use crate::simulation::FaultKind;
use crate::units::{SimDuration, SimTime};

listed! {
    FaultKind {
        NodeDown = "node_down",
        NodeSlow = "node_slow",
        LinkDown = "link_down",
        StorageDown = "storage_down",
        ContainerCrash = "container_crash",
    }
}

row! {
    /// A fault that happened.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct FaultRow {
        /// What it was.
        fault: FaultKind,
        /// What it befell: a host, a link, a storage service, or the containers of a function on a service.
        target: Arc<str> [category],
        /// The share of its speed at which a node that was slow computed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        share: Option<f64>,
        /// When it began.
        begin: SimTime,
        /// When it was over; `None` if it lasted to the end of the run.
        end: Option<SimTime>,
    } in tables {
        /// How long it lasted; `None` if it lasted to the end of the run.
        duration: Option<SimDuration> = FaultRow::duration,
    }
}

impl FaultRow {
    /// How long it lasted; `None` if it lasted to the end of the run.
    pub fn duration(&self) -> Option<SimDuration> {
        Some(self.end?.since(self.begin))
    }

    /// Its name for people: with spaces.
    pub fn name(&self) -> &'static str {
        match self.fault {
            FaultKind::NodeDown => "node down",
            FaultKind::NodeSlow => "node slow",
            FaultKind::LinkDown => "link down",
            FaultKind::StorageDown => "storage down",
            FaultKind::ContainerCrash => "container crash",
        }
    }
}
