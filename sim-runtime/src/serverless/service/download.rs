//! Downloads: from their storage, images travel to the head host's disk (SEMANTICS 4.6).

use super::Service;
use crate::platform::Broken;
use crate::serverless::attempt::AttemptId;
use crate::serverless::calls;
use crate::serverless::downloading::Download;
use crate::serverless::env::{ImageMove, ImageSource, Message, Notice, ServiceEnv};
use crate::serverless::event::ServiceEvent;
use crate::serverless::{Failure, FunctionId, ImageId};
use crate::storage::{StorageId, Transfer};

impl Service {
    /// Sees to it that the image of every new attempt is on its way.
    pub(super) fn download_for_new(&mut self, env: &mut impl ServiceEnv) {
        while let Some(attempt) = self.new.pop_front() {
            let Some(known) = self.attempts.get(attempt) else {
                continue;
            };
            if let Err(failure) = self.fetch_to_head(env, known.function, Some(attempt)) {
                self.fail(env, attempt, failure);
            }
        }
    }

    /// Sees to it that the image of a function is on its way to the head host; an attempt that waits for it is told.
    pub(super) fn fetch_to_head(
        &mut self,
        env: &mut impl ServiceEnv,
        function: FunctionId,
        attempt: Option<AttemptId>,
    ) -> Result<(), Failure> {
        let Some(registration) = self.state.registrations.get(function) else {
            return Ok(());
        };
        let (image, source) = (registration.image, registration.source);
        if let Some(download) = self.downloads.get_mut(&image) {
            download.waiting.extend(attempt);
            return Ok(());
        }
        self.download(env, image, source, attempt)
    }

    /// Starts a download, for its first attempt if one waits.
    ///
    /// Fails if the head host has no room, which aborts the reference (SEMANTICS 9.5). Every other failure comes as the
    /// outcome of the download.
    fn download(
        &mut self,
        env: &mut impl ServiceEnv,
        image: ImageId,
        source: StorageId,
        attempt: Option<AttemptId>,
    ) -> Result<(), Failure> {
        let known = &self.images[image];
        let file = known.file;
        let head = &mut self.head.partition;
        let bytes = head.missing(known.own, &known.parts);
        let brings = head.reserve_parts(known.own, &known.parts);
        let brings = brings.map_err(|_| Failure::HeadStorageFull {
            image: known.image.name.to_string(),
            service: self.name.clone(),
        })?;
        let download = Download {
            source,
            waiting: attempt.into_iter().collect(),
            failure: None,
        };
        self.downloads.insert(image, download);
        self.expect_layers(None, image, brings);
        self.observe(
            env,
            ServiceEvent::DownloadStarted {
                image,
                source,
                bytes,
            },
        );
        let storage = env.storage(source);
        let location = storage.name.clone();
        let is_down = storage.is_down;
        let purpose = ImageMove::Download(image);
        let has_file = storage.partition.contains(file);
        storage.partition.open(file);
        if is_down || !has_file {
            let failure = match is_down {
                true => Failure::StorageDown { storage: location },
                false => Failure::FileNotFound {
                    file: env.file_name(file),
                    location,
                },
            };
            self.settle_download(env, image, Err(failure));
            env.refuse(Notice::Downloaded(image), self.head.host);
            env.spend(calls::START);
            return Ok(());
        }
        if !self.settings.remote_downloads {
            env.appear(image, calls::APPEAR);
            env.spend(calls::START);
            return Ok(());
        }
        let storage = env.storage(source);
        let from = ImageSource::Storage {
            id: source,
            is_asked: storage.buffer.is_asked_by(self.head.buffer),
        };
        let plan = Transfer {
            from: storage.end(),
            to: self.head.end(),
            bytes,
            file: bytes,
            buffer: storage.buffer.copy_to(self.head.buffer),
        };
        if let Err(broken) = env.transfer(plan, purpose, from) {
            self.settle_download(env, image, Err(network_failure(broken, location)));
            env.notify(Notice::Downloaded(image), calls::REFUSED);
        }
        env.spend(calls::START);
        Ok(())
    }

    /// The bytes of a download have arrived, or never will: its storage service answers.
    pub(super) fn end_download(
        &mut self,
        env: &mut impl ServiceEnv,
        image: ImageId,
        outcome: Result<(), Failure>,
    ) {
        let Some(source) = self.downloads.get(&image).map(|download| download.source) else {
            return;
        };
        self.settle_download(env, image, outcome);
        let (source, head) = (env.storage(source), &self.head);
        let answers = if source.buffer.is_asked_by(head.buffer) {
            source.host
        } else {
            head.host
        };
        env.report(Notice::Downloaded(image), answers, head.host);
    }

    /// The storage service that an image is on its way from to the head host, if it is.
    pub fn download_source(&self, image: ImageId) -> Option<StorageId> {
        self.downloads.get(&image).map(|download| download.source)
    }

    fn settle_download(
        &mut self,
        env: &mut impl ServiceEnv,
        image: ImageId,
        outcome: Result<(), Failure>,
    ) {
        self.end_arrival(None, image);
        let known = &self.images[image];
        let Some(download) = self.downloads.get_mut(&image) else {
            return;
        };
        let source = &mut env.storage(download.source).partition;
        source.close(known.file);
        let (head, own) = (&mut self.head.partition, known.own);
        match outcome {
            Ok(()) => {
                source.touch(known.file);
                head.publish_parts(known.file, own, &known.parts);
            }
            Err(failure) => {
                head.release_parts(own, &known.parts);
                download.failure = Some(failure);
            }
        }
    }

    /// An image appears on the head host, to which it need not travel.
    pub fn image_appears(&mut self, env: &mut impl ServiceEnv, image: ImageId) {
        self.settle_download(env, image, Ok(()));
        self.deliver(env, Message::Notice(Notice::Downloaded(image)));
    }

    /// The service hears that a download is over: all attempts that wait for it go on, or fail with it.
    #[inline(never)]
    pub(super) fn downloaded(&mut self, env: &mut impl ServiceEnv, image: ImageId) {
        let Some(download) = self.downloads.remove(&image) else {
            return;
        };
        match download.failure {
            None => self.observe(env, ServiceEvent::ImageDownloaded { image }),
            Some(_) => {
                self.observe(env, ServiceEvent::DownloadFailed { image });
                self.forget_provisions(image, None);
            }
        }
        for attempt in download.waiting {
            match &download.failure {
                None => self.image_is_here(env, attempt, image),
                Some(failure) => self.fail(env, attempt, failure.clone()),
            }
        }
    }
}

/// What a transfer that cannot start means for those that wait for it.
pub(crate) fn network_failure(broken: Broken, peer: String) -> Failure {
    match broken {
        Broken::NoRoute => Failure::NoRoute { peer },
        Broken::LinkDown => Failure::LinkFailure { peer },
        Broken::HostDown(_) => Failure::NodeDown { node: peer },
    }
}
