//! What start-ups of containers have moved, as rows of transfers.

use super::packages::Package;
use super::recorder::Record;
use crate::results::recording::Recording;
use crate::results::schema::transfer::{Moved, TransferKind, TransferRecord};
use crate::serverless::ServiceId;
use crate::simulation::Directory;
use crate::units::SimTime;

impl Record {
    /// Keeps a movement of a package or a snapshot, from its start to its end if it has come to that.
    pub(super) fn package_moved(
        &mut self,
        service: ServiceId,
        package: Package,
        end: Option<SimTime>,
        success: bool,
    ) {
        if self.recording == Recording::Summary {
            return;
        }
        let Directory {
            services,
            functions,
            storages,
            ..
        } = &self.directory;
        let host = services[service].nodes[package.node].host;
        let (kind, from) = match package.source {
            Some(storage) => (TransferKind::Fetch, storages[storage]),
            None => (TransferKind::Restore, host),
        };
        self.transfers.push(&TransferRecord {
            kind,
            name: Moved::File(self.texts.keep(&functions[package.function])),
            from,
            to: host,
            bytes: package.bytes,
            start: package.start,
            end,
            success,
            service: Some(service),
            invocation: None,
        });
    }
}
