//! `{ cores: 1, speed: 10Gflop/s }` and `(image = IMAGE, memory = 200MB)`: names with values.

use super::expression::{here, next, skip_to_comma, value, word};
use crate::ast::{Field, Fields, Value};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, Literal};
use sim_units::table;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Token};

/// What stands between a name and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Colon,
    Equals,
}

/// Reads fields to the end of the input.
pub(super) fn fields(
    input: ParseStream,
    separator: Separator,
    diagnostics: &mut Diagnostics,
) -> Fields {
    let mut fields = Fields::default();
    while !input.is_empty() {
        let attributes = attributes(input);
        match input.call(Ident::parse_any) {
            Ok(name) => {
                let mut value = field_value(&name, input, separator, diagnostics);
                if !after_value(&name, &value, input, separator, diagnostics) {
                    value = Value::Broken;
                }
                fields.sound &= !matches!(value, Value::Broken | Value::Untyped(_));
                fields.list.push(Field {
                    attributes,
                    name,
                    value,
                });
            }
            Err(_) => {
                let message = format!("expected a name, as in `{}`", separator.example());
                diagnostics.at(here(input), message);
                fields.sound = false;
                skip_to_comma(input);
            }
        }
        if input.peek(Token![,]) {
            next(input);
        }
    }
    fields
}

/// The attributes before a field, without documentation, which what it becomes cannot carry.
fn attributes(input: ParseStream) -> Vec<Attribute> {
    let mut attributes = input.call(Attribute::parse_outer).unwrap_or_default();
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    attributes
}

fn field_value(
    name: &Ident,
    input: ParseStream,
    separator: Separator,
    diagnostics: &mut Diagnostics,
) -> Value {
    let at_end = |input: ParseStream| input.is_empty() || input.peek(Token![,]);
    if at_end(input) || starts_field(input, separator) {
        return Value::Missing;
    }
    if separator.follows(input) {
        next(input);
    } else {
        let message = format!("expected `{}` after `{name}`", separator.symbol());
        diagnostics.at(input.span(), message);
        if separator.other().follows(input) {
            next(input);
        }
    }
    if at_end(input) {
        Value::Missing
    } else {
        value(input, diagnostics)
    }
}

/// Whether a comma or the end follows. If not, says so and skips what is in the way.
fn after_value(
    name: &Ident,
    value: &Value,
    input: ParseStream,
    separator: Separator,
    diagnostics: &mut Diagnostics,
) -> bool {
    if input.is_empty() || input.peek(Token![,]) {
        return true;
    }
    if starts_field(input, separator) {
        diagnostics.at(
            input.cursor().prev_span(),
            format!("expected `,` after `{name}`"),
        );
        return true;
    }
    let message = match quantity(value, input) {
        Some(quantity) => format!("a quantity is written without a space: `{quantity}`"),
        None => format!("expected `,` after the value of `{name}`"),
    };
    diagnostics.at(input.span(), message);
    skip_to_comma(input);
    false
}

/// What a number and the unit that follows it were meant to be.
fn quantity(value: &Value, input: ParseStream) -> Option<String> {
    let Value::Written(value) = value else {
        return None;
    };
    let number: Literal = syn::parse2(value.clone()).ok()?;
    let unit = word(input).filter(|word| table::unit(&word.to_string()).is_some())?;
    let rate = input.peek2(Token![/]) && input.peek3(syn::Ident);
    Some(format!("{number}{unit}{}", if rate { "/s" } else { "" }))
}

fn starts_field(input: ParseStream, separator: Separator) -> bool {
    let ahead = input.fork();
    attributes(&ahead);
    ahead.call(Ident::parse_any).is_ok() && separator.follows(&ahead)
}

impl Separator {
    fn follows(self, input: ParseStream) -> bool {
        match self {
            Separator::Colon => input.peek(Token![:]) && !input.peek(Token![::]),
            Separator::Equals => input.peek(Token![=]) && !input.peek(Token![==]),
        }
    }

    fn other(self) -> Self {
        match self {
            Separator::Colon => Separator::Equals,
            Separator::Equals => Separator::Colon,
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Separator::Colon => ":",
            Separator::Equals => "=",
        }
    }

    fn example(self) -> &'static str {
        match self {
            Separator::Colon => "speed: 10Gflop/s",
            Separator::Equals => "memory = 200MB",
        }
    }
}
