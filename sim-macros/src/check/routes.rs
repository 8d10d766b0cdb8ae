//! Required routes: from a service to its workers and to the storages that its functions come from.
//!
//! Names are compared without their index, over all routes, those in `for` and `if` too. So what is reported is missing for
//! certain; what depends on a parameter is found when the simulation is built.

use crate::ast::{
    Deploy, Direction, Index, Item, Kind, Reference, Route, Serverless, Simulation, Storage,
    everywhere, is_conditional,
};
use crate::diagnostics::Diagnostics;
use proc_macro2::Ident;

pub(super) fn check(simulation: &Simulation, diagnostics: &mut Diagnostics) {
    check_repetitions(&simulation.items, diagnostics);
    let reachability = Reachability::new(&simulation.items);
    if reachability.is_complete() {
        reachability.check_services(diagnostics);
        reachability.check_deployments(diagnostics);
    }
}

struct Reachability<'a> {
    everything: Vec<&'a Kind>,
}

impl<'a> Reachability<'a> {
    fn new(items: &'a [Item]) -> Self {
        Self {
            everything: everywhere(items),
        }
    }

    /// Whether every route could be read, and joins what is declared; one that does not, such as a route to the variable of
    /// a loop, may be the one that seems to be missing.
    fn is_complete(&self) -> bool {
        let is_declared = |end: &Reference| {
            let mut names = self.everything.iter().filter_map(|kind| kind.declared());
            names.any(|(_, name)| name.ident == end.name)
        };
        let is_known = |end: &Option<Reference>| end.as_ref().is_some_and(is_declared);
        self.everything.iter().all(|kind| match kind {
            Kind::Unknown(_) => false,
            Kind::Route(route) => is_known(&route.from) && is_known(&route.to),
            _ => true,
        })
    }

    fn check_services(&self, diagnostics: &mut Diagnostics) {
        for service in self.services() {
            let (Some(head), Some(workers)) = (&service.head, &service.workers) else {
                continue;
            };
            for worker in workers.references() {
                if self.is_separate(head, worker) {
                    let message = format!(
                        "no route between `{}`, where `{}` runs, and its workers `{}`; {}",
                        head.name,
                        service.name.ident,
                        worker.name,
                        self.remedy(head, worker),
                    );
                    diagnostics.at(worker.span(), message);
                }
            }
        }
    }

    fn check_deployments(&self, diagnostics: &mut Diagnostics) {
        for deploy in self.deployments() {
            let Some((service, from, storage)) = self.ends(deploy) else {
                continue;
            };
            let (Some(head), Some(host)) = (&service.head, &storage.host) else {
                continue;
            };
            if self.is_separate(head, host) {
                let message = format!(
                    "no route between `{}`, where `{}` is, and `{}`, where `{}` runs; {}",
                    host.name,
                    storage.name.ident,
                    head.name,
                    service.name.ident,
                    self.remedy(host, head),
                );
                diagnostics.at(from.span(), message);
            }
        }
    }

    /// The service and the storage that a deployment names, if they are declared.
    fn ends(&self, deploy: &'a Deploy) -> Option<(&'a Serverless, &'a Reference, &'a Storage)> {
        let (on, from) = (deploy.service.as_ref()?, deploy.storage.as_ref()?);
        let service = self
            .services()
            .find(|service| service.name.ident == on.name)?;
        let storage = self
            .storages()
            .find(|storage| storage.name.ident == from.name)?;
        Some((service, from, storage))
    }

    /// Whether two declared hosts differ and no route joins them.
    fn is_separate(&self, one: &Reference, other: &Reference) -> bool {
        let joins = |route: &Route| match (&route.from, &route.to) {
            (Some(from), Some(to)) => {
                (from.name == one.name && to.name == other.name)
                    || (from.name == other.name && to.name == one.name)
            }
            _ => false,
        };
        let is_host = |name: &Ident| self.hosts().any(|(host, _)| host == name);
        one.name != other.name
            && is_host(&one.name)
            && is_host(&other.name)
            && !self.routes().any(joins)
    }

    fn remedy(&self, from: &Reference, to: &Reference) -> String {
        let is_array =
            |end: &Reference| self.hosts().any(|(host, array)| array && *host == end.name);
        let is_all = |end: &Reference| is_array(end) && end.is_plain();
        let written = |end: &Reference| match (is_array(end), is_all(end)) {
            (false, _) => end.name.to_string(),
            (true, true) => format!("{}[i]", end.name),
            (true, false) => format!("{}[..]", end.name),
        };
        let place = match is_all(from) || is_all(to) {
            true => " in a `for i in ..`",
            false => "",
        };
        format!(
            "add `route {} <-> {} via [LINK];`{place}",
            written(from),
            written(to)
        )
    }

    fn hosts(&self) -> impl Iterator<Item = (&'a Ident, bool)> {
        self.everything.iter().filter_map(|kind| match kind {
            Kind::Host(host) => Some((&host.name.ident, !matches!(host.index, Index::One))),
            _ => None,
        })
    }

    fn routes(&self) -> impl Iterator<Item = &'a Route> {
        self.everything.iter().filter_map(|kind| match kind {
            Kind::Route(route) => Some(route),
            _ => None,
        })
    }

    fn services(&self) -> impl Iterator<Item = &'a Serverless> {
        self.everything.iter().filter_map(|kind| match kind {
            Kind::Serverless(service) => Some(service),
            _ => None,
        })
    }

    fn storages(&self) -> impl Iterator<Item = &'a Storage> {
        self.everything.iter().filter_map(|kind| match kind {
            Kind::Storage(storage) => Some(storage),
            _ => None,
        })
    }

    fn deployments(&self) -> impl Iterator<Item = &'a Deploy> {
        self.everything.iter().filter_map(|kind| match kind {
            Kind::Deploy(deploy) => Some(deploy),
            _ => None,
        })
    }
}

/// A route between two single hosts is declared once, and not from a host to itself.
fn check_repetitions(items: &[Item], diagnostics: &mut Diagnostics) {
    let mut seen: Vec<(&Ident, &Ident, Direction)> = Vec::new();
    for item in items
        .iter()
        .filter(|item| !is_conditional(&item.attributes))
    {
        let Kind::Route(Route {
            from: Some(from),
            to: Some(to),
            direction,
            ..
        }) = &item.kind
        else {
            continue;
        };
        if !from.is_plain() || !to.is_plain() {
            continue;
        }
        if from.name == to.name {
            let message = format!(
                "a route from `{}` to itself; a host reaches itself without a route",
                from.name
            );
            diagnostics.at(to.span(), message);
        }
        let same = |(one, other, before): &&(&Ident, &Ident, Direction)| {
            let reverse = *before == Direction::Both || *direction == Direction::Both;
            (**one == from.name && **other == to.name)
                || (reverse && **one == to.name && **other == from.name)
        };
        if let Some((first, ..)) = seen.iter().find(same) {
            let message = format!(
                "the route between `{}` and `{}` is declared twice; keep one",
                from.name, to.name
            );
            diagnostics.at(from.span(), message);
            diagnostics.at(first.span(), "it is first declared here");
        }
        seen.push((&from.name, &to.name, *direction));
    }
}
