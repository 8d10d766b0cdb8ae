//! A serverless function becomes a type and a function of Rust of its name. The type has the function as written among its own
//! functions; the other gives the value that is deployed and invoked.
//!
//! There, and not in a block, because the name must stand for the deployed function in the body too: a function may invoke
//! itself. And a function of Rust and no constant, because a variable may be called like it, and would be compared with a
//! constant instead.

use super::signature::Shape;
use crate::annotated::Annotated;
use crate::ast::{Fields, Value};
use crate::expand::spec;
use crate::runtime::{self, text};
use crate::schema::FUNCTION;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Attribute, Visibility};

pub(super) fn expand(function: &Annotated, shape: &Shape, options: &Fields) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let name = &function.signature.ident;
    let type_name = type_name(name);
    let visibility = &function.visibility;
    let attributes = Attributes::new(&function.attributes);
    let (on_name, on_impl) = (attributes.on_name(), attributes.on_impl());
    let body = body(function, &attributes, shape);
    let (input, output) = (input(shape), &shape.output);
    let spec = specification(function, options);
    let call = call(name, shape);
    let kind = kind(function, shape);
    let (sizes, copier) = (sizes(), copier());
    quote_spanned! {span=>
        #on_name
        #[allow(non_camel_case_types)]
        #visibility struct #type_name {}
        #on_name
        #[allow(deprecated)]
        #visibility const fn #name() -> #type_name { #type_name {} }
        #on_impl
        #body
        #on_impl
        impl #runtime::ServerlessFunction for #type_name {
            type Input = #input;
            type Output = #output;
            #kind
            #spec
            #call
            #sizes
            #copier
        }
    }
}

/// The name of the type. In code of ours, so that the compiler says of a function that nobody invokes that the function is not
/// used, and not once more that the type is not, nor what is in it.
fn type_name(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(runtime::generated_at(name.span()));
    name
}

/// The function as it was written, except for what went to its name.
fn body(function: &Annotated, attributes: &Attributes, shape: &Shape) -> TokenStream {
    let span = runtime::generated();
    if function.is_method() {
        return TokenStream::new();
    }
    let name = type_name(&function.signature.ident);
    let mut signature = function.signature.clone();
    signature.ident = name.clone();
    let function = Annotated {
        attributes: attributes.on_function(),
        visibility: Visibility::Inherited,
        signature,
        body: function.body.clone(),
    };
    let uncalled = (!shape.callable).then(|| quote_spanned!(span=> #[allow(unused)]));
    quote_spanned!(span=> impl #name { #uncalled #function })
}

fn input(shape: &Shape) -> TokenStream {
    match &shape.input {
        Some(input) => quote::quote!(#input),
        None => quote_spanned!(runtime::generated()=> ()),
    }
}

fn specification(function: &Annotated, options: &Fields) -> TokenStream {
    let name = &function.signature.ident;
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let text = text(name);
    // At the keyword, to which an error about the type of an option refers.
    let place = function.signature.fn_token.span;
    let spec = Ident::new("__spec", runtime::generated_at(place));
    let image = image(name, options);
    let others = options.list.iter().filter(|option| option.name != "image");
    let assignments = others.map(|option| spec::assignment(&FUNCTION, &spec, option));
    quote_spanned! {span=>
        fn spec(&self) -> #runtime::FunctionSpec {
            #[allow(unused_mut)]
            let mut #spec = #runtime::FunctionSpec::new(#text, #image);
            #(#assignments)*
            #spec
        }
    }
}

/// The image; of several under conditions that differ, the one that there is.
pub(crate) fn image(name: &Ident, options: &Fields) -> TokenStream {
    let span = runtime::generated();
    let images = options
        .list
        .iter()
        .filter_map(|option| match &option.value {
            Value::Written(image) if option.name == "image" => Some((&option.attributes, image)),
            _ => None,
        });
    let images: Vec<_> = images.collect();
    match images.as_slice() {
        [] => runtime::inert(name.span()),
        [(attributes, image)] if attributes.is_empty() => (*image).clone(),
        several => {
            let several = several.iter().map(
                |(attributes, image)| quote_spanned!(span=> #(#attributes)* let __image = #image;),
            );
            quote_spanned!(span=> { #(#several)* __image })
        }
    }
}

fn call(name: &Ident, shape: &Shape) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let name = &type_name(name);
    let (input, body) = match (shape.callable, &shape.input) {
        (true, Some(_)) => (
            quote_spanned!(span=> __input),
            quote_spanned!(span=> #name::#name(__ctx, __input).await),
        ),
        (true, None) => (
            quote_spanned!(span=> ()),
            quote_spanned!(span=> #name::#name(__ctx).await),
        ),
        (false, _) => {
            let inert = runtime::inert(name.span());
            (
                quote_spanned!(span=> _),
                quote_spanned!(span=> let _ = __ctx; #inert),
            )
        }
    };
    quote_spanned! {span=>
        async fn call(__ctx: &mut #runtime::Ctx, #input: Self::Input) -> Self::Output {
            #body
        }
    }
}

/// Whether an `Err` is a failure of the invocation.
fn kind(function: &Annotated, shape: &Shape) -> TokenStream {
    // At the arrow, where an error says that the `Err` cannot be shown.
    let arrow = function.signature.output.span();
    let span = runtime::generated_at(arrow);
    let runtime = runtime::path(span);
    match shape.fallible {
        true => quote_spanned!(span=> type Kind = #runtime::MayFail;),
        false => quote_spanned!(span=> type Kind = #runtime::Succeeds;),
    }
}

/// What goes in and comes out weighs something if its type is a payload. Which of the two traits has the method is decided
/// by the number of references that its look-up adds.
fn sizes() -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let size = |method: &str, carried: &str| {
        let (method, carried) = (Ident::new(method, span), Ident::new(carried, span));
        quote_spanned! {span=>
            fn #method(__value: &Self::#carried) -> #runtime::Bytes {
                use #runtime::payload::{SizedValue as _, UnsizedValue as _};
                (&&#runtime::payload::Measure(__value)).measure()
            }
        }
    };
    let (input, output) = (size("input_size", "Input"), size("output_size", "Output"));
    quote_spanned!(span=> #input #output)
}

/// What goes in can be copied, for another attempt, if its type is `Clone`; as with sizes, by the look-up of a method.
fn copier() -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    quote_spanned! {span=>
        fn copier() -> #runtime::Option<#runtime::payload::Copier<Self::Input>> {
            use #runtime::payload::{CloneValue as _, SingleValue as _};
            (&&#runtime::payload::Copying::<Self::Input>::new()).copier()
        }
    }
}

/// Which attribute belongs to the name and which to the function.
struct Attributes<'a> {
    written: &'a [Attribute],
}

impl<'a> Attributes<'a> {
    fn new(written: &'a [Attribute]) -> Self {
        Self { written }
    }

    fn of(&self, names: &[&str]) -> impl Iterator<Item = &'a Attribute> {
        let belongs =
            |attribute: &&Attribute| names.iter().any(|name| attribute.path().is_ident(name));
        self.written
            .iter()
            .filter(belongs)
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// Documentation is about what users see; a lint such as `dead_code` can concern either.
    fn on_name(&self) -> TokenStream {
        let kept = self.of(&[
            "doc",
            "cfg",
            "deprecated",
            "allow",
            "warn",
            "deny",
            "forbid",
        ]);
        quote_spanned!(runtime::generated()=> #(#kept)*)
    }

    /// An implementation exists only if its type does.
    fn on_impl(&self) -> TokenStream {
        let kept = self.of(&["cfg"]);
        quote_spanned!(runtime::generated()=> #(#kept)*)
    }

    fn on_function(&self) -> Vec<Attribute> {
        let moved: Vec<_> = self.of(&["doc", "cfg", "deprecated"]).collect();
        self.written
            .iter()
            .filter(|attribute| !moved.contains(attribute))
            .cloned()
            .collect()
    }
}
