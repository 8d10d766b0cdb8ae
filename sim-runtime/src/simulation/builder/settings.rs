//! What concerns a simulation as a whole.

use std::panic::Location;

use indexmap::IndexMap;

use super::Builder;
use crate::platform::NetworkModel;
use crate::serverless::MessageSizes;
use crate::simulation::parameter::ParameterValue;
use crate::units::SimTime;

impl Builder {
    /// Names the simulation, for its report.
    pub fn describe(&mut self, name: &str) {
        name.clone_into(&mut self.name);
    }

    /// Says where the simulation is declared, for messages that concern the whole of it.
    pub fn declared_at(&mut self, place: &'static Location<'static>) {
        self.place = Some(place);
    }

    /// Notes the value of a parameter, for the report.
    pub fn parameter(&mut self, name: &str, value: ParameterValue) {
        self.parameters.insert(name.to_owned(), value);
    }

    /// The name and the parameters.
    pub(crate) fn description(&self) -> (String, IndexMap<String, ParameterValue>) {
        (self.name.clone(), self.parameters.clone())
    }

    /// The names of the functions that are defined so far.
    pub fn function_names(&self) -> impl Iterator<Item = &str> {
        let functions = self.functions.iter();
        functions.map(|function| function.spec.name.as_ref())
    }

    /// The names of the functions that are deployed so far, each with that of the service.
    pub fn deployment_names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.deployments.iter().map(|one| {
            let function = self.functions[one.function].spec.name.as_ref();
            (function, self.services[one.service].name.as_str())
        })
    }

    /// Chooses the network model. Default: [`Lv08`](crate::platform::network::Lv08), the reference's.
    pub fn network(&mut self, model: impl NetworkModel + 'static) {
        self.model = Box::new(model);
    }

    /// Sets the size of the messages between controllers, services and their storage \[B\]: one for all, or one for each
    /// [kind](MessageSizes). Services and storages may have others. Default: 0, which takes no time.
    pub fn control_messages(&mut self, sizes: impl Into<MessageSizes>) {
        self.message_sizes = sizes.into();
    }

    /// Ends the simulation at a date, whatever is left to happen: what has not ended by then is reported as unfinished. What
    /// happens at that date still happens. Default: the simulation ends with its last controller.
    ///
    /// A workload without an end needs a horizon.
    #[track_caller]
    pub fn horizon(&mut self, date: SimTime) {
        self.set_horizon(date);
    }
}
