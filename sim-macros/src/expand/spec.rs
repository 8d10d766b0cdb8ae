//! A block of fields: assignments to a specification of the runtime, so that the compiler checks each at its place.

use crate::ast::{Choice, Field, Fields, Name, Reference, Value};
use crate::runtime;
use crate::schema::{Lowering, Schema};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// An expression that makes the specification. `place` is where an error points that concerns all of it.
pub(super) fn expand(schema: &Schema, fields: &Fields, place: Span) -> TokenStream {
    let span = runtime::generated_at(place);
    let runtime = runtime::path(span);
    changed(
        quote_spanned!(span=> #runtime::Default::default()),
        schema,
        fields,
        place,
    )
}

/// An expression that makes a specification out of another one.
pub(super) fn changed(
    original: TokenStream,
    schema: &Schema,
    fields: &Fields,
    place: Span,
) -> TokenStream {
    let span = runtime::generated_at(place);
    let runtime = runtime::path(span);
    let specification = Ident::new(schema.specification, span);
    let spec = Ident::new("__spec", span);
    let is_base = |field: &&Field| {
        let known = schema.find(&field.name);
        known.is_some_and(|known| matches!(known.lowering, Lowering::Base(_)))
    };
    // What gives all of it comes before what changes parts.
    let bases = fields.list.iter().filter(is_base);
    let has_base = bases.clone().next().is_some();
    let others = fields.list.iter().filter(|field| !is_base(field));
    let cleared = superseded(&spec, fields, has_base);
    let bases = bases.map(|field| assignment(schema, &spec, field));
    let others = others.map(|field| assignment(schema, &spec, field));
    let assignments = bases.chain(cleared).chain(others);
    quote_spanned! {span=> {
        #[allow(unused_mut)]
        let mut #spec: #runtime::#specification = #original;
        #(#assignments)*
        #spec
    }}
}

/// Policies of a provider that times which are written stand in the place of.
fn superseded(spec: &Ident, fields: &Fields, has_base: bool) -> Vec<TokenStream> {
    const TIMES: [(&str, &str); 2] = [
        ("idle_timeout", "keep_alive"),
        ("container_startup", "start_up"),
    ];
    let is_written = |name: &str| fields.list.iter().any(|field| field.name == name);
    let cleared = TIMES
        .into_iter()
        .filter(|(time, policy)| has_base && is_written(time) && !is_written(policy));
    let span = spec.span();
    let runtime = runtime::path(span);
    cleared
        .map(|(_, policy)| {
            let policy = Ident::new(policy, span);
            quote_spanned!(span=> #spec.#policy = #runtime::Option::None;)
        })
        .collect()
}

/// One entry. What cannot be assigned is still compiled, except for a name that was reported.
pub(crate) fn assignment(schema: &Schema, spec: &Ident, field: &Field) -> TokenStream {
    let span = runtime::generated();
    let (name, attributes) = (&field.name, &field.attributes);
    match (&field.value, schema.find(name)) {
        (Value::Written(value), Some(known)) => {
            let lowering = known.lowering;
            let value = lowered(lowering, value, spec.span());
            let assignment = match lowering {
                Lowering::Base(_) => quote_spanned!(span=> #spec = #value;),
                _ => quote_spanned!(span=> #spec.#name = #value;),
            };
            // An attribute goes on a block, for one before an assignment would be about its left side.
            match attributes.is_empty() {
                true => assignment,
                false => quote_spanned!(span=> #(#attributes)* { #assignment }),
            }
        }
        (Value::Written(value), None) => quote_spanned!(span=> let _ = #value;),
        (_, Some(known)) if matches!(known.lowering, Lowering::Base(_)) => TokenStream::new(),
        (Value::Missing, None) if is_keyword(name) => TokenStream::new(),
        (Value::Missing, _) | (Value::Broken | Value::Untyped(_), Some(_)) => {
            quote_spanned!(span=> let _ = #spec.#name;)
        }
        (Value::Broken | Value::Untyped(_), None) => TokenStream::new(),
    }
}

/// Whether a word can be the name of no field.
fn is_keyword(word: &Ident) -> bool {
    syn::parse2::<Ident>(word.to_token_stream()).is_err()
}

fn lowered(lowering: Lowering, value: &TokenStream, span: Span) -> TokenStream {
    let runtime = runtime::path(span);
    match lowering {
        Lowering::Assign => value.clone(),
        Lowering::Policy(kind) | Lowering::Base(kind) => {
            policy(&Ident::new(kind, span), value, span)
        }
        Lowering::List(list) => {
            let list = Ident::new(list, span);
            quote_spanned!(span=> #runtime::#list(#value))
        }
    }
}

/// A policy, through the function that has the bound of its trait.
pub(super) fn policy(kind: &Ident, value: &TokenStream, span: Span) -> TokenStream {
    let runtime = runtime::path(span);
    quote_spanned!(span=> #runtime::policy::#kind(#value))
}

/// The pattern of a `let`: the declared name, unless it stands for an earlier declaration.
pub(super) fn binding(name: &Name) -> TokenStream {
    let ident = &name.ident;
    if name.bound {
        quote::quote!(#ident)
    } else {
        quote_spanned!(runtime::generated()=> _)
    }
}

/// A use of a name, or something inert in its place.
pub(super) fn reference(reference: Option<&Reference>, place: Span) -> TokenStream {
    let Some(Reference {
        star,
        name,
        choices,
    }) = reference
    else {
        return runtime::inert(place);
    };
    let mut tokens = quote::quote!(#star #name);
    for choice in choices {
        match choice {
            Choice::Index(bracket, position) => {
                bracket.surround(&mut tokens, |inside| inside.extend(position.clone()));
            }
            Choice::Method(dot, method, paren, arguments) => {
                tokens.extend(quote::quote!(#dot #method));
                paren.surround(&mut tokens, |inside| inside.extend(arguments.clone()));
            }
        }
    }
    tokens
}
