//! Files: those of the container's private storage, and those of storage services.

use super::{Ctx, done};
use crate::serverless::Failure;
use crate::simulation::handle::Storage;
use crate::simulation::request::{FileAccess, FileRequest, Request};
use crate::storage::{File, StorageId};

impl Ctx {
    /// Reads a file of the container's private storage, at the speed of its node's disk.
    ///
    /// # Errors
    ///
    /// [`Failure::FileNotFound`] if this invocation has not written it.
    pub async fn read(&mut self, name: impl Into<String>) -> Result<(), Failure> {
        self.file(FileAccess::Read, File::new(name, Default::default()), None)
            .await
    }

    /// Writes a file to the container's private storage, at the speed of its node's disk.
    ///
    /// It is a new file even if the name was used before: both take space until the name is [deleted](Ctx::delete) or the
    /// body ends, and a read gets the latest.
    ///
    /// # Errors
    ///
    /// [`Failure::NotEnoughSpace`] beyond the function's disk limit.
    pub async fn write(&mut self, file: File) -> Result<(), Failure> {
        self.file(FileAccess::Write, file, None).await
    }

    /// Makes a file exist on the container's private storage, in no time; a new one, as by [`Ctx::write`].
    ///
    /// # Errors
    ///
    /// [`Failure::NotEnoughSpace`] beyond the function's disk limit.
    pub async fn create(&mut self, file: File) -> Result<(), Failure> {
        self.file(FileAccess::Create, file, None).await
    }

    /// Removes a file from the container's private storage, in no time, and all that had its name before.
    ///
    /// # Errors
    ///
    /// [`Failure::FileNotFound`] if it is not there.
    pub async fn delete(&mut self, name: impl Into<String>) -> Result<(), Failure> {
        self.file(
            FileAccess::Delete,
            File::new(name, Default::default()),
            None,
        )
        .await
    }

    /// Reads a file of a storage service, over the network if that is elsewhere.
    ///
    /// # Errors
    ///
    /// [`Failure::FileNotFound`], or a network failure.
    pub async fn read_from(
        &mut self,
        storage: Storage,
        name: impl Into<String>,
    ) -> Result<(), Failure> {
        self.file(
            FileAccess::Read,
            File::new(name, Default::default()),
            Some(storage.0),
        )
        .await
    }

    /// Writes a file to a storage service, over the network if that is elsewhere.
    ///
    /// # Errors
    ///
    /// [`Failure::NotEnoughSpace`], or a network failure.
    pub async fn write_to(&mut self, storage: Storage, file: File) -> Result<(), Failure> {
        self.file(FileAccess::Write, file, Some(storage.0)).await
    }

    /// Removes a file from a storage service, in no time.
    ///
    /// # Errors
    ///
    /// [`Failure::FileNotFound`] if it is not there, or in use.
    pub async fn delete_from(
        &mut self,
        storage: Storage,
        name: impl Into<String>,
    ) -> Result<(), Failure> {
        let file = File::new(name, Default::default());
        self.file(FileAccess::Delete, file, Some(storage.0)).await
    }

    /// Copies a file from one storage service to another, as one stream over their disks and the links between them.
    ///
    /// # Errors
    ///
    /// [`Failure::FileNotFound`], [`Failure::NotEnoughSpace`], or a network failure.
    pub async fn copy(
        &mut self,
        name: impl Into<String>,
        from: Storage,
        to: Storage,
    ) -> Result<(), Failure> {
        let file = File::new(name, Default::default());
        self.file(FileAccess::CopyTo(to.0), file, Some(from.0))
            .await
    }

    async fn file(
        &mut self,
        access: FileAccess,
        file: File,
        at: Option<StorageId>,
    ) -> Result<(), Failure> {
        done(
            self.ask(Request::File(Box::new(FileRequest { access, file, at })))
                .await,
        )
    }
}
