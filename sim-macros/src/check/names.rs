//! Each name is declared once. A second `let` of a name would silently replace the first, and two workloads of a name could
//! not be distinguished in a report.

use crate::ast::{Kind, Simulation};
use crate::diagnostics::Diagnostics;
use proc_macro2::Ident;

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    let mut declared: Vec<Ident> = Vec::new();
    let mut is_new = |name: &Ident| match declared.iter().find(|first| *first == name) {
        Some(first) => {
            diagnostics.at(
                name.span(),
                format!("`{name}` is declared twice; give one of them another name"),
            );
            diagnostics.at(first.span(), format!("`{name}` is first declared here"));
            false
        }
        None => {
            declared.push(name.clone());
            true
        }
    };
    if let Some(header) = &mut simulation.header {
        header
            .parameters
            .retain(|parameter| is_new(&parameter.name));
    }
    for item in &mut simulation.items {
        if let Some(name) = item.kind.declared_mut() {
            name.bound = is_new(&name.ident);
        }
        if let Kind::Workload(workload) = &item.kind {
            is_new(&workload.name);
        }
    }
}
