//! The context: what a controller or a function body may do.

use std::fmt::Display;
use std::rc::Rc;

use super::builder::{Serverless, Storage};
use super::function::Invocable;
use super::handle::{Completed, CompletedDates, Failed, Invocation, Outcome};
use super::request::{FileAccess, FileRequest, RawOutcome, Reply, Request, WaitMode};
use super::run::LogLine;
use super::shared::{Identity, Shared};
use crate::kernel::{Channel, Stream};
use crate::platform::LinkId;
use crate::serverless::{Failure, InvocationId};
use crate::storage::{File, StorageId};
use crate::units::{Flops, SimDuration, SimTime};

/// What a process needs besides its channel to become one.
pub(super) struct Origin {
    pub(super) identity: Identity,
    pub(super) shared: Rc<Shared>,
}

/// What a controller or a function body may do in the simulated world.
///
/// Whatever takes simulated time, or asks the provider for something, is a future: it happens when it is awaited. A
/// process does one thing at a time, which is why all of them borrow the context mutably. Awaiting a future that does not
/// come from here ends the run with a message, since nothing would ever wake it.
pub struct Ctx {
    channel: Channel<Request, Reply>,
    identity: Identity,
    shared: Rc<Shared>,
    random: Option<Box<Stream>>,
}

impl Ctx {
    pub(super) fn new(channel: Channel<Request, Reply>, origin: Origin) -> Self {
        let Origin { identity, shared } = origin;
        Self {
            channel,
            identity,
            shared,
            random: None,
        }
    }

    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.channel.now()
    }

    /// Lets simulated time pass; a duration of zero returns at once, without letting anybody else run.
    pub async fn sleep(&mut self, duration: SimDuration) {
        self.ask(Request::Sleep(duration)).await;
    }

    /// Sleeps until a date; returns at once if it has passed.
    pub async fn sleep_until(&mut self, date: SimTime) {
        self.sleep(date - self.now()).await;
    }

    /// Computes on one core of the process's host. Takes `work / speed`, or longer if the host has more to do than cores.
    pub async fn compute(&mut self, work: Flops) {
        self.ask(Request::Compute(work)).await;
    }

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
    /// # Errors
    ///
    /// [`Failure::NotEnoughSpace`] beyond the function's disk limit.
    pub async fn write(&mut self, file: File) -> Result<(), Failure> {
        self.file(FileAccess::Write, file, None).await
    }

    /// Makes a file exist on the container's private storage, in no time.
    ///
    /// # Errors
    ///
    /// [`Failure::NotEnoughSpace`] beyond the function's disk limit.
    pub async fn create(&mut self, file: File) -> Result<(), Failure> {
        self.file(FileAccess::Create, file, None).await
    }

    /// Removes a file from the container's private storage, in no time.
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

    /// Invokes a function of a service; returns when the service has accepted the request, or refused it.
    ///
    /// A refusal, such as that of a function which is not deployed there, is the outcome of the invocation.
    pub async fn invoke<F: Invocable>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) -> Invocation<F::Output> {
        let Some(id) = function.find(&self.shared.functions) else {
            panic!(
                "function `{}` is not deployed on any service; add a `deploy` declaration",
                function.label()
            )
        };
        match self.ask(Request::Invoke(on.0, id, Box::new(input))).await {
            Reply::Invoked(invocation) => Invocation::new(invocation, Rc::clone(&self.shared)),
            _ => unreachable!("an invocation is answered with its handle"),
        }
    }

    /// Whether an invocation is over, successful or not.
    pub async fn is_done<O>(&mut self, invocation: &Invocation<O>) -> bool {
        matches!(
            self.ask(Request::IsDone(invocation.id)).await,
            Reply::Flag(true)
        )
    }

    /// Waits until an invocation is over.
    pub async fn wait<O: 'static>(&mut self, invocation: Invocation<O>) -> Outcome<O> {
        self.wait_for(vec![invocation.id], WaitMode::All).await;
        self.take(&invocation).await
    }

    /// Waits until an invocation is over, and leaves its outcome for a later [`Ctx::wait`].
    pub async fn until_done<O>(&mut self, invocation: &Invocation<O>) {
        self.wait_for(vec![invocation.id], WaitMode::All).await;
    }

    /// Waits until all of several invocations are over; their outcomes come in the order of the invocations.
    pub async fn wait_all<O: 'static>(
        &mut self,
        invocations: impl IntoIterator<Item = Invocation<O>>,
    ) -> Vec<Outcome<O>> {
        let invocations: Vec<_> = invocations.into_iter().collect();
        self.wait_for(
            invocations.iter().map(|invocation| invocation.id).collect(),
            WaitMode::All,
        )
        .await;
        let mut outcomes = Vec::with_capacity(invocations.len());
        for invocation in invocations {
            outcomes.push(self.take(&invocation).await);
        }
        outcomes
    }

    /// Waits until one of several invocations is over and removes it; `None` if there is none.
    ///
    /// If several are over, the first of them in the vector counts.
    pub async fn wait_any<O: 'static>(
        &mut self,
        invocations: &mut Vec<Invocation<O>>,
    ) -> Option<Outcome<O>> {
        if invocations.is_empty() {
            return None;
        }
        let ids = invocations.iter().map(|invocation| invocation.id).collect();
        let Reply::Index(index) = self.wait_for(ids, WaitMode::Any).await else {
            unreachable!("waiting for any is answered with which")
        };
        let invocation = invocations.remove(index);
        Some(self.take(&invocation).await)
    }

    /// Registers a function with a service, which the declaration deployed without registering it.
    ///
    /// # Errors
    ///
    /// [`Failure::NotEnoughDisk`] or [`Failure::NotEnoughMemory`] if no node could ever run it.
    pub async fn register<F: Invocable>(
        &mut self,
        on: Serverless,
        function: F,
    ) -> Result<(), Failure> {
        let Some(id) = function.find(&self.shared.functions) else {
            return Err(Failure::FunctionNotFound {
                function: function.label(),
            });
        };
        done(self.ask(Request::Register(on.0, id)).await)
    }

    /// Turns a link off, for good: transfers that cross it break, and later ones fail.
    pub async fn turn_off(&mut self, link: LinkId) {
        self.ask(Request::TurnOff(link)).await;
    }

    /// The random numbers of this process: the same for the same seed, whatever the others draw.
    pub fn random(&mut self) -> &mut Stream {
        let (shared, identity) = (&self.shared, &self.identity);
        self.random
            .get_or_insert_with(|| Box::new(shared.stream(&identity.to_string())))
    }

    /// Writes a line to the log of the run, with the date and the name of the process.
    pub fn log(&self, text: impl Display) {
        self.shared.log.borrow_mut().push(LogLine {
            date: self.now(),
            process: self.identity.to_string(),
            text: text.to_string(),
        });
    }

    /// The name of this process: the controller's, or the function's with the number of the invocation.
    pub fn name(&self) -> String {
        self.identity.to_string()
    }

    async fn ask(&mut self, request: Request) -> Reply {
        self.channel.ask(request).await
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

    async fn wait_for(&mut self, invocations: Vec<InvocationId>, mode: WaitMode) -> Reply {
        self.ask(Request::Wait(invocations, mode)).await
    }

    async fn take<O: 'static>(&mut self, invocation: &Invocation<O>) -> Outcome<O> {
        match self.ask(Request::Take(invocation.id)).await {
            Reply::Outcome(raw) => typed(*raw),
            _ => unreachable!("an invocation that is over has an outcome"),
        }
    }
}

fn done(reply: Reply) -> Result<(), Failure> {
    match reply {
        Reply::Failed(failure) => Err(failure),
        _ => Ok(()),
    }
}

/// Gives an outcome its type back.
fn typed<O: 'static>(raw: RawOutcome) -> Outcome<O> {
    let RawOutcome {
        result,
        dates,
        node,
        reused,
    } = raw;
    let output = match result {
        Ok(output) => output,
        Err(cause) => {
            return Err(Failed {
                cause,
                dates: Box::new(dates),
                node,
            });
        }
    };
    let Ok(output) = output.downcast::<O>() else {
        unreachable!("an invocation's handle has the type of its function's output")
    };
    let (Some(submit), Some(dispatch), Some(start), Some(end), Some(node)) =
        (dates.submit, dates.dispatch, dates.start, dates.end, node)
    else {
        unreachable!("a successful invocation has gone through every step")
    };
    let dates = CompletedDates {
        submit,
        dispatch,
        start,
        end,
    };
    Ok(Completed {
        output: *output,
        dates,
        node,
        reused_container: reused,
    })
}
