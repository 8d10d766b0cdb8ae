//! `#[derive(Payload)]`: the stages in their order.
//!
//! It knows types and their attributes. It must not know what travels where, nor how long that takes.

mod attribute;
mod expand;
mod read;

use crate::debug;
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, TokenStream};
use syn::DeriveInput;

/// Where the size of a value comes from.
enum Size<'a> {
    /// Nowhere, which was reported.
    Unknown,
    /// From an expression for the whole type.
    Whole(TokenStream),
    /// From the parts of a struct.
    Struct(Parts<'a>),
    /// From the variant.
    Enum(Vec<(&'a Ident, Parts<'a>)>),
}

/// What is counted of a struct or of a variant.
struct Parts<'a> {
    fields: &'a syn::Fields,
    weights: Vec<Weight<'a>>,
}

/// What is added to a size.
enum Weight<'a> {
    /// An expression.
    Given(TokenStream),
    /// What the field at this position says of itself.
    Field(u32, &'a syn::Field),
}

/// The implementation of `Payload` for a type, followed by the errors.
pub(crate) fn payload(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let input: DeriveInput = match syn::parse2(input) {
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
