//! What stands in a `for` or an `if` may relate names, but not declare them: the rest of the simulation could not see them.

use crate::ast::{Item, Kind, Simulation, everywhere};
use crate::diagnostics::Diagnostics;
use proc_macro2::Ident;

pub(super) fn check(simulation: &Simulation, diagnostics: &mut Diagnostics) {
    for item in &simulation.items {
        match &item.kind {
            Kind::For(each) => check_body(&each.body, "for", diagnostics),
            kind => kind
                .inner()
                .into_iter()
                .for_each(|body| check_body(body, "if", diagnostics)),
        }
    }
}

fn check_body(items: &[Item], around: &str, diagnostics: &mut Diagnostics) {
    for (keyword, name) in everywhere(items).into_iter().filter_map(Kind::declared) {
        diagnostics.at(name.ident.span(), message(keyword, &name.ident, around));
    }
}

fn message(keyword: &Ident, name: &Ident, around: &str) -> String {
    let remedy = match keyword.to_string().as_str() {
        "host" | "link" => format!("declare an array outside: `{keyword} {name}[n] {{ .. }}`"),
        _ => "declare it outside".to_owned(),
    };
    let what = match keyword.to_string().as_str() {
        "deploy" => "variant of a function".to_owned(),
        keyword => keyword.to_owned(),
    };
    format!("a {what} cannot be declared in `{around}`; {remedy}")
}
