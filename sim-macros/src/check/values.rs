//! Values of fields of which the compiler would only say that their type is another one, and not what to write.

use crate::ast::{Field, Fields, Item, Kind, Simulation, Value};
use crate::diagnostics::Diagnostics;
use crate::schema::{self, FUNCTION, HOST, Lowering, Schema};
use crate::unit;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprStruct, Lit};

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    check_items(&mut simulation.items, diagnostics);
}

fn check_items(items: &mut [Item], diagnostics: &mut Diagnostics) {
    for item in items {
        if let Some((schema, fields)) = described(&mut item.kind) {
            check_untyped(schema, fields, diagnostics);
            check_lists(schema, fields, diagnostics);
            check_nameless(schema, fields, diagnostics);
            check_units(schema, fields, diagnostics);
            let is_host = schema.subject == HOST.subject;
            for field in &mut fields.list {
                match field.name.to_string().as_str() {
                    "disk" if is_host => check_disk(field, diagnostics),
                    "power" if is_host => check_power(field, diagnostics),
                    "tariff" => check_tariff(field, diagnostics),
                    _ => {}
                }
            }
        }
        for inner in item.kind.inner_mut() {
            check_items(inner, diagnostics);
        }
    }
}

/// The block of a declaration.
fn described(kind: &mut Kind) -> Option<(&'static Schema, &mut Fields)> {
    match kind {
        Kind::Host(host) => Some((&schema::HOST, &mut host.fields)),
        Kind::Link(link) => Some((&schema::LINK, &mut link.fields)),
        Kind::Storage(storage) => Some((&schema::STORAGE, &mut storage.fields)),
        Kind::Serverless(service) => Some((&schema::SERVERLESS, &mut service.fields)),
        Kind::Function(function) => Some((&schema::LASTING, &mut function.fields)),
        Kind::Workload(workload) => Some((&schema::WORKLOAD, &mut workload.fields)),
        Kind::Trace(trace) => Some((&schema::TRACE, &mut trace.fields)),
        Kind::Deploy(deploy) => Some((&schema::DEPLOYMENT, deploy.limits.as_mut()?)),
        _ => None,
    }
}

/// `disk: { capacity: 5TB }`, `speed: { value: 1Gflop/s }`
pub(crate) fn check_untyped(schema: &Schema, fields: &mut Fields, diagnostics: &mut Diagnostics) {
    for field in &mut fields.list {
        let Value::Untyped(value) = &field.value else {
            continue;
        };
        let (name, example) = (&field.name, schema.example(&field.name.to_string()));
        if schema.find(name).is_some() {
            let message = match example.contains('{') {
                true => format!("`{name}` lacks the type before its braces; write `{example}`"),
                false => format!("`{name}` is one value, without fields; write `{example}`"),
            };
            diagnostics.over(value, message);
        }
        field.value = Value::Broken;
    }
}

/// A constant without a name before it: `#[serverless_function(IMAGE)]`. It is dropped.
pub(crate) fn check_nameless(schema: &Schema, fields: &mut Fields, diagnostics: &mut Diagnostics) {
    let before = fields.list.len();
    fields.list.retain(|field| {
        let is_nameless = is_element(schema, field);
        if is_nameless {
            let Schema { subject, entry, .. } = schema;
            let example = schema
                .known
                .first()
                .map_or_else(String::new, |known| schema.shown(known));
            let message = format!(
                "`{}` is no {entry} of a {subject}; write its name too, as in `{example}`",
                field.name
            );
            diagnostics.at(field.name.span(), message);
        }
        !is_nameless
    });
    fields.sound &= fields.list.len() == before;
}

/// `idle_timeout: 600`
pub(crate) fn check_units(schema: &Schema, fields: &mut Fields, diagnostics: &mut Diagnostics) {
    for field in &mut fields.list {
        let Some(known) = schema.find(&field.name) else {
            continue;
        };
        let example = known.example;
        let is_quantity = example.starts_with(|first: char| first.is_ascii_digit())
            && example.contains(char::is_alphabetic);
        if let Value::Written(value) = &field.value
            && matches!(known.lowering, Lowering::Assign)
            && is_quantity
            && is_bare_number(value)
        {
            let message = format!(
                "`{}` has a unit; write `{}`",
                field.name,
                schema.shown(known)
            );
            diagnostics.over(value, message);
            field.value = Value::Broken;
        }
    }
}

fn is_bare_number(value: &TokenStream) -> bool {
    let Ok(Expr::Lit(ExprLit { lit, .. })) = syn::parse2(value.clone()) else {
        return false;
    };
    matches!(lit, Lit::Int(_) | Lit::Float(_))
}

/// `images: A, B`, of which the comma makes two fields.
fn check_lists(schema: &Schema, fields: &mut Fields, diagnostics: &mut Diagnostics) {
    let mut list = std::mem::take(&mut fields.list).into_iter().peekable();
    while let Some(mut field) = list.next() {
        let is_list = |known: &schema::Known| matches!(known.lowering, Lowering::List(_));
        if schema.find(&field.name).is_some_and(is_list) {
            let mut others = Vec::new();
            while let Some(other) = list.next_if(|other| is_element(schema, other)) {
                others.push(other.name);
            }
            if let (Value::Written(first), [_, ..]) = (&field.value, others.as_slice()) {
                let example = schema.example(&field.name.to_string());
                let message = format!("several stand in brackets; write `{example}`");
                diagnostics.over(quote!(#first #(#others)*), message);
                field.value = Value::Written(quote!([#first, #(#others),*]));
            }
        }
        fields.list.push(field);
    }
}

/// Whether a field is a constant, and no field.
fn is_element(schema: &Schema, field: &Field) -> bool {
    matches!(field.value, Value::Missing)
        && schema.find(&field.name).is_none()
        && field.name.to_string().starts_with(char::is_uppercase)
}

/// `disk: 5TB`, `disk: Disk { capacity: 5TB }`
fn check_disk(field: &mut Field, diagnostics: &mut Diagnostics) {
    let Value::Written(value) = &field.value else {
        return;
    };
    let place = match unit::bytes(value) {
        Some(_) => Some(value.clone()),
        None => incomplete(value, "Disk", &schema::DISK).map(|disk| disk.path.to_token_stream()),
    };
    if let Some(place) = place {
        let message = format!(
            "a disk has a capacity and two bandwidths; write `{}`",
            HOST.example("disk")
        );
        diagnostics.over(place, message);
        field.value = Value::Broken;
    }
}

/// `power: 200W`, `power: Power { peak: 200W }`
fn check_power(field: &mut Field, diagnostics: &mut Diagnostics) {
    let Value::Written(value) = &field.value else {
        return;
    };
    let place = match unit::number(value) {
        Some(_) => Some(value.clone()),
        None => {
            incomplete(value, "Power", &schema::POWER).map(|power| power.path.to_token_stream())
        }
    };
    if let Some(place) = place {
        let message = format!(
            "a host draws one power while nothing computes and another while all cores do; write `{}`",
            HOST.example("power")
        );
        diagnostics.over(place, message);
        field.value = Value::Broken;
    }
}

/// `tariff: Tariff { per_node_hour: 0.05 }`
fn check_tariff(field: &mut Field, diagnostics: &mut Diagnostics) {
    let Value::Written(value) = &field.value else {
        return;
    };
    let Some(ExprStruct { path, fields, .. }) = incomplete(value, "Tariff", &schema::TARIFF) else {
        return;
    };
    let mut written: Vec<String> = fields
        .iter()
        .map(|field| format!("{}: ..", field.member.to_token_stream()))
        .collect();
    written.push("..Tariff::default()".to_owned());
    let message = format!(
        "a tariff has other prices too; write `Tariff {{ {} }}`",
        written.join(", ")
    );
    diagnostics.over(&path, message);
    let fields = fields.iter();
    field.value = Value::Written(quote!(#path { #(#fields,)* ..#path::default() }));
}

/// A struct of this name without all of its fields, and without `..`.
fn incomplete(value: &TokenStream, name: &str, all: &[&str]) -> Option<ExprStruct> {
    let Ok(Expr::Struct(structure)) = syn::parse2(value.clone()) else {
        return None;
    };
    let is_named = structure.path.segments.last()?.ident == name;
    let given = |field: &&str| {
        let mut members = structure.fields.iter().map(|field| &field.member);
        members.any(|member| member.to_token_stream().to_string() == **field)
    };
    let lacks = structure.dot2_token.is_none() && !all.iter().all(given);
    (is_named && lacks).then_some(structure)
}

/// `image = "worker"`
pub(crate) fn check_image(options: &mut Fields, diagnostics: &mut Diagnostics) {
    let images = options.list.iter_mut();
    for option in images.filter(|option| option.name == "image") {
        if let Value::Written(value) = &option.value
            && let Ok(Expr::Lit(ExprLit {
                lit: Lit::Str(name),
                ..
            })) = syn::parse2(value.clone())
        {
            let message = format!(
                "an image is a constant with a size: `const IMAGE: Image = Image::new(\"{}\", mb(250));`, then `{}`",
                name.value(),
                FUNCTION.example("image")
            );
            diagnostics.over(value, message);
            option.value = Value::Broken;
        }
    }
}
