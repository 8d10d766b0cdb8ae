//! Functions: what they are made of, where they are deployed, and coroutines that are ready to run their bodies.

use std::any::Any;
use std::rc::Rc;

use index_vec::IndexVec;
use rustc_hash::FxHashMap;

use super::repetition::{EventPlan, Plan};
use crate::kernel::Stream;
use crate::serverless::function::Registration;
use crate::serverless::{Cores, Cpu, FunctionId, Retry, ServiceId};
use crate::simulation::definition::{Definition, FunctionBody, Length};
use crate::simulation::input_type::{CopyInput, InputType};
use crate::simulation::request::{Exchange, ProcessCoroutine};
use crate::simulation::shared::{Origin, Shared};
use crate::units::SimDuration;

/// What was deployed under the name of a function, by service. Looked up, never iterated in its order.
pub(crate) type Deployments = FxHashMap<(ServiceId, FunctionId), Registration>;

/// How the invocations of a function on a service are repeated.
#[derive(Default)]
pub(crate) struct Plans {
    /// By clients, unless they say otherwise.
    pub(crate) retry: Option<Rc<Retry>>,
    /// Asynchronous ones, by the provider.
    pub(crate) events: Rc<EventPlan>,
}

/// Of the functions that say something of it. Looked up, never iterated in its order.
pub(crate) type AllPlans = FxHashMap<(ServiceId, FunctionId), Plans>;

/// The functions.
pub(crate) struct Functions {
    definitions: IndexVec<FunctionId, Definition>,
    /// How long those last that say so by a law.
    lengths: IndexVec<FunctionId, Option<Box<Stream>>>,
    has_laws: bool,
    /// Whether the bodies of any function are data.
    has_data: bool,
    /// Coroutines whose last body has ended and that can run another one.
    spare: IndexVec<FunctionId, Vec<ProcessCoroutine>>,
    deployments: Deployments,
    /// Whether what computes in the bodies of any of them is bounded otherwise than to one core a body.
    any_is_bounded: bool,
    plans: AllPlans,
}

impl Functions {
    pub(crate) fn new(
        definitions: IndexVec<FunctionId, Definition>,
        deployments: Deployments,
        plans: AllPlans,
    ) -> Self {
        Self {
            spare: definitions.iter().map(|_| Vec::new()).collect(),
            lengths: definitions.iter().map(|_| None).collect(),
            has_data: definitions
                .iter()
                .any(|known| matches!(known.body, FunctionBody::Data(_))),
            has_laws: definitions.iter().any(|known| {
                matches!(
                    known.body,
                    FunctionBody::Data(Length::Law(_) | Length::Of(_))
                )
            }),
            definitions,
            any_is_bounded: deployments.values().any(is_bounded),
            deployments,
            plans,
        }
    }

    /// How clients repeat the invocations of a function, and how they copy an input.
    #[inline]
    pub(crate) fn retry(
        &self,
        service: ServiceId,
        function: FunctionId,
    ) -> Option<(Plan, CopyInput)> {
        if self.plans.is_empty() {
            return None;
        }
        let retry = self.plans.get(&(service, function))?.retry.as_ref()?;
        Some((
            Plan::Client(Rc::clone(retry)),
            self.definitions[function].input.copy?,
        ))
    }

    /// What the provider does with the events of a function.
    pub(crate) fn events(&self, service: ServiceId, function: FunctionId) -> Plan {
        let plans = self.plans.get(&(service, function));
        Plan::Provider(plans.map_or_else(Rc::default, |plans| Rc::clone(&plans.events)))
    }

    /// What is known of the input of a function.
    pub(crate) fn input(&self, function: FunctionId) -> &InputType {
        &self.definitions[function].input
    }

    /// What was deployed on a service under the name of a function.
    pub(crate) fn deployment(
        &self,
        service: ServiceId,
        function: FunctionId,
    ) -> Option<&Registration> {
        self.deployments.get(&(service, function))
    }

    /// Whether a body of a function, alone, may have less than a core, or shares what it has with other bodies.
    #[inline]
    pub(crate) fn is_bounded(&self, service: ServiceId, function: FunctionId) -> bool {
        self.any_is_bounded && self.deployment(service, function).is_some_and(is_bounded)
    }

    /// What is deployed on a service, in order of the functions' declaration.
    pub(crate) fn deployed_on(&self, service: ServiceId) -> Vec<(FunctionId, &Registration)> {
        let here = self
            .deployments
            .iter()
            .filter(|((on, _), _)| *on == service);
        let mut deployed: Vec<_> = here
            .map(|((_, function), known)| (*function, known))
            .collect();
        deployed.sort_by_key(|(function, _)| *function);
        deployed
    }

    /// The names of the functions, in order of declaration.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.definitions.iter().map(|function| &*function.spec.name)
    }

    /// A coroutine for a body of a function: a spare one, or else a new one.
    pub(crate) fn coroutine(
        &mut self,
        function: FunctionId,
        exchange: &Rc<Exchange>,
        origin: impl FnOnce() -> Origin,
    ) -> ProcessCoroutine {
        let spare = self.spare[function].pop();
        spare.unwrap_or_else(|| match &self.definitions[function].body {
            FunctionBody::Code(code) => code(Rc::clone(exchange), origin()),
            FunctionBody::Data(_) => unreachable!("a body that is data needs no coroutine"),
        })
    }

    /// Whether the bodies of a function are data.
    #[inline]
    pub(crate) fn is_data(&self, function: FunctionId) -> bool {
        self.has_data && matches!(self.definitions[function].body, FunctionBody::Data(_))
    }

    /// Whether there are functions whose inputs are not how long they last, though their bodies are data.
    #[inline]
    pub(crate) fn has_laws(&self) -> bool {
        self.has_laws
    }

    /// How long an attempt of a function lasts, unless its input is that. Each function draws from a stream of its own, in the order
    /// of the requests, whatever becomes of them.
    pub(crate) fn length(
        &mut self,
        function: FunctionId,
        input: &dyn Any,
        shared: &Shared,
    ) -> Option<SimDuration> {
        let definition = &self.definitions[function];
        let law = match &definition.body {
            FunctionBody::Data(Length::Law(law)) => law,
            FunctionBody::Data(Length::Of(length)) => return Some(length(input)),
            FunctionBody::Data(Length::Input) | FunctionBody::Code(_) => return None,
        };
        let name = &definition.spec.name;
        let stream = self.lengths[function]
            .get_or_insert_with(|| Box::new(shared.stream(&format!("length of {name}"))));
        Some(stream.sample_duration(law))
    }

    /// Keeps the coroutine of a body that has ended for the next one.
    #[inline]
    pub(crate) fn keep(&mut self, function: FunctionId, coroutine: ProcessCoroutine) {
        self.spare[function].push(coroutine);
    }

    /// Everything of the user's in here: the spare coroutines, and the code of the functions.
    pub(crate) fn take_all(
        &mut self,
    ) -> (
        IndexVec<FunctionId, Vec<ProcessCoroutine>>,
        IndexVec<FunctionId, Definition>,
    ) {
        (
            std::mem::take(&mut self.spare),
            std::mem::take(&mut self.definitions),
        )
    }
}

/// Whether a body that computes alone may have less than a core, or not for itself.
fn is_bounded(known: &Registration) -> bool {
    let is_less = known.cpu.cores() < Cores::ONE;
    match known.cpu {
        Cpu::Shared => false,
        Cpu::PerInvocation(_) => is_less,
        Cpu::PerInstance(_) | Cpu::SharedWithin(_) => is_less || known.concurrency > 1,
    }
}
