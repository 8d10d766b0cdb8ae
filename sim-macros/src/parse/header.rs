//! `pub struct Basic { nodes: usize = 3 }`: the name of the simulation and its parameters.

use super::expression::{braces, here, next, read, skip_to_comma, value};
use crate::ast::{Header, Parameter, Value};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, Span};
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Token, Type, Visibility, token};

const FORM: &str = "pub struct Name { nodes: usize = 3 }";

/// Reads the header. Without one nothing is read, because a declaration may follow.
pub(super) fn header(input: ParseStream, diagnostics: &mut Diagnostics) -> Option<Header> {
    let ahead = input.fork();
    let attributes = ahead.call(Attribute::parse_outer).unwrap_or_default();
    let visibility = ahead.parse().unwrap_or(Visibility::Inherited);
    let Ok(keyword) = ahead.parse() else {
        let place = if input.is_empty() {
            Span::call_site()
        } else {
            ahead.span()
        };
        diagnostics.at(
            place,
            format!("a simulation begins with its header: `{FORM}`"),
        );
        return None;
    };
    input.advance_to(&ahead);
    let Ok(name) = input.parse::<Ident>() else {
        diagnostics.at(
            here(input),
            format!("expected the name of the simulation: `{FORM}`"),
        );
        if input.peek(token::Brace) {
            next(input);
        }
        return None;
    };
    refuse_generics(input, diagnostics);
    let unit = input.peek(Token![;]);
    let parameters = parameters(&visibility, input, diagnostics);
    Some(Header {
        attributes,
        visibility,
        keyword,
        name,
        defaults: true,
        unit,
        parameters,
    })
}

fn refuse_generics(input: ParseStream, diagnostics: &mut Diagnostics) {
    if !input.peek(Token![<]) {
        return;
    }
    let message = "a simulation has no generics: its parameters are values of one type each";
    diagnostics.at(input.span(), message);
    while !input.is_empty() && !input.peek(token::Brace) && !input.peek(Token![;]) {
        next(input);
    }
}

fn parameters(
    inherited: &Visibility,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Vec<Parameter> {
    if input.peek(Token![;]) {
        next(input);
        return Vec::new();
    }
    let mut parameters = Vec::new();
    match braces(input) {
        Ok((_, block)) => {
            while !block.is_empty() {
                parameters.extend(parameter(inherited, &block, diagnostics));
                if block.peek(Token![,]) {
                    next(&block);
                }
            }
        }
        Err(_) => diagnostics.at(here(input), format!("expected the parameters: `{FORM}`")),
    }
    parameters
}

/// Reads one parameter, up to the comma.
fn parameter(
    inherited: &Visibility,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Parameter> {
    let attributes = input.call(Attribute::parse_outer).unwrap_or_default();
    let visibility = match input.parse() {
        Ok(Visibility::Inherited) | Err(_) => inherited.clone(),
        Ok(own) => own,
    };
    let Ok(name) = input.parse::<Ident>() else {
        diagnostics.at(
            here(input),
            "expected a parameter, as in `nodes: usize = 3`",
        );
        diagnostics.incomplete();
        skip_to_comma(input);
        return None;
    };
    let mut parameter = Parameter {
        attributes,
        visibility,
        name,
        ty: None,
        default: None,
    };
    if let Err(error) = rest(&mut parameter, input, diagnostics) {
        diagnostics.push(error);
        skip_to_comma(input);
    }
    Some(parameter)
}

fn rest(
    parameter: &mut Parameter,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> syn::Result<()> {
    let name = &parameter.name;
    if input.peek(Token![:]) {
        next(input);
        parameter.ty = read(input, Type::parse);
    }
    if parameter.ty.is_none() {
        let message = format!("parameter `{name}` has no type; write `{name}: usize = 3`");
        diagnostics.at(name.span(), message);
    }
    if input.peek(Token![=]) {
        next(input);
        match value(input, diagnostics) {
            Value::Written(default) => parameter.default = Some(default),
            Value::Untyped(fields) => {
                let message = format!(
                    "the value of `{name}` lacks the type before its braces; write `= TYPE {{ .. }}`"
                );
                diagnostics.over(fields, message);
            }
            Value::Missing | Value::Broken => {}
        }
    } else if parameter.ty.is_some() {
        let message =
            format!("parameter `{name}` has no default value; write `= ..` after its type");
        diagnostics.at(name.span(), message);
    }
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(syn::Error::new(
        input.span(),
        format!("expected `,` after parameter `{name}`"),
    ))
}
