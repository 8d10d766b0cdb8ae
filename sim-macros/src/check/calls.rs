//! The functions that declarations name: none is hidden by a declaration, and the context is not an argument.

use crate::ast::{Controller, Fault, FaultSubject, Item, Kind, Simulation, Workload, everywhere};
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
    let mut hidden = Vec::new();
    let variants: Vec<Ident> = everywhere(&simulation.items)
        .into_iter()
        .filter_map(variant)
        .collect();
    let known = (names.as_slice(), variants.as_slice());
    check_items(&mut simulation.items, known, &mut hidden, diagnostics);
    // The function cannot be seen; what is declared is used in its place, which would be reported once more.
    for name in simulation
        .items
        .iter_mut()
        .filter_map(|item| item.kind.declared_mut())
    {
        name.bound &= !hidden.contains(&name.ident);
    }
}

fn check_items(
    items: &mut [Item],
    known: (&[Ident], &[Ident]),
    hidden: &mut Vec<Ident>,
    diagnostics: &mut Diagnostics,
) {
    let (names, variants) = known;
    for item in items {
        let mut is_visible = |function: &Path| match hiding(function, names, diagnostics) {
            Some(name) => {
                hidden.push(name.clone());
                false
            }
            None => true,
        };
        match &mut item.kind {
            Kind::Controller(controller) => {
                controller.callable &= is_visible(&controller.path);
                check_context(controller, names, diagnostics);
            }
            Kind::Deploy(deploy) => deploy
                .functions
                .retain(|function| is_variant(function, variants) || is_visible(function)),
            // The name of a variant, or of a function that lasts for a while, is that of a function.
            Kind::Workload(Workload {
                function: Some(function),
                ..
            }) if is_variant(function, variants) => {}
            Kind::Workload(workload) => {
                workload.function.take_if(|function| !is_visible(function));
            }
            Kind::Fault(Fault {
                subject: FaultSubject::Containers(function @ Some(_), _),
                ..
            }) => {
                function.take_if(|one| !is_variant(one, variants) && !is_visible(one));
            }
            _ => {}
        }
        for inner in item.kind.inner_mut() {
            check_items(inner, known, hidden, diagnostics);
        }
    }
}

/// The name of a function that is declared here: one that lasts for a while, or a variant of another.
fn variant(kind: &Kind) -> Option<Ident> {
    match kind {
        Kind::Function(function) => Some(function.name.ident.clone()),
        Kind::Deploy(deploy) => deploy.variant.as_ref().map(|name| name.ident.clone()),
        _ => None,
    }
}

fn is_variant(function: &Path, variants: &[Ident]) -> bool {
    function
        .get_ident()
        .is_some_and(|called| variants.contains(called))
}

/// `host client` and `controller client()`: the `let` of the host hides the function.
fn hiding<'n>(
    function: &Path,
    names: &'n [Ident],
    diagnostics: &mut Diagnostics,
) -> Option<&'n Ident> {
    let called = function.get_ident()?;
    let name = names.iter().find(|name| *name == called)?;
    let message = format!(
        "`{called}` is the name of a declaration, so the function cannot be seen here; give one of them another name"
    );
    diagnostics.at(called.span(), message);
    diagnostics.at(name.span(), format!("`{called}` is declared here"));
    Some(name)
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
