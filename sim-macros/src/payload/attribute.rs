//! The attribute `#[payload]`, on a type, a variant or a field.

use crate::ast::Value;
use crate::check::entries;
use crate::diagnostics::Diagnostics;
use crate::unit::{self, Rates};
use crate::{parse, schema};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Meta};

/// What an attribute says.
pub(super) enum Written {
    /// `#[payload]`
    Counted,
    /// `#[payload(size = 2MB)]`
    Size(TokenStream),
    /// Something else, which was reported.
    Broken,
}

const FORM: &str = "a size is written `#[payload(size = 2MB)]`";

/// Finds the attribute among those of something called `name`.
pub(super) fn find<'a>(
    name: &Ident,
    attributes: &'a [Attribute],
    diagnostics: &mut Diagnostics,
) -> Option<(&'a Attribute, Written)> {
    let mut attributes = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("payload"));
    let attribute = attributes.next()?;
    for other in attributes {
        diagnostics.over(other, "`payload` is given twice; keep one");
    }
    let written = match &attribute.meta {
        Meta::Path(_) => Written::Counted,
        Meta::List(list) => {
            // What lacks a size is the attribute, not what it is on.
            let mut subject = name.clone();
            subject.set_span(list.path.span());
            let tokens = unit::rewrite(list.tokens.clone(), Rates::Joined, diagnostics);
            size(&subject, tokens, diagnostics)
        }
        Meta::NameValue(_) => {
            diagnostics.over(attribute, FORM);
            Written::Broken
        }
    };
    Some((attribute, written))
}

/// Reads `size = 2MB`.
fn size(subject: &Ident, tokens: TokenStream, diagnostics: &mut Diagnostics) -> Written {
    if let Ok(value) = syn::parse2::<Expr>(tokens.clone())
        && !matches!(value, Expr::Assign(_) | Expr::Path(_))
    {
        diagnostics.over(&value, FORM);
        return Written::Size(value.into_token_stream());
    }
    let options = parse::options(tokens, diagnostics);
    entries::check_entries(&schema::PAYLOAD, subject, &options, diagnostics);
    let mut sizes = options
        .list
        .into_iter()
        .filter(|option| option.name == "size");
    match sizes.next().map(|option| option.value) {
        Some(Value::Written(size)) => Written::Size(size),
        _ => Written::Broken,
    }
}
