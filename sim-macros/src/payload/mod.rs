//! `#[derive(Payload)]`: the stages in their order.
//!
//! It knows types and their attributes. It must not know what is sent where, nor how long that takes.

mod attribute;
mod expand;
mod read;
mod size;

use crate::diagnostics::Diagnostics;
use crate::{debug, depth};
use proc_macro2::TokenStream;
use syn::DeriveInput;

/// The implementation of `Payload` for a type, followed by the errors.
pub(crate) fn payload(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let input: DeriveInput = match depth::check(&input).and_then(|()| syn::parse2(input)) {
        Ok(input) => input,
        Err(error) => {
            diagnostics.push(error);
            return diagnostics.after(TokenStream::new());
        }
    };
    let size = read::read(&input, &mut diagnostics);
    let expansion = diagnostics.after(expand::expand(&input, &size));
    debug::show(&input.ident, &expansion);
    expansion
}
