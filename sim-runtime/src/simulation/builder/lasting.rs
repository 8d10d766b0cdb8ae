//! Functions whose bodies are data: they last for a while, and do nothing else.

use std::any::Any;
use std::rc::Rc;

use super::Builder;
use crate::distribution::Distribution;
use crate::platform::HostId;
use crate::serverless::{FunctionSpec, Image};
use crate::simulation::definition::{Definition, FunctionBody, Length};
use crate::simulation::handle::{Function, Serverless, Storage};
use crate::simulation::input_type::cloned;
use crate::units::{Bytes, SimDuration};

impl Builder {
    /// Declares a function whose body lasts for a while and does nothing else. How long is drawn anew for each attempt of an
    /// invocation, when that is requested, from a stream of the function's own: another scheduler or another platform
    /// changes none of the draws.
    ///
    /// The dates, limits and records are those of a body that sleeps so long, but nothing of the user's runs: there is neither a
    /// process nor a coroutine. Use [`Builder::function`] for a body that computes, moves files, uses memory, invokes others, or may
    /// fail.
    ///
    /// A draw below zero counts as zero.
    ///
    /// ```
    /// use sim_runtime::prelude::*;
    ///
    /// # let mut sim = Builder::new();
    /// # let disk = Disk { capacity: tb(5), read: mb_per_sec(100), write: mb_per_sec(100) };
    /// # let host = HostSpec { speed: gflop_per_sec(1), cores: 4, disk, ..HostSpec::default() };
    /// # let [user, gateway, worker] = ["user", "gateway", "worker"].map(|name| sim.host(name, host.clone()));
    /// # let lan = sim.link("lan", LinkSpec { bandwidth: mb_per_sec(100), latency: us(2), ..LinkSpec::default() });
    /// # sim.route(user, gateway, [lan]);
    /// # sim.route(gateway, worker, [lan]);
    /// # let image = Image::new("image", mb(10));
    /// # let images = vec![image.clone()];
    /// # let registry = sim.storage("registry", user, StorageSpec { images, ..StorageSpec::default() });
    /// # let cloud = sim.serverless("cloud", gateway, worker, ServerlessSpec::default());
    /// let spec = FunctionSpec { memory: mb(128), ..FunctionSpec::new("resize", image) };
    /// let resize = sim.lasting_function(spec, LogNormal(-0.38, 2.36));
    /// sim.deploy(resize, cloud, registry);
    /// sim.workload("morning", user, cloud, resize, Poisson::per_second(0.1).take(100), |_, _| ());
    /// assert_eq!(sim.run(Seed(42))?.summary.succeeded, 100);
    /// # Ok::<(), RunError>(())
    /// ```
    #[track_caller]
    pub fn lasting_function(&mut self, spec: FunctionSpec, law: Distribution) -> Function<(), ()> {
        let definition = Definition::untyped::<()>(spec, FunctionBody::Data(Length::Input));
        let function = Function::new(self.define(definition), |_| Bytes::ZERO);
        self.lasts(function, law);
        self.repeatable(function)
    }

    /// The same for a function whose input is how long it lasts: for arrivals that carry the durations of their bodies, such as
    /// those of a trace.
    ///
    /// ```
    /// use sim_runtime::prelude::*;
    ///
    /// # let mut sim = Builder::new();
    /// # let disk = Disk { capacity: tb(5), read: mb_per_sec(100), write: mb_per_sec(100) };
    /// # let host = HostSpec { speed: gflop_per_sec(1), cores: 4, disk, ..HostSpec::default() };
    /// # let [user, gateway, worker] = ["user", "gateway", "worker"].map(|name| sim.host(name, host.clone()));
    /// # let lan = sim.link("lan", LinkSpec { bandwidth: mb_per_sec(100), latency: us(2), ..LinkSpec::default() });
    /// # sim.route(user, gateway, [lan]);
    /// # sim.route(gateway, worker, [lan]);
    /// # let image = Image::new("image", mb(10));
    /// # let images = vec![image.clone()];
    /// # let registry = sim.storage("registry", user, StorageSpec { images, ..StorageSpec::default() });
    /// # let cloud = sim.serverless("cloud", gateway, worker, ServerlessSpec::default());
    /// let resize = sim.timed_function(FunctionSpec::new("resize", image));
    /// sim.deploy(resize, cloud, registry);
    /// let recorded = [(secs(1), millis(300)), (secs(9), secs(3))];
    /// let recorded = recorded.map(|(date, length)| (SimTime::ZERO + date, length));
    /// sim.replay("morning", user, cloud, resize, Replay::new(recorded));
    /// let report = sim.run(Seed(42))?;
    /// let second = &report.invocations[1];
    /// assert_eq!(second.end.unwrap() - second.start.unwrap(), secs(3));
    /// # Ok::<(), RunError>(())
    /// ```
    #[track_caller]
    pub fn timed_function(&mut self, spec: FunctionSpec) -> Function<SimDuration, ()> {
        let definition =
            Definition::untyped::<SimDuration>(spec, FunctionBody::Data(Length::Input));
        let function = Function::new(self.define(definition), |_| Bytes::ZERO);
        self.functions[function.id].input.copy = Some(cloned::<SimDuration>);
        function
    }

    /// A storage holds an image, too, unless it has one of this name.
    #[track_caller]
    pub(crate) fn hold(&mut self, storage: Storage, image: &Image) {
        let storage = &mut self.storages[storage.0];
        if storage.hold(image) {
            let (name, images) = (storage.name.clone(), storage.spec.images.clone());
            let capacity = self.platform[storage.host].spec.disk.capacity;
            self.check_space(&name, &images, capacity);
        }
    }

    /// The head host of a service.
    pub(crate) fn head_of(&self, service: Serverless) -> HostId {
        self.services[service.0].head
    }

    /// What a function was declared with.
    #[doc(hidden)]
    pub fn spec_of<I, O, E>(&self, function: Function<I, O, E>) -> FunctionSpec {
        self.functions[function.id].spec.clone()
    }

    /// A function lasts as long as this makes of its input, whatever body it was declared with.
    pub(crate) fn lasts_as<I: 'static, E>(
        &mut self,
        function: Function<I, (), E>,
        length: impl Fn(&I) -> SimDuration + 'static,
    ) {
        let length = move |input: &dyn Any| match input.downcast_ref::<I>() {
            Some(input) => length(input),
            None => unreachable!("a function is invoked with inputs of its own type"),
        };
        self.functions[function.id].body = FunctionBody::Data(Length::Of(Rc::new(length)));
    }

    /// A function lasts as long as a law says, whatever body it was declared with.
    #[track_caller]
    pub(crate) fn lasts<I, E>(&mut self, function: Function<I, (), E>, law: Distribution) {
        let definition = &mut self.functions[function.id];
        let name = definition.spec.name.clone();
        let wrong = law.check_times().err();
        definition.body = FunctionBody::Data(Length::Law(law));
        if let Some(error) = wrong {
            let message = format!("lasts for no time that can be drawn: {}", error.reason());
            self.report("function", &name, &message);
        }
    }
}
