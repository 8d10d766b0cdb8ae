//! The builder: the one way to declare a simulation, by hand or through the macros.

mod check;
mod check_buffers;
mod check_layers;
mod check_limits;
mod check_nodes;
mod check_quotas;
mod check_repetition;
mod check_start_up;
mod deployments;
mod endless;
mod faults;
mod hosts;
pub(super) mod imported;
mod imports;
mod lasting;
mod names;
mod parts;
mod profiles;
mod repetition;
mod settings;

use std::panic::Location;
use std::rc::Rc;

use index_vec::IndexVec;
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

pub use hosts::Hosts;
use imports::Imports;
use names::Names;
pub use parts::StorageSpec;
pub(super) use parts::{
    ControllerDeclaration, Deployment, Endless, FaultDeclaration, MailboxDeclaration,
    ServiceDeclaration, StorageDeclaration, Stricken,
};

use super::context::Ctx;
use super::controller::{Termination, controller};
use super::definition::{Definition, FunctionBody, FunctionTypes};
use super::function;
use super::handle::{Function, Mailbox, Serverless, Storage};
use super::identity::{ControllerId, MailboxId};
use super::invocable::Invocable;
use super::parameter::ParameterValue;
use super::problem::Problem;
use super::request::StartProcess;
use super::return_kind::{MayFail, Succeeds};
use crate::platform::network::Lv08;
use crate::platform::{HostId, HostSpec, LinkId, LinkSpec, NetworkModel, Platform};
use crate::serverless::{FunctionId, FunctionSpec, MessageSizes, ServerlessSpec, ServiceId};
use crate::storage::StorageId;
use crate::units::{Bytes, SimTime};

/// Declares a simulation, part by part. Mistakes are collected, and told all at once when it is built.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// const PYTHON: Image = Image::new("python", mb(250));
///
/// let mut sim = Builder::new();
/// let disk = Disk { capacity: tb(5), read: mb_per_sec(100), write: mb_per_sec(100) };
/// let host = HostSpec { speed: gflop_per_sec(1), disk, ..HostSpec::default() };
/// let user = sim.host("user", host.clone());
/// let gateway = sim.host("gateway", host.clone());
/// let worker = sim.host("worker", host);
/// let wan = sim.link("wan", LinkSpec { bandwidth: mb_per_sec(10), latency: us(20), ..LinkSpec::default() });
/// let lan = sim.link("lan", LinkSpec { bandwidth: mb_per_sec(100), latency: us(2), ..LinkSpec::default() });
/// sim.route(user, gateway, [wan]);
/// sim.route(gateway, worker, [lan]);
/// let registry = sim.storage("registry", user, StorageSpec { images: vec![PYTHON], ..StorageSpec::default() });
/// let cloud = sim.serverless("cloud", gateway, worker, ServerlessSpec::default());
/// let resize = sim.function(FunctionSpec::new("resize", PYTHON), async |ctx: &mut Ctx, photo: u64| {
///     ctx.sleep(secs(2)).await;
///     photo + 1
/// });
/// sim.deploy(resize, cloud, registry);
/// sim.controller("client", user, async move |ctx: &mut Ctx| {
///     let call = ctx.invoke(cloud, resize, 1).await;
///     assert_eq!(ctx.wait(call).await.unwrap().output, 2);
/// });
/// let report = sim.run(Seed(42))?;
/// assert_eq!(report.invocations.len(), 1);
/// # Ok::<(), sim_runtime::results::RunError>(())
/// ```
pub struct Builder {
    name: String,
    /// Where the whole is declared, if that is known.
    place: Option<&'static Location<'static>>,
    pub(super) parameters: IndexMap<String, ParameterValue>,
    pub(super) platform: Platform,
    pub(super) model: Box<dyn NetworkModel>,
    pub(super) message_sizes: MessageSizes,
    /// When it is over whatever is left.
    pub(super) horizon: Option<SimTime>,
    /// What would go on for ever without one.
    endless: Vec<Endless>,
    pub(super) storages: IndexVec<StorageId, StorageDeclaration>,
    pub(super) services: IndexVec<ServiceId, ServiceDeclaration>,
    pub(super) functions: IndexVec<FunctionId, Definition>,
    pub(super) types: FunctionTypes,
    pub(super) deployments: Vec<Deployment>,
    pub(super) faults: Vec<FaultDeclaration>,
    /// Which functions are deployed on which service. Looked up, never iterated.
    deployed: FxHashSet<(FunctionId, ServiceId)>,
    /// Which service a host is a node of. Looked up, never iterated.
    node_of: FxHashMap<HostId, ServiceId>,
    pub(super) controllers: IndexVec<ControllerId, ControllerDeclaration>,
    pub(super) mailboxes: IndexVec<MailboxId, MailboxDeclaration>,
    host_names: Names,
    link_names: Names,
    /// Where each other name was declared first, by kind.
    names: IndexMap<(&'static str, String), &'static Location<'static>>,
    pub(super) problems: Vec<Problem>,
    imports: Imports,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// Nothing declared.
    pub fn new() -> Self {
        Self {
            name: String::new(),
            place: None,
            parameters: IndexMap::new(),
            platform: Platform::default(),
            model: Box::new(Lv08),
            message_sizes: MessageSizes::default(),
            horizon: None,
            endless: Vec::new(),
            storages: IndexVec::new(),
            services: IndexVec::new(),
            functions: IndexVec::new(),
            types: FunctionTypes::default(),
            deployments: Vec::new(),
            deployed: FxHashSet::default(),
            node_of: FxHashMap::default(),
            faults: Vec::new(),
            controllers: IndexVec::new(),
            mailboxes: IndexVec::new(),
            host_names: Names::default(),
            link_names: Names::default(),
            names: IndexMap::new(),
            problems: Vec::new(),
            imports: Imports::default(),
        }
    }

    /// Declares a host.
    #[track_caller]
    pub fn host(&mut self, name: &str, spec: HostSpec) -> HostId {
        self.add_host(name.into(), spec)
    }

    #[track_caller]
    fn add_host(&mut self, name: Rc<str>, spec: HostSpec) -> HostId {
        let hosts = self.platform.hosts();
        let first = self
            .host_names
            .add(&name, Location::caller(), |host| &hosts[host].name);
        self.check_name("host", &name, first);
        self.check_host(&name, &spec);
        self.platform.host(name, spec)
    }

    /// Declares a link.
    #[track_caller]
    pub fn link(&mut self, name: &str, spec: LinkSpec) -> LinkId {
        self.add_link(name.into(), spec)
    }

    #[track_caller]
    fn add_link(&mut self, name: Rc<str>, spec: LinkSpec) -> LinkId {
        let links = self.platform.links();
        let first = self
            .link_names
            .add(&name, Location::caller(), |link| &links[link].name);
        self.check_name("link", &name, first);
        if spec.bandwidth.get() <= 0.0 {
            let message = "`bandwidth` must be more than zero, such as `100MB/s`";
            self.report("link", &name, message);
        }
        self.platform.link(name, spec)
    }

    /// Declares which links lie between two hosts, in both directions.
    #[track_caller]
    pub fn route(&mut self, from: HostId, to: HostId, links: impl AsRef<[LinkId]>) {
        if self.check_route(from, to) && !self.platform.routes.symmetrical(from, to, links.as_ref())
        {
            self.report_second_route(from, to);
        }
    }

    /// Declares which links lie between two hosts, in one direction.
    #[track_caller]
    pub fn route_one_way(&mut self, from: HostId, to: HostId, links: impl AsRef<[LinkId]>) {
        if self.check_route(from, to) && !self.platform.routes.one_way(from, to, links.as_ref()) {
            self.report_second_route(from, to);
        }
    }

    /// Declares a storage service on the disk of a host.
    #[track_caller]
    pub fn storage(&mut self, name: &str, host: HostId, spec: StorageSpec) -> Storage {
        self.declare("storage", name);
        self.check_storage(name, host, &spec);
        let location = Location::caller();
        let mut places = FxHashMap::default();
        for (place, image) in spec.images.iter().enumerate() {
            places.entry(image.name.clone()).or_insert(place);
        }
        Storage(self.storages.push(StorageDeclaration {
            name: name.to_owned(),
            host,
            spec,
            places,
            location,
        }))
    }

    /// Declares a serverless service: its head host, and the compute hosts that it is over.
    #[track_caller]
    pub fn serverless(
        &mut self,
        name: &str,
        head: HostId,
        nodes: impl Hosts,
        spec: ServerlessSpec,
    ) -> Serverless {
        self.declare("serverless", name);
        let nodes = nodes.hosts();
        self.check_service(name, head, &nodes, &spec);
        if self.services.len() == ServiceId::LIMIT {
            let message = format!("is one service too many; there can be {}", ServiceId::LIMIT);
            self.report("serverless", name, message);
        }
        let location = Location::caller();
        Serverless(self.services.push(ServiceDeclaration {
            name: name.to_owned(),
            head,
            nodes,
            spec,
            location,
        }))
    }

    /// Declares a function without a type of its own; deploy it and invoke it by the value that this returns.
    #[track_caller]
    pub fn function<I, O, F>(&mut self, spec: FunctionSpec, body: F) -> Function<I, O>
    where
        I: 'static,
        O: 'static,
        F: AsyncFn(&mut Ctx, I) -> O + 'static,
    {
        let code = function::code::<_, _, Succeeds, _>(body, |_| Bytes::ZERO);
        let body = FunctionBody::Code(code);
        Function::new(self.define(Definition::untyped::<I>(spec, body)), |_| {
            Bytes::ZERO
        })
    }

    /// Like [`Builder::function`], for a body that may fail: an `Err` counts as a failure of the invocation, and its caller gets
    /// it as [`Failed::Returned`](super::Failed::Returned).
    #[track_caller]
    pub fn fallible_function<I, O, E, F>(
        &mut self,
        spec: FunctionSpec,
        body: F,
    ) -> Function<I, O, E>
    where
        I: 'static,
        O: 'static,
        E: std::fmt::Display + 'static,
        F: AsyncFn(&mut Ctx, I) -> Result<O, E> + 'static,
    {
        let code = function::code::<_, _, MayFail, _>(body, |_| Bytes::ZERO);
        let body = FunctionBody::Code(code);
        Function::new(self.define(Definition::untyped::<I>(spec, body)), |_| {
            Bytes::ZERO
        })
    }

    /// Declares a function anew, with other limits and a name of its own; deploy and invoke it by the value that this returns.
    ///
    /// So a service may know one function several times, with different limits.
    ///
    /// ```
    /// # use sim_runtime::prelude::*;
    /// # use sim_runtime::serverless::FunctionSpec;
    /// # let mut sim = Builder::new();
    /// let small = FunctionSpec { memory: mb(128), ..FunctionSpec::new("resize", Image::new("python", mb(250))) };
    /// let resize = sim.function(small.clone(), async |_: &mut Ctx, photo: u64| photo);
    /// let large = sim.variant(resize, FunctionSpec { name: "resize_large".into(), memory: gb(2), ..small });
    /// # let _ = large;
    /// ```
    #[track_caller]
    pub fn variant<F: Invocable<How>, How>(
        &mut self,
        function: F,
        spec: FunctionSpec,
    ) -> Function<F::Input, F::Output, F::Error> {
        let known = function.find(&self.types);
        let definition = known.map(|id| self.functions[id].clone());
        let Some(definition) = definition.or_else(|| function.definition()) else {
            unreachable!("a function that gives no definition is found")
        };
        let definition = Definition {
            key: None,
            spec,
            ..definition
        };
        Function::new(self.define(definition), function.scale())
    }

    /// Declares a mailbox, through which processes send each other messages.
    #[track_caller]
    pub fn mailbox<T: 'static>(&mut self, name: &str) -> Mailbox<T> {
        self.declare("mailbox", name);
        Mailbox::new(self.mailboxes.push(MailboxDeclaration::new::<T>(name)))
    }

    /// Declares a controller: a process that starts at date zero. The run ends when the last controller does.
    ///
    /// A name may be used several times, as for several users of one kind: from the second on, processes are called
    /// `name-2`, `name-3` and so on.
    #[track_caller]
    pub fn controller<E, F>(&mut self, name: &str, host: HostId, body: F)
    where
        E: Termination + 'static,
        F: AsyncFnOnce(&mut Ctx) -> E + 'static,
    {
        let start = move |exchange, origin| controller(exchange, origin, body);
        self.add_controller(name, host, Box::new(start));
    }

    pub(super) fn add_controller(&mut self, name: &str, host: HostId, start: StartProcess) {
        let name = self.controller_name(name);
        self.controllers
            .push(ControllerDeclaration { name, host, start });
    }

    fn controller_name(&self, name: &str) -> String {
        let taken = |name: &str| {
            self.controllers
                .iter()
                .any(|controller| controller.name == name)
        };
        if !taken(name) {
            return name.to_owned();
        }
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        numbered
            .into_iter()
            .find(|name| !taken(name))
            .unwrap_or_default()
    }

    #[track_caller]
    fn define(&mut self, definition: Definition) -> FunctionId {
        self.declare("function", &definition.spec.name);
        self.functions.push(definition)
    }
}
