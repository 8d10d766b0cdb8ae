//! The fields of a declaration and the options of a function: known, given once, with a value, and none missing.

use crate::ast::{Deploy, Field, Fields, Kind, Simulation, Value, are_alternatives, everywhere};
use crate::diagnostics::{Diagnostics, listed};
use crate::schema::{self, Known, Schema};
use proc_macro2::Ident;

pub(super) fn check(simulation: &Simulation, diagnostics: &mut Diagnostics) {
    for kind in everywhere(&simulation.items) {
        let (schema, name, fields) = match kind {
            Kind::Host(host) => (&schema::HOST, &host.name.ident, &host.fields),
            Kind::Link(link) => (&schema::LINK, &link.name.ident, &link.fields),
            Kind::Storage(storage) => (&schema::STORAGE, &storage.name.ident, &storage.fields),
            Kind::Serverless(service) => {
                (&schema::SERVERLESS, &service.name.ident, &service.fields)
            }
            Kind::Function(function) => (&schema::LASTING, &function.name.ident, &function.fields),
            Kind::Workload(workload) => {
                check_unconditional(&workload.fields, diagnostics);
                (&schema::WORKLOAD, &workload.name, &workload.fields)
            }
            Kind::Trace(trace) => (&schema::TRACE, &trace.name, &trace.fields),
            Kind::Deploy(Deploy {
                keyword,
                limits: Some(limits),
                ..
            }) => (&schema::DEPLOYMENT, keyword, limits),
            _ => continue,
        };
        check_entries(schema, name, fields, diagnostics);
    }
}

/// The fields of a workload are the arguments of one call.
fn check_unconditional(fields: &Fields, diagnostics: &mut Diagnostics) {
    for attribute in fields.list.iter().flat_map(|field| &field.attributes) {
        let message = "a field of a workload has no attributes; put it on the whole workload, once for each case";
        diagnostics.over(attribute, message);
    }
}

/// Checks the entries that describe what is called `name`.
pub(crate) fn check_entries(
    schema: &Schema,
    name: &Ident,
    fields: &Fields,
    diagnostics: &mut Diagnostics,
) {
    for (position, field) in fields.list.iter().enumerate() {
        match schema.find(&field.name) {
            Some(known) => check_known(schema, known, field, &fields.list[..position], diagnostics),
            None => check_unknown(schema, field, diagnostics),
        }
    }
    let has = |name: &str| fields.list.iter().any(|field| field.name == name) && schema.has(name);
    if has("replay") {
        let message = "has the dates and their inputs";
        check_instead(
            "replay",
            &["arrivals", "input", "closed_loop", "pollers"],
            message,
            fields,
            diagnostics,
        );
    } else if has("closed_loop") {
        let message = "has the users, who decide when they come";
        let instead_of = ["arrivals", "pollers"];
        check_instead("closed_loop", &instead_of, message, fields, diagnostics);
    } else if fields.sound {
        check_required(schema, name, fields, diagnostics);
    }
}

/// A field that stands in the place of others.
fn check_instead(
    field: &str,
    instead_of: &[&str],
    message: &str,
    fields: &Fields,
    diagnostics: &mut Diagnostics,
) {
    let others = fields.list.iter().map(|field| &field.name);
    for name in others.filter(|name| instead_of.iter().any(|other| *name == other)) {
        let message = format!("`{field}` {message}; remove `{name}`");
        diagnostics.at(name.span(), message);
    }
}

fn check_known(
    schema: &Schema,
    known: &Known,
    field: &Field,
    before: &[Field],
    diagnostics: &mut Diagnostics,
) {
    let name = &field.name;
    let repeated = |other: &&Field| {
        other.name == *name && !are_alternatives(&other.attributes, &field.attributes)
    };
    if let Some(first) = before.iter().find(repeated) {
        diagnostics.at(name.span(), format!("`{name}` is given twice; keep one"));
        diagnostics.at(first.name.span(), format!("`{name}` is first given here"));
    } else if matches!(field.value, Value::Missing) {
        let shown = schema.shown(known);
        diagnostics.at(
            name.span(),
            format!("`{name}` has no value; write `{shown}`"),
        );
    }
}

/// An unknown field without a value is being typed: it is left to the compiler, which completes it.
fn check_unknown(schema: &Schema, field: &Field, diagnostics: &mut Diagnostics) {
    if matches!(field.value, Value::Missing) {
        return;
    }
    let Schema { subject, entry, .. } = schema;
    let name = &field.name;
    let message = match (schema.elsewhere(name), schema.meant(name)) {
        (Some(elsewhere), _) => format!("a {subject} has no {entry} `{name}`: {elsewhere}"),
        (None, meant) => {
            let meant =
                meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
            let listed = listed(schema.names());
            match schema.known.len() {
                1 => format!(
                    "a {subject} has no {entry} `{name}`{meant} (its one {entry} is {listed})"
                ),
                _ => format!(
                    "a {subject} has no {entry} `{name}`{meant} (its {entry}s are {listed})"
                ),
            }
        }
    };
    diagnostics.at(name.span(), message);
}

/// Whether there is a field of this name; a misspelled one is not missing too.
pub(super) fn is_given(schema: &Schema, fields: &Fields, name: &str) -> bool {
    fields.list.iter().any(|field| {
        field.name == name
            || (schema.find(&field.name).is_none() && schema.meant(&field.name) == Some(name))
    })
}

fn check_required(schema: &Schema, name: &Ident, fields: &Fields, diagnostics: &mut Diagnostics) {
    let Schema { subject, .. } = schema;
    for known in schema.known.iter().filter(|known| known.required) {
        if !is_given(schema, fields, known.name) {
            let shown = schema.shown(known);
            diagnostics.at(
                name.span(),
                format!("{subject} `{name}` has no `{}`; add `{shown}`", known.name),
            );
        }
    }
}
