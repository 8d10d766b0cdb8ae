//! The header: a struct of parameters, its defaults, and what the runtime asks of a simulation.

use super::clone;
use crate::ast::{Header, Parameter, conditions};
use crate::runtime::{self, text};
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

/// The items of a simulation around its method `build`.
pub(super) fn expand(header: &Header, build: TokenStream) -> TokenStream {
    let parameters: Vec<&Parameter> = header
        .parameters
        .iter()
        .filter(|parameter| parameter.ty.is_some())
        .collect();
    let mut code = structure(header, &parameters);
    if header.defaults {
        code.extend(defaults(header, &parameters));
    }
    code.extend(declaration(header, &parameters, build));
    code.extend(methods(header));
    code
}

fn structure(header: &Header, parameters: &[&Parameter]) -> TokenStream {
    let Header {
        visibility,
        keyword,
        name,
        ..
    } = header;
    let (attributes, clone) = clone::apart(&header.attributes);
    let clone = clone.map(|clone| clone::implementation(&clone, header, parameters));
    let fields = parameters.iter().map(|parameter| {
        let Parameter {
            attributes,
            visibility,
            name,
            ty,
            ..
        } = parameter;
        quote_spanned!(runtime::generated()=> #(#attributes)* #visibility #name: #ty)
    });
    let body = match header.unit {
        true => quote_spanned!(runtime::generated()=> ;),
        false => quote_spanned!(runtime::generated()=> { #(#fields),* }),
    };
    quote_spanned!(runtime::generated()=> #attributes #visibility #keyword #name #body #clone)
}

fn defaults(header: &Header, parameters: &[&Parameter]) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let name = &header.name;
    let on = conditions(&header.attributes);
    let values = parameters.iter().map(|parameter| {
        let (name, conditions) = (&parameter.name, parameter.conditions());
        let value = match &parameter.default {
            Some(default) => default.clone(),
            None => runtime::inert(name.span()),
        };
        quote_spanned!(span=> #(#conditions)* #name: #value)
    });
    quote_spanned! {span=>
        #(#on)*
        impl #runtime::Default for #name {
            fn default() -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn declaration(header: &Header, parameters: &[&Parameter], build: TokenStream) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let name = &header.name;
    let text = text(name);
    let documentation = documentation(&header.attributes);
    let known = parameters.iter().map(|parameter| {
        let text = runtime::text(&parameter.name);
        let documentation = self::documentation(&parameter.attributes);
        let conditions = parameter.conditions();
        quote_spanned!(span=> #(#conditions)* #runtime::ParameterInfo { name: #text, doc: #documentation })
    });
    let values = values(parameters);
    let set = set(parameters);
    let on = conditions(&header.attributes);
    let here = runtime::path(name.span());
    let here = quote_spanned!(name.span()=> #here::here());
    quote_spanned! {span=>
        #(#on)*
        impl #runtime::Declaration for #name {
            const NAME: &'static #runtime::str = #text;
            const DOC: &'static #runtime::str = #documentation;
            const PLACE: #runtime::Place = #here;
            const PARAMETERS: &'static [#runtime::ParameterInfo] = &[#(#known),*];
            #values
            #set
            #build
        }
    }
}

fn values(parameters: &[&Parameter]) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let values = parameters.iter().map(|parameter| {
        let (name, conditions) = (&parameter.name, parameter.conditions());
        let value = form(parameter, "value_of", quote_spanned!(span=> &self.#name));
        quote_spanned!(span=> #(#conditions)* #value)
    });
    let forms = forms(parameters);
    quote_spanned! {span=>
        fn values(&self) -> #runtime::Vec<#runtime::ParameterValue> {
            #forms
            #runtime::From::from([#(#values),*])
        }
    }
}

fn set(parameters: &[&Parameter]) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let arms = parameters.iter().map(|parameter| {
        let (name, conditions) = (&parameter.name, parameter.conditions());
        let read = form(parameter, "read", quote_spanned!(span=> __text));
        let text = text(name);
        quote_spanned! {span=>
            #(#conditions)*
            #text => {
                self.#name = #read?;
                #runtime::Result::Ok(())
            }
        }
    });
    let unknown =
        quote_spanned!(span=> #runtime::Result::Err(#runtime::ParameterError::unknown(__name)));
    let body = match parameters {
        [] => quote_spanned!(span=> let _ = __text; #unknown),
        // What is there only under a condition may be all that would use the text.
        _ => quote_spanned!(span=> let _ = __text; match __name { #(#arms)* _ => #unknown }),
    };
    let forms = forms(parameters);
    quote_spanned! {span=>
        fn set(
            &mut self,
            __name: &#runtime::str,
            __text: &#runtime::str,
        ) -> #runtime::Result<(), #runtime::ParameterError> {
            #forms
            #body
        }
    }
}

/// A call of what shows or reads the values of a parameter. Which of three traits has the methods is decided by the number of references
/// that their look-up takes away: the type is a parameter, or is known to serde, or neither.
fn form(
    Parameter { name, ty, .. }: &Parameter,
    method: &str,
    argument: TokenStream,
) -> TokenStream {
    // At the type, where an error says that it cannot be a parameter.
    let place = ty.as_ref().map_or(name.span(), Spanned::span);
    let span = runtime::generated_at(place);
    let runtime = runtime::path(span);
    let method = Ident::new(method, span);
    quote_spanned!(span=> (&&&#runtime::parameter::Form::<#ty>::NEW).#method(#argument))
}

/// The traits that have the methods of a [`form`].
fn forms(parameters: &[&Parameter]) -> Option<TokenStream> {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    (!parameters.is_empty()).then(|| {
        quote_spanned! {span=>
            #[allow(unused_imports)]
            use #runtime::parameter::{NoForm as _, OwnForm as _, SerdeForm as _};
        }
    })
}

fn methods(header: &Header) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let name = &header.name;
    // Without the feature, the facade has nothing that it could call.
    let cli = cfg!(any(test, feature = "cli")).then(|| {
        quote_spanned! {span=>
            /// The command line of the simulation: reads the parameters from the arguments of the process, runs, prints.
            #[allow(dead_code)]
            pub fn cli() -> #runtime::ExitCode {
                #runtime::cli::<Self>()
            }
        }
    });
    let on = conditions(&header.attributes);
    quote_spanned! {span=>
        #(#on)*
        impl #name {
            /// Runs the simulation with these parameters. The same seed gives the same report.
            ///
            /// # Errors
            /// If the declarations do not fit together, or if the run cannot come to its end.
            #[allow(dead_code)]
            pub fn run(&self, __seed: #runtime::Seed) -> #runtime::Result<#runtime::Report, #runtime::Error> {
                #runtime::run(self, __seed)
            }

            #cli
        }
    }
}

/// The lines of the documentation comments.
fn documentation(attributes: &[Attribute]) -> LitStr {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(line),
                    ..
                }) => Some(line.value()),
                _ => None,
            },
            _ => None,
        });
    let lines: Vec<String> = lines
        .map(|line| {
            line.strip_prefix(' ')
                .unwrap_or(&line)
                .trim_end()
                .to_owned()
        })
        .collect();
    text(lines.join("\n").trim())
}
