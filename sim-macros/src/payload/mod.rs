//! `#[derive(Payload)]`: the stages in their order.
//!
//! It knows types and their attributes. It must not know what is sent where, nor how long that takes.

mod attribute;
mod expand;
mod read;
mod size;

use crate::diagnostics::Diagnostics;
use crate::{debug, depth, facade, invisible, runtime};
use proc_macro2::TokenStream;
use syn::{DeriveInput, Meta, Path};

/// The implementation of `Payload` for a type, followed by the errors.
pub(crate) fn payload(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let read = depth::check(&input).and_then(|()| syn::parse2(invisible::open(input)));
    let mut input: DeriveInput = match read {
        Ok(input) => input,
        Err(error) => {
            diagnostics.push(error);
            return diagnostics.after(TokenStream::new());
        }
    };
    let called = called(&mut input, &mut diagnostics);
    runtime::called(called, || {
        let size = read::read(&input, &mut diagnostics);
        let expansion = diagnostics.after(expand::expand(&input, &size));
        debug::show(&input.ident, &expansion);
        expansion
    })
}

/// Takes `crate = cs` out of the attributes of the type, and an attribute that says nothing else.
fn called(input: &mut DeriveInput, diagnostics: &mut Diagnostics) -> Option<Path> {
    let mut called = None;
    input.attrs.retain_mut(|attribute| {
        let Meta::List(list) = &mut attribute.meta else {
            return true;
        };
        if !list.path.is_ident("payload") {
            return true;
        }
        let (path, rest) = facade::take(list.tokens.clone(), diagnostics);
        if path.is_none() {
            return true;
        }
        called = path;
        let says_more = !rest.is_empty();
        list.tokens = rest;
        says_more
    });
    called
}
