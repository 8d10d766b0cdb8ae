//! The method `build`: the parameters as locals, then the declarations.

use super::clone;
use super::scope::Scope;
use super::statements::statements;
use crate::ast::{Header, Item, Parameter};
use crate::runtime;
use proc_macro2::TokenStream;
use quote::quote_spanned;

/// The method that declares everything on a builder.
pub(super) fn build(header: &Header, items: &[Item], is_wrong: bool) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let parameters = parameters(header);
    let body = statements(items, &Scope::new(header, items));
    let unused = items
        .is_empty()
        .then(|| quote_spanned!(span=> let _ = __sim;));
    let quiet = is_wrong.then(|| quote_spanned!(span=> #[allow(unused)]));
    quote_spanned! {span=>
        #quiet
        fn build(&self, __sim: &mut #runtime::Builder) {
            #parameters
            #unused
            #body
        }
    }
}

/// Each parameter as a local of its name. Cloned one by one: a struct that is not `Clone` is then one error, not two.
fn parameters(header: &Header) -> TokenStream {
    let span = runtime::generated();
    let locals = header.parameters.iter().map(|parameter| {
        let Parameter { name, ty, .. } = parameter;
        let conditions = parameter.conditions();
        let value = match ty {
            Some(ty) => clone::again(ty, &quote_spanned!(span=> self.#name)),
            None => runtime::inert(name.span()),
        };
        quote_spanned!(span=> #(#conditions)* let #name = #value;)
    });
    locals.collect()
}
