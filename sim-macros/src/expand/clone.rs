//! `#[derive(Clone)]` on the header: the macro implements it, so that a parameter which is not `Clone` is told once, at its type.

use crate::ast::{Header, Parameter, conditions};
use crate::runtime;
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Path, Token, Type};

type Derived = Punctuated<Path, Token![,]>;

/// The attributes without the derivation of `Clone`, and how that was written, if there was one.
pub(super) fn apart(attributes: &[Attribute]) -> (TokenStream, Option<Path>) {
    let mut clone = None;
    let attributes = attributes.iter().map(|attribute| {
        let derived = attribute
            .path()
            .is_ident("derive")
            .then(|| attribute.parse_args_with(Derived::parse_terminated));
        let Some(Ok(derived)) = derived else {
            return quote!(#attribute);
        };
        // One that is derived twice is the compiler's to report.
        let mut is_other = |path: &&Path| {
            let is_it = clone.is_none() && is_clone(path);
            if is_it {
                clone = Some((*path).clone());
            }
            !is_it
        };
        let kept: Vec<&Path> = derived.iter().filter(&mut is_other).collect();
        if kept.len() == derived.len() {
            return quote!(#attribute);
        }
        let (pound, name) = (attribute.pound_token, attribute.path());
        match kept.is_empty() {
            true => TokenStream::new(),
            false => quote!(#pound [#name(#(#kept),*)]),
        }
    });
    let attributes: Vec<TokenStream> = attributes.collect();
    (quote!(#(#attributes)*), clone)
}

/// `Clone`, or the whole path of it.
fn is_clone(path: &Path) -> bool {
    let segments = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string());
    let segments: Vec<String> = segments.collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    matches!(
        segments.as_slice(),
        ["Clone"] | ["std" | "core", "clone", "Clone"]
    )
}

/// What `#[derive(Clone)]` would make of the header; `clone` is what was written.
pub(super) fn implementation(
    clone: &Path,
    header: &Header,
    parameters: &[&Parameter],
) -> TokenStream {
    let span = runtime::generated();
    let name = &header.name;
    let on = conditions(&header.attributes);
    let values = parameters.iter().filter_map(|parameter| {
        let (name, conditions) = (&parameter.name, parameter.conditions());
        let value = again(parameter.ty.as_ref()?, &quote_spanned!(span=> self.#name));
        Some(quote_spanned!(span=> #(#conditions)* #name: #value))
    });
    quote_spanned! {span=>
        #(#on)*
        #[automatically_derived]
        impl #clone for #name {
            fn clone(&self) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

/// A clone of a parameter. At its type, where an error says that it is not `Clone`.
pub(super) fn again(ty: &Type, value: &TokenStream) -> TokenStream {
    let span = runtime::generated_at(ty.span());
    let runtime = runtime::path(span);
    let value = runtime::located(value, span);
    quote_spanned!(span=> #runtime::again(&#value))
}

/// A clone of a local that holds a parameter of this type, or something else that is `Clone`.
pub(super) fn local(ty: Option<&Type>, name: &Ident) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    match ty {
        Some(ty) => again(ty, &quote!(#name)),
        None => quote_spanned!(span=> #runtime::Clone::clone(&#name)),
    }
}
