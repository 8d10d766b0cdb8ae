//! Open loops: requests that come at dates of their own, whatever becomes of those before.
//!
//! An open loop is a process like a controller, to the byte: it sleeps until a request is due, places it, and goes on. But it is
//! no code of the user's that would have to be suspended, so it is a hand-made coroutine, without the machinery of one that is.

use std::any::TypeId;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::invocable::Invocable;
use super::parcel::Parcel;
use super::request::{
    Completion, Exchange, Interest, InvokeRequest, ProcessCoroutine, Reply, Request,
};
use super::shared::{Origin, Shared};
use crate::kernel::guard::guarded;
use crate::kernel::{Coroutine, End, Step, Stream};
use crate::platform::HostId;
use crate::serverless::{FunctionId, ServiceId};
use crate::simulation::identity::Identity;
use crate::simulation::{Builder, Serverless};
use crate::units::SimTime;

/// Where the requests of an open loop come from.
pub(crate) trait Source {
    /// The next request and its date, which is not before that of the one before; `None` after the last.
    fn next(&mut self, known: &Known<'_>, random: &mut Stream) -> Option<(SimTime, InvokeRequest)>;
}

/// The functions of a run.
pub(crate) struct Known<'a>(&'a FxHashMap<TypeId, FunctionId>);

/// One function of one service, as a source invokes it.
pub(crate) struct Callee<F> {
    service: ServiceId,
    function: F,
    id: Option<FunctionId>,
}

impl<F> Callee<F> {
    pub(crate) fn new(service: Serverless, function: F) -> Self {
        Self {
            service: service.0,
            function,
            id: None,
        }
    }

    /// A request of which nobody asks what has become of it.
    pub(crate) fn request<How>(&mut self, known: &Known<'_>, input: F::Input) -> InvokeRequest
    where
        F: Invocable<How>,
    {
        let function = match self.id {
            Some(id) => id,
            None => self.find(known),
        };
        InvokeRequest {
            service: self.service,
            function,
            input_size: self.function.scale()(&input),
            input: Parcel::of(input),
            interest: Interest::None,
            form: None,
            stage: None,
        }
    }

    #[cold]
    fn find<How>(&mut self, known: &Known<'_>) -> FunctionId
    where
        F: Invocable<How>,
    {
        self.id = self.function.find(known.0);
        match self.id {
            Some(id) => id,
            None => not_deployed(&self.function),
        }
    }
}

/// Ends the process that invokes a function which no service has.
#[cold]
pub(super) fn not_deployed<F: Invocable<How>, How>(function: &F) -> ! {
    panic!(
        "function `{}` is not deployed on any service; add a `deploy` declaration",
        function.label()
    )
}

impl Builder {
    /// Declares an open loop.
    pub(crate) fn open_loop(&mut self, name: &str, host: HostId, source: impl Source + 'static) {
        let start = move |_: Rc<Exchange>, origin: Origin| -> ProcessCoroutine {
            Box::new(OpenLoop {
                source,
                shared: origin.shared,
                identity: origin.identity,
                random: None,
                due: None,
                is_over: false,
            })
        };
        self.add_controller(name, host, Box::new(start));
    }
}

struct OpenLoop<S> {
    source: S,
    shared: Rc<Shared>,
    identity: Identity,
    random: Option<Box<Stream>>,
    /// What is placed when the date has come.
    due: Option<InvokeRequest>,
    /// Whether there is no request any more.
    is_over: bool,
}

impl<S: Source> OpenLoop<S> {
    fn next(&mut self) -> Option<(SimTime, InvokeRequest)> {
        let (shared, identity) = (&self.shared, &self.identity);
        let random = self
            .random
            .get_or_insert_with(|| Box::new(shared.stream(&shared.names.stream(identity))));
        self.source.next(&Known(&shared.functions), random)
    }
}

impl<S: Source> Coroutine<Request, Reply, Completion> for OpenLoop<S> {
    fn resume(&mut self, exchange: &Exchange, reply: Reply) -> Step<Request, Completion> {
        drop(reply);
        if let Some(due) = self.due.take() {
            exchange.post(Request::Invoke(due));
        }
        if self.is_over {
            return Step::Ended(End::Returned(Completion::default()));
        }
        match guarded(|| self.next()) {
            Ok(Some((date, request))) => {
                self.due = Some(request);
                Step::Asked(Request::Sleep(date - exchange.now()))
            }
            Ok(None) => {
                self.is_over = true;
                Step::Asked(Request::Drain)
            }
            Err(message) => Step::Ended(End::Panicked(message)),
        }
    }
}
