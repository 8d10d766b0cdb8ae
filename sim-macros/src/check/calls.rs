//! The functions that declarations name: none is hidden by a declaration, and the context is not passed by hand.

use crate::ast::{Controller, Item, Kind, Simulation};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, TokenTree};
use syn::Path;

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    let parameters = simulation
        .parameters()
        .iter()
        .map(|parameter| parameter.name.clone());
    let declared = simulation
        .items
        .iter()
        .filter_map(|item| item.kind.declared());
    let names: Vec<Ident> = parameters
        .chain(declared.map(|(_, name)| name.ident.clone()))
        .collect();
    check_items(&mut simulation.items, &names, diagnostics);
}

fn check_items(items: &mut [Item], names: &[Ident], diagnostics: &mut Diagnostics) {
    for item in items {
        match &mut item.kind {
            Kind::Controller(controller) => {
                controller.callable = is_visible(&controller.path, names, diagnostics);
                check_context(controller, names, diagnostics);
            }
            Kind::Deploy(deploy) => deploy
                .functions
                .retain(|function| is_visible(function, names, diagnostics)),
            Kind::Workload(workload) => {
                workload.function = workload
                    .function
                    .take_if(|function| is_visible(function, names, diagnostics));
            }
            _ => {}
        }
        for inner in item.kind.inner_mut() {
            check_items(inner, names, diagnostics);
        }
    }
}

/// `host client` and `controller client()`: the `let` of the host hides the function.
fn is_visible(function: &Path, names: &[Ident], diagnostics: &mut Diagnostics) -> bool {
    let hides = |called| names.iter().find(|name| *name == called);
    let Some((called, name)) = function
        .get_ident()
        .and_then(|called| Some((called, hides(called)?)))
    else {
        return true;
    };
    let message = format!(
        "`{called}` is the name of a declaration, so the function cannot be seen here; give one of them another name"
    );
    diagnostics.at(called.span(), message);
    diagnostics.at(name.span(), format!("`{called}` is declared here"));
    false
}

/// `controller client(ctx, cloud)`
fn check_context(controller: &mut Controller, names: &[Ident], diagnostics: &mut Diagnostics) {
    let Some(TokenTree::Ident(first)) = controller.arguments.clone().into_iter().next() else {
        return;
    };
    if first == "ctx" && !names.contains(&first) {
        diagnostics.at(
            first.span(),
            "the simulation passes the context; leave it out of the arguments",
        );
        controller.callable = false;
    }
}
