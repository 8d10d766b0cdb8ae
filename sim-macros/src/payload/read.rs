//! Attributes to sizes: that of the whole, or those of its parts, but not both, and not nothing.

use super::attribute::{self, Written};
use super::size::{Parts, Size, SizeTerm};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Data, DeriveInput, Variant};

/// Reads what a type says about its size.
pub(super) fn read<'a>(input: &'a DeriveInput, diagnostics: &mut Diagnostics) -> Size<'a> {
    let mut reader = Reader {
        name: input.ident.clone(),
        sound: true,
        diagnostics,
    };
    let (size, inner) = reader.data(input);
    let size = match reader.whole(&input.attrs, inner) {
        Some(whole) => Some(Size::Whole(whole)),
        None => size.filter(|_| inner.is_some()),
    };
    match size {
        Some(size) if reader.sound => size,
        Some(_) => Size::Unknown,
        None => {
            if reader.sound {
                reader.nothing(input);
            }
            Size::Unknown
        }
    }
}

struct Reader<'d> {
    /// The name of the type.
    name: Ident,
    /// Whether everything could be understood.
    sound: bool,
    diagnostics: &'d mut Diagnostics,
}

impl Reader<'_> {
    /// The size as the sum of parts, and the first attribute that is about a part.
    fn data<'a>(&mut self, input: &'a DeriveInput) -> (Option<Size<'a>>, Option<&'a Attribute>) {
        match &input.data {
            Data::Struct(data) => {
                let (parts, first) = self.parts(&data.fields);
                (Some(Size::Struct(parts)), first)
            }
            Data::Enum(data) => {
                let mut first = None;
                let variants = data.variants.iter().map(|variant| {
                    let (parts, attribute) = self.variant(variant);
                    first = first.or(attribute);
                    (&variant.ident, parts)
                });
                (Some(Size::Enum(variants.collect())), first)
            }
            Data::Union(_) => (None, None),
        }
    }

    fn variant<'a>(&mut self, variant: &'a Variant) -> (Parts<'a>, Option<&'a Attribute>) {
        let (mut parts, inner) = self.parts(&variant.fields);
        if let Some(whole) = self.whole(&variant.attrs, inner) {
            parts.terms = vec![SizeTerm::Given(whole)];
        }
        let own = variant
            .attrs
            .iter()
            .find(|attribute| attribute.path().is_ident("payload"));
        (parts, own.or(inner))
    }

    fn parts<'a>(&mut self, fields: &'a syn::Fields) -> (Parts<'a>, Option<&'a Attribute>) {
        let mut terms = Vec::new();
        let mut first = None;
        for (position, field) in (0..).zip(fields) {
            let Some((attribute, written)) = self.find(&field.attrs) else {
                continue;
            };
            first = first.or(Some(attribute));
            match written {
                Written::Counted => terms.push(SizeTerm::Field(position, field)),
                Written::Size(size) => terms.push(SizeTerm::Given(size)),
                Written::Broken => {}
            }
        }
        (Parts { fields, terms }, first)
    }

    /// The size of all of a type or a variant, of which no part may say one too.
    fn whole(
        &mut self,
        attributes: &[Attribute],
        inner: Option<&Attribute>,
    ) -> Option<TokenStream> {
        let (attribute, written) = self.find(attributes)?;
        match (written, inner) {
            (Written::Size(size), None) => return Some(size),
            (Written::Size(_), Some(inner)) => {
                let message = "this is a part of what has a size already; keep one of the two";
                self.diagnostics.over(inner, message);
                self.diagnostics
                    .over(attribute, "the size of the whole is given here");
            }
            (Written::Counted, _) => {
                let message = "write how large it is, as in `#[payload(size = 2MB)]`, or put `#[payload]` on the fields that count";
                self.diagnostics.over(attribute, message);
            }
            (Written::Broken, _) => {}
        }
        self.sound = false;
        None
    }

    fn find<'a>(&mut self, attributes: &'a [Attribute]) -> Option<(&'a Attribute, Written)> {
        let found = attribute::find(&self.name, attributes, self.diagnostics);
        self.sound &= !matches!(found, Some((_, Written::Broken)));
        found
    }

    /// A type that says nothing would have no size, as it has without the `derive`.
    fn nothing(&mut self, input: &DeriveInput) {
        let name = &input.ident;
        let message = match &input.data {
            Data::Union(_) => {
                format!("`{name}` says no size; write `#[payload(size = 2MB)]` on it")
            }
            _ => format!(
                "`{name}` says no size; write `#[payload(size = 2MB)]` on it, or `#[payload]` on the fields that count"
            ),
        };
        self.diagnostics.at(name.span(), message);
    }
}
