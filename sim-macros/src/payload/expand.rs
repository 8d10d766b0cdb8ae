//! Sizes to an implementation of the runtime's trait.

use super::size::{Parts, Size, SizeTerm};
use crate::runtime::{self, generated};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{DeriveInput, Fields, Index, Member, Type, WherePredicate};

pub(super) fn expand(input: &DeriveInput, size: &Size) -> TokenStream {
    let span = generated();
    let runtime = runtime::path(span);
    let name = &input.ident;
    let mut generics = input.generics.clone();
    let bounds = bounds(input, size);
    if !bounds.is_empty() {
        generics.make_where_clause().predicates.extend(bounds);
    }
    let (parameters, arguments, conditions) = generics.split_for_impl();
    let body = body(input, size);
    // With the hygiene of what the user wrote, whose expressions may name it.
    let this = Ident::new("self", Span::call_site());
    quote_spanned! {span=>
        impl #parameters #runtime::Payload for #name #arguments #conditions {
            fn size(&#this) -> #runtime::Bytes {
                #body
            }
        }
    }
}

fn body(input: &DeriveInput, size: &Size) -> TokenStream {
    let span = generated();
    let this = Ident::new("self", Span::call_site());
    match size {
        Size::Unknown => runtime::inert(input.ident.span()),
        Size::Whole(size) => size.clone(),
        Size::Struct(parts) => sum(parts, |position, field| {
            let member = field.ident.clone().map_or_else(
                || {
                    Member::Unnamed(Index {
                        index: position,
                        span,
                    })
                },
                Member::Named,
            );
            quote_spanned!(span=> &#this.#member)
        }),
        Size::Enum(variants) => {
            let arms = variants.iter().map(|(name, parts)| {
                let pattern = pattern(parts);
                let size = sum(parts, |position, field| {
                    binding(position, field).into_token_stream()
                });
                quote_spanned! {span=>
                    #[allow(unused_variables)]
                    Self::#name #pattern => { #size }
                }
            });
            quote_spanned!(span=> match #this { #(#arms)* })
        }
    }
}

/// The fields of a variant, by their names, so that expressions can name them.
fn pattern(parts: &Parts) -> TokenStream {
    let span = generated();
    let bindings = parts
        .fields
        .iter()
        .zip(0..)
        .map(|(field, position)| binding(position, field));
    match (parts.fields, parts.terms.is_empty()) {
        (Fields::Unit, _) => TokenStream::new(),
        (_, true) => quote_spanned!(span=> { .. }),
        (Fields::Named(_), false) => quote_spanned!(span=> { #(#bindings),* }),
        (Fields::Unnamed(_), false) => quote_spanned!(span=> (#(#bindings),*)),
    }
}

fn binding(position: u32, field: &syn::Field) -> Ident {
    let nameless = || Ident::new(&format!("__{position}"), generated());
    field.ident.clone().unwrap_or_else(nameless)
}

/// The sum of the terms; `value` is a reference to a field.
fn sum(parts: &Parts, value: impl Fn(u32, &syn::Field) -> TokenStream) -> TokenStream {
    let span = generated();
    let runtime = runtime::path(span);
    let terms: Vec<TokenStream> = parts
        .terms
        .iter()
        .map(|term| match term {
            SizeTerm::Given(size) => size.clone(),
            SizeTerm::Field(position, field) => {
                let (value, ty) = (value(*position, field), &field.ty);
                // With the type, so that an error stands there which says that it has no size.
                quote_spanned!(span=> <#ty as #runtime::Payload>::size(#value))
            }
        })
        .collect();
    match terms.as_slice() {
        [] => quote_spanned!(span=> #runtime::Bytes::ZERO),
        [one] => one.clone(),
        several => {
            let number = several.len();
            quote_spanned! {span=>
                let __sizes: [#runtime::Bytes; #number] = [#(#several),*];
                #runtime::Iterator::sum(#runtime::IntoIterator::into_iter(__sizes))
            }
        }
    }
}

/// What a field of a generic type must be able to do.
fn bounds(input: &DeriveInput, size: &Size) -> Vec<WherePredicate> {
    let span = generated();
    let runtime = runtime::path(span);
    let generic: Vec<&Ident> = input.generics.type_params().map(|one| &one.ident).collect();
    let parts: Vec<&Parts> = match size {
        Size::Struct(parts) => vec![parts],
        Size::Enum(variants) => variants.iter().map(|(_, parts)| parts).collect(),
        Size::Unknown | Size::Whole(_) => Vec::new(),
    };
    let types = parts
        .into_iter()
        .flat_map(|parts| &parts.terms)
        .filter_map(|term| match term {
            SizeTerm::Field(_, field) if mentions(&field.ty, &generic) => Some(&field.ty),
            _ => None,
        });
    types
        .map(|ty| syn::parse_quote_spanned!(span=> #ty: #runtime::Payload))
        .collect()
}

fn mentions(ty: &Type, names: &[&Ident]) -> bool {
    fn any(tokens: TokenStream, names: &[&Ident]) -> bool {
        tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(name) => names.contains(&&name),
            TokenTree::Group(group) => any(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    any(ty.to_token_stream(), names)
}
