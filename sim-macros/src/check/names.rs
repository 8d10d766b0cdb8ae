//! Each name is declared once. A second `let` of a name would silently replace the first, and two workloads of a name could
//! not be distinguished in a report. Two of a name may stand under conditions that differ: `#[cfg(..)]`.

use crate::ast::{Kind, Simulation, are_alternatives};
use crate::diagnostics::Diagnostics;
use proc_macro2::Ident;
use syn::Attribute;

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    let mut declared: Vec<(Ident, Vec<Attribute>)> = Vec::new();
    let mut is_new = |name: &Ident, attributes: &[Attribute]| match declared
        .iter()
        .find(|(first, others)| first == name && !are_alternatives(others, attributes))
    {
        Some((first, _)) => {
            diagnostics.at(
                name.span(),
                format!("`{name}` is declared twice; give one of them another name"),
            );
            diagnostics.at(first.span(), format!("`{name}` is first declared here"));
            false
        }
        None => {
            declared.push((name.clone(), attributes.to_vec()));
            true
        }
    };
    if let Some(header) = &mut simulation.header {
        header
            .parameters
            .retain(|parameter| is_new(&parameter.name, &parameter.attributes));
    }
    for item in &mut simulation.items {
        let attributes = &item.attributes;
        if let Some(name) = item.kind.declared_mut() {
            name.bound = is_new(&name.ident, attributes);
        }
        match &item.kind {
            Kind::Workload(workload) => drop(is_new(&workload.name, attributes)),
            Kind::Trace(trace) => drop(is_new(&trace.name, attributes)),
            _ => {}
        }
    }
}
