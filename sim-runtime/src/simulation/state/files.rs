//! Files: their names, the storage services that hold them, and those that are being moved.

use index_vec::IndexVec;

use super::activities::Activities;
use crate::kernel::ProcessId;
use crate::platform::{Broken, HostId};
use crate::serverless::service::PrivateAccess;
use crate::serverless::{ImageMove, InstanceId, ServiceId};
use crate::simulation::event::Kernel;
use crate::storage::{
    FileId, FileNames, Leg, Progress, StorageId, StorageService, Transfer, TransferId, Transfers,
};
use crate::units::{Bytes, SimTime};

/// Why bytes are on their way.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// A service moves an image.
    Image(ServiceId, ImageMove),
    /// A process reads or writes a file.
    File(FileMove),
}

/// A process reads or writes a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileMove {
    pub(crate) by: Requester,
    pub(crate) from: HostId,
    pub(crate) to: HostId,
    pub(crate) place: Place,
    pub(crate) access: PrivateAccess,
    pub(crate) file: FileId,
    pub(crate) size: Bytes,
}

/// Who asks for a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Requester {
    pub(crate) process: ProcessId,
    /// The host of the process.
    pub(crate) host: HostId,
    /// The number of the invocation whose body the process is, or belongs to.
    pub(crate) invocation: Option<u64>,
    /// When it asks.
    pub(crate) date: SimTime,
}

/// Where a file is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// On the private storage of a container.
    Private(ServiceId, InstanceId),
    /// On a storage service.
    Stored(StorageId),
    /// On its way from one storage service to another.
    Between(StorageId, StorageId),
}

/// Files and their movements.
pub(crate) struct Files {
    pub(crate) names: FileNames,
    pub(crate) storages: IndexVec<StorageId, StorageService>,
    transfers: Transfers<Purpose>,
}

impl Files {
    pub(crate) fn new(names: FileNames, storages: IndexVec<StorageId, StorageService>) -> Self {
        Self {
            names,
            storages,
            transfers: Transfers::default(),
        }
    }

    /// Starts to move bytes.
    pub(crate) fn start(
        &mut self,
        kernel: &Kernel,
        activities: &mut Activities,
        plan: Transfer,
        purpose: Purpose,
    ) -> Result<TransferId, Broken> {
        let (fabric, now) = (&mut activities.fabric, kernel.now());
        self.transfers.start(fabric, now, now, plan, purpose)
    }

    /// A transfer whose bytes leave later.
    pub(crate) fn prepare(&mut self, plan: Transfer, purpose: Purpose) -> TransferId {
        self.transfers.prepare(plan, purpose)
    }

    /// The bytes of a transfer that has been prepared leave.
    pub(crate) fn depart(
        &mut self,
        kernel: &Kernel,
        activities: &mut Activities,
        transfer: TransferId,
    ) -> Result<(), Broken> {
        let (fabric, now) = (&mut activities.fabric, kernel.now());
        self.transfers.depart(fabric, now, now, transfer)
    }

    /// The fabric has finished a part of a transfer.
    pub(crate) fn advance(
        &mut self,
        kernel: &Kernel,
        activities: &mut Activities,
        leg: Leg,
    ) -> Progress<Purpose> {
        self.transfers
            .advance(&mut activities.fabric, kernel.now(), leg)
    }

    /// Stops a transfer before its end.
    pub(crate) fn cancel(
        &mut self,
        activities: &mut Activities,
        transfer: TransferId,
    ) -> Option<Purpose> {
        self.transfers.cancel(&mut activities.fabric, transfer)
    }

    /// The transfers in progress from and to a host, those among them that have not left yet.
    pub(crate) fn at(&self, host: HostId) -> Vec<TransferId> {
        self.transfers.at(host)
    }

    /// The transfers in progress that are for what is asked.
    pub(crate) fn with_purpose(&self, is: impl FnMut(&Purpose) -> bool) -> Vec<TransferId> {
        self.transfers.with_purpose(is)
    }

    /// What a transfer is for, if it has not ended yet.
    pub(crate) fn purpose(&self, transfer: TransferId) -> Option<Purpose> {
        self.transfers.purpose(transfer)
    }

    /// The files that storage services hold, and those that processes move.
    pub(crate) fn known(&self) -> impl Iterator<Item = FileId> + '_ {
        let held = self.storages.iter();
        let held = held.flat_map(|storage| storage.partition.files());
        let moved = self
            .transfers
            .purposes()
            .filter_map(|purpose| match purpose {
                Purpose::File(file) => Some(file.file),
                Purpose::Image(..) => None,
            });
        held.chain(moved)
    }

    /// The files that are being moved, in order of the requests.
    pub(crate) fn moving(&self) -> Vec<FileMove> {
        let purposes = self.transfers.purposes();
        let files = purposes.filter_map(|purpose| match purpose {
            Purpose::File(file) => Some(*file),
            Purpose::Image(..) => None,
        });
        let mut files: Vec<FileMove> = files.collect();
        files.sort_by_key(|file| file.by.date);
        files
    }
}
