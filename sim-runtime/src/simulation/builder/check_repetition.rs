//! What can be wrong with retries, events and dead letters: inputs that cannot be copied, destinations that are not there or take
//! something else, dead letters that go round in a circle.

use super::{Builder, Deployment};
use crate::serverless::{Destination, FunctionId, FunctionSpec};
use crate::units::spelling::choices;

impl Builder {
    pub(super) fn check_repetitions(&mut self) {
        let mut problems = Vec::new();
        for one in &self.deployments {
            let spec = one.spec(&self.functions);
            let found = [
                self.uncopied(one, spec),
                self.destination_mistake(one, spec),
            ];
            let declaration = || format!("deployment of `{}`", spec.name);
            let found = found.into_iter().flatten();
            problems.extend(found.map(|mistake| (one.location, declaration(), mistake)));
        }
        for (location, declaration, message) in problems {
            self.report_at(location, declaration, message);
        }
    }

    /// An input that cannot be copied for another attempt.
    fn uncopied(&self, deployment: &Deployment, spec: &FunctionSpec) -> Option<String> {
        let input = &self.functions[deployment.function].input;
        let field = match spec {
            FunctionSpec { retry: Some(_), .. } => "retry",
            FunctionSpec {
                events: Some(_), ..
            } => "events",
            _ => return None,
        };
        let name = input.name;
        input.copy.is_none().then(|| {
            format!(
                "has `{field}`, and its input `{name}` cannot be copied for another attempt; add `#[derive(Clone)]` to the type, \
                 and for a function that was declared by `Builder::function` call `Builder::repeatable`"
            )
        })
    }

    fn destination_mistake(&self, deployment: &Deployment, spec: &FunctionSpec) -> Option<String> {
        let destination = spec.events.as_ref()?.on_failure.as_ref()?;
        let input = &self.functions[deployment.function].input;
        let mistake = match destination {
            Destination::Mailbox(name) => {
                self.mailbox_mistake(name, input.letter, input.letter_name)
            }
            Destination::Function(name) => self.handler_mistake(deployment, name),
        }?;
        Some(format!("has events whose `on_failure` {mistake}"))
    }

    fn mailbox_mistake(
        &self,
        name: &str,
        letter: std::any::TypeId,
        letter_name: &str,
    ) -> Option<String> {
        let mailbox = self.mailboxes.iter().find(|one| one.name == name);
        let Some(mailbox) = mailbox else {
            let known: Vec<&str> = self.mailboxes.iter().map(|one| one.name.as_str()).collect();
            return Some(format!(
                "is the mailbox `{name}`, which is not declared{}",
                choices(name, "mailboxes", &known)
            ));
        };
        (mailbox.messages != letter).then(|| {
            format!(
                "is the mailbox `{name}`, which holds `{}`; make it one of `{letter_name}`",
                mailbox.messages_name
            )
        })
    }

    fn handler_mistake(&self, deployment: &Deployment, name: &str) -> Option<String> {
        let Some(handler) = self.deployed_as(deployment, name) else {
            let here = self.deployments.iter();
            let here = here.filter(|one| one.service == deployment.service);
            let known: Vec<&str> = here
                .map(|one| &*self.functions[one.function].spec.name)
                .collect();
            let service = &self.services[deployment.service].name;
            return Some(format!(
                "is the function `{name}`, which is not deployed on `{service}`{}",
                choices(name, "functions", &known)
            ));
        };
        let own = &self.functions[deployment.function].input;
        let input = &self.functions[handler].input;
        if input.answer.is_none() && input.id != own.letter {
            return Some(format!(
                "is the function `{name}`, which takes `{}`; make it one that takes `{}`",
                input.name, own.letter_name
            ));
        }
        if input.copy.is_none() {
            return Some(format!(
                "is the function `{name}`, whose input cannot be copied for another attempt; add `#[derive(Clone)]` to its type, and \
                 for a function that was declared by `Builder::function` call `Builder::repeatable`"
            ));
        }
        self.goes_round(deployment, handler).then(|| {
            format!(
                "is the function `{name}`, whose own dead letters come back to it; let one of them go to a mailbox, or nowhere"
            )
        })
    }

    fn deployed_as(&self, deployment: &Deployment, name: &str) -> Option<FunctionId> {
        let mut here = self.deployments.iter();
        let found = here.find(|one| {
            one.service == deployment.service && self.functions[one.function].spec.name == name
        });
        found.map(|one| one.function)
    }

    /// Whether dead letters that go to a function would come back to this one.
    fn goes_round(&self, deployment: &Deployment, handler: FunctionId) -> bool {
        let mut next = Some(handler);
        for _ in 0..=self.functions.len() {
            let Some(function) = next else { return false };
            if function == deployment.function {
                return true;
            }
            let mut here = self.deployments.iter();
            let found =
                here.find(|one| one.service == deployment.service && one.function == function);
            next = found.and_then(|one| {
                match one
                    .spec(&self.functions)
                    .events
                    .as_ref()?
                    .on_failure
                    .as_ref()?
                {
                    Destination::Function(name) => self.deployed_as(deployment, name),
                    Destination::Mailbox(_) => None,
                }
            });
        }
        false
    }
}
