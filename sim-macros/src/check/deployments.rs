//! What is deployed where: each function once on a service, from a storage that can have its image, and every function that
//! a workload invokes.
//!
//! Functions are compared by the last name of their path, and services by name. So what is reported is certain; the rest is
//! found when the simulation is built.

use super::symbols::{EntityKind, SymbolTable};
use crate::ast::{Deploy, Item, Kind, Simulation, Workload, everywhere, is_conditional};
use crate::diagnostics::Diagnostics;
use proc_macro2::Ident;
use syn::Path;

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    check_limits(&mut simulation.items, diagnostics);
    check_repetitions(&simulation.items, diagnostics);
    check_workloads(&simulation.items, diagnostics);
}

/// A block of limits is that of one function. That of several is dropped.
fn check_limits(items: &mut [Item], diagnostics: &mut Diagnostics) {
    for item in items {
        if let Kind::Deploy(deploy) = &mut item.kind
            && deploy.limits.is_some()
            && let [_, second, ..] = deploy.functions.as_slice()
        {
            let message = "limits in braces are those of one function; deploy this one in a statement of its own";
            diagnostics.over(second, message);
            deploy.limits = None;
        }
        if let Kind::Deploy(deploy) = &mut item.kind
            && let Some(variant) = &deploy.variant
            && let [_, second, ..] = deploy.functions.as_slice()
        {
            let message = format!(
                "`as {}` names a variant of one function; deploy this one in a statement of its own",
                variant.ident
            );
            diagnostics.over(second, message);
            deploy.functions.truncate(1);
        }
        for inner in item.kind.inner_mut() {
            check_limits(inner, diagnostics);
        }
    }
}

/// Looked for in one list of statements: the branches of an `if` may deploy the same function in two ways.
fn check_repetitions(items: &[Item], diagnostics: &mut Diagnostics) {
    let mut seen: Vec<(&Path, &Ident)> = Vec::new();
    for item in items {
        if let Kind::Deploy(Deploy {
            functions,
            variant,
            service: Some(service),
            ..
        }) = &item.kind
            && service.is_plain()
            && !is_conditional(&item.attributes)
        {
            for function in functions.iter().filter(|_| variant.is_none()) {
                let again = (function, &service.name);
                if let Some((first, _)) = seen.iter().find(|before| **before == again) {
                    let message = format!(
                        "this function is deployed on `{}` twice; keep one",
                        service.name
                    );
                    diagnostics.over(function, message);
                    diagnostics.over(first, "it is first deployed here");
                } else {
                    seen.push(again);
                }
            }
        }
        for inner in item.kind.inner() {
            check_repetitions(inner, diagnostics);
        }
    }
}

fn check_workloads(items: &[Item], diagnostics: &mut Diagnostics) {
    let symbols = SymbolTable::never_hidden(items);
    let everything = everywhere(items);
    let Some(deployments) = deployments(&everything, &symbols) else {
        return;
    };
    for kind in &everything {
        let Kind::Workload(Workload {
            function: Some(function),
            service: Some(service),
            ..
        }) = kind
        else {
            continue;
        };
        let (Some(called), on) = (last(function), &service.name) else {
            continue;
        };
        let services: Vec<&Ident> = deployments
            .iter()
            .filter(|(deployed, _)| *deployed == called)
            .map(|(_, service)| *service)
            .collect();
        let is_service = symbols
            .find(on)
            .is_some_and(|entity| entity.kind == EntityKind::Serverless);
        if is_service && !services.contains(&on) {
            let message = match services.as_slice() {
                [] => format!(
                    "`{called}` is not deployed on `{on}`; add `deploy {called} on {on} from STORAGE;`"
                ),
                [other, ..] => format!(
                    "`{called}` is deployed on `{other}`, not on `{on}`; invoke it there, or add `deploy {called} on {on} from STORAGE;`"
                ),
            };
            diagnostics.over(function, message);
        }
    }
}

/// Which function is deployed on which service; `None` if some of it is unknown.
fn deployments<'a>(
    everything: &[&'a Kind],
    symbols: &SymbolTable,
) -> Option<Vec<(&'a Ident, &'a Ident)>> {
    let mut deployments = Vec::new();
    for kind in everything {
        match kind {
            Kind::Unknown(_) => return None,
            Kind::Deploy(deploy) => {
                let service = &deploy.service.as_ref()?.name;
                symbols.find(service)?;
                if deploy.functions.is_empty() {
                    return None;
                }
                if let Some(variant) = &deploy.variant {
                    deployments.push((&variant.ident, service));
                    continue;
                }
                let functions = deploy.functions.iter().filter_map(last);
                deployments.extend(functions.map(|function| (function, service)));
            }
            _ => {}
        }
    }
    Some(deployments)
}

/// The last name of a path.
fn last(path: &Path) -> Option<&Ident> {
    path.segments.last().map(|segment| &segment.ident)
}
