//! `function`: one call, bound to its name.

use super::call::call;
use super::spec::{self, binding};
use crate::ast::{Fields, FunctionLength, LastingFunction, Name};
use crate::function::image;
use crate::runtime::{self, text};
use crate::schema;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

pub(super) fn expand(function: &LastingFunction) -> TokenStream {
    let LastingFunction {
        keyword,
        name,
        length,
        fields,
    } = function;
    let binding = binding(name);
    let span = runtime::generated();
    let spec = specification(name, fields, keyword);
    let (method, arguments) = match length {
        Some(FunctionLength::Law(law)) => {
            let law = spec::policy(&Ident::new("distribution", span), law, span);
            ("lasting_function", quote_spanned!(span=> #spec, #law))
        }
        // What was reported has the type that its uses need.
        Some(FunctionLength::Input) | None => ("timed_function", spec),
    };
    let call = call(&Ident::new(method, keyword.span()), arguments);
    quote_spanned!(span=> let #binding = #call;)
}

/// What the function is, as its block says.
fn specification(name: &Name, fields: &Fields, keyword: &Ident) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let text = text(&name.ident);
    let spec = Ident::new("__spec", runtime::generated_at(keyword.span()));
    let image = image(&name.ident, fields);
    let others = fields.list.iter().filter(|field| field.name != "image");
    let assignments = others.map(|field| spec::assignment(&schema::LASTING, &spec, field));
    quote_spanned! {span=> {
        #[allow(unused_mut)]
        let mut #spec = #runtime::FunctionSpec::new(#text, #image);
        #(#assignments)*
        #spec
    }}
}
