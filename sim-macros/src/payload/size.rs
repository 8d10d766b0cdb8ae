//! What a type declares about the size of its values.

use proc_macro2::{Ident, TokenStream};

/// Where the size of a value comes from.
pub(super) enum Size<'a> {
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
pub(super) struct Parts<'a> {
    pub(super) fields: &'a syn::Fields,
    pub(super) terms: Vec<SizeTerm<'a>>,
}

/// What is added to a size.
pub(super) enum SizeTerm<'a> {
    /// An expression.
    Given(TokenStream),
    /// The size of the field at this position, by its own `Payload`.
    Field(u32, &'a syn::Field),
}
