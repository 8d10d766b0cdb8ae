//! Admission: from a request to a schedulable invocation, with the download of its image (SEMANTICS 4.5 to 4.7).

use super::{ImageMove, Notice, Service, Surroundings};
use crate::platform::Broken;
use crate::serverless::scheduler::Pending;
use crate::serverless::{Failure, Happening, ImageId, InvocationId, State};
use crate::storage::{StorageId, Transfer};

/// An image on its way to the head host.
#[derive(Debug)]
pub(super) struct Download {
    source: StorageId,
    /// Who waits for it, in order of arrival.
    waiting: Vec<InvocationId>,
    /// Why it failed, if it has.
    failure: Option<Failure>,
}

impl Service {
    /// Takes a request, once it has been processed.
    pub(super) fn submit(&mut self, world: &mut impl Surroundings, invocation: InvocationId) {
        let function = world.invocation(invocation).function;
        let Some(registration) = self.registrations.get(function) else {
            let function = world.function_name(function);
            return world.answer(invocation, Err(Failure::FunctionNotFound { function }));
        };
        let image = registration.image;
        let now = world.now();
        let entry = world.invocation(invocation);
        entry.dates.submit = Some(now);
        entry.state = State::AwaitsImage;
        if self.head.partition.contains(self.file(image)) {
            self.make_schedulable(world, invocation);
        } else if let Some(download) = self.downloads.get_mut(&image) {
            download.waiting.push(invocation);
        } else {
            self.new.push_back(invocation);
        }
        world.answer(invocation, Ok(()));
    }

    /// Sees to it that the image of every new invocation is on its way.
    pub(super) fn admit(&mut self, world: &mut impl Surroundings) {
        while let Some(invocation) = self.new.pop_front() {
            let function = world.invocation(invocation).function;
            let Some(registration) = self.registrations.get(function) else {
                continue;
            };
            let (image, source) = (registration.image, registration.source);
            if let Some(download) = self.downloads.get_mut(&image) {
                download.waiting.push(invocation);
            } else if let Err(failure) = self.download(world, image, source, invocation) {
                self.fail(world, invocation, failure);
            }
        }
    }

    /// Starts a download for its first invocation.
    ///
    /// Fails if the head host has no room, which aborts the reference (SEMANTICS 9.5). Every other failure comes as the
    /// outcome of the download.
    fn download(
        &mut self,
        world: &mut impl Surroundings,
        image: ImageId,
        source: StorageId,
        invocation: InvocationId,
    ) -> Result<(), Failure> {
        let known = &self.images[image.index()];
        let (file, size) = (known.file, known.image.disk);
        self.head
            .partition
            .reserve(size)
            .map_err(|_| Failure::HeadStorageFull {
                image: known.image.name.to_string(),
                service: self.name.clone(),
            })?;
        let waiting = vec![invocation];
        self.downloads.insert(
            image,
            Download {
                source,
                waiting,
                failure: None,
            },
        );
        world.happened(Happening::DownloadStarted { image, source });
        let storage = world.storage(source);
        let location = storage.name.clone();
        if !storage.partition.contains(file) {
            let file = world.file_name(file);
            self.image_moved(
                world,
                ImageMove::Download(image),
                Err(Failure::FileNotFound { file, location }),
            );
        } else if !self.spec.remote_downloads {
            storage.partition.open(file);
            self.image_moved(world, ImageMove::Download(image), Ok(()));
        } else {
            storage.partition.open(file);
            let plan = Transfer {
                from: storage.end(),
                to: self.head.end(),
                bytes: size,
                buffer: storage.buffer.copy_to(self.head.buffer),
            };
            if let Err(broken) = world.transfer(plan, ImageMove::Download(image)) {
                self.image_moved(
                    world,
                    ImageMove::Download(image),
                    Err(network_failure(broken, location)),
                );
            }
        }
        Ok(())
    }

    /// The bytes of a download have arrived, or never will.
    pub(super) fn end_download(
        &mut self,
        world: &mut impl Surroundings,
        image: ImageId,
        outcome: Result<(), Failure>,
    ) {
        let known = &self.images[image.index()];
        let (file, size) = (known.file, known.image.disk);
        let Some(download) = self.downloads.get_mut(&image) else {
            return;
        };
        let source = &mut world.storage(download.source).partition;
        source.close(file);
        match outcome {
            Ok(()) => {
                source.touch(file);
                self.head.partition.publish(file, size);
            }
            Err(failure) => {
                self.head.partition.release(size);
                download.failure = Some(failure);
            }
        }
        world.notify(Notice::Downloaded(image));
    }

    /// The service hears that a download is over: all that wait for it go on, or fail with it.
    pub(super) fn downloaded(&mut self, world: &mut impl Surroundings, image: ImageId) {
        let Some(download) = self.downloads.remove(&image) else {
            return;
        };
        world.happened(match download.failure {
            None => Happening::ImageDownloaded { image },
            Some(_) => Happening::DownloadFailed { image },
        });
        for invocation in download.waiting {
            match &download.failure {
                None => self.make_schedulable(world, invocation),
                Some(failure) => self.fail(world, invocation, failure.clone()),
            }
        }
    }

    fn make_schedulable(&mut self, world: &mut impl Surroundings, invocation: InvocationId) {
        let entry = world.invocation(invocation);
        entry.state = State::Schedulable;
        let function = entry.function;
        if let Some(registration) = self.registrations.get(function) {
            let image = registration.image;
            self.schedulable.push(Pending {
                invocation,
                function,
                image,
            });
        }
    }

    /// Ends an invocation that was never dispatched.
    fn fail(&mut self, world: &mut impl Surroundings, invocation: InvocationId, failure: Failure) {
        let now = world.now();
        let entry = world.invocation(invocation);
        entry.state = State::Complete;
        entry.dates.completion = Some(now);
        entry.failure = Some(Box::new(failure));
        world.completed(invocation);
    }
}

/// What a transfer that cannot start means for whoever waits for it.
pub(crate) fn network_failure(broken: Broken, peer: String) -> Failure {
    match broken {
        Broken::NoRoute => Failure::NoRoute { peer },
        Broken::LinkDown => Failure::LinkFailure { peer },
    }
}
