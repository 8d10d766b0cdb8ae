//! The header: a struct of parameters, its defaults, and what the runtime asks of a simulation.

use crate::ast::{Header, Parameter};
use crate::runtime::{self, text};
use proc_macro2::TokenStream;
use quote::quote_spanned;
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
        attributes,
        visibility,
        keyword,
        name,
        ..
    } = header;
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
    quote_spanned!(runtime::generated()=> #(#attributes)* #visibility #keyword #name #body)
}

fn defaults(header: &Header, parameters: &[&Parameter]) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let name = &header.name;
    let values = parameters.iter().map(|parameter| {
        let name = &parameter.name;
        let value = match &parameter.default {
            Some(default) => default.clone(),
            None => runtime::inert(name.span()),
        };
        quote_spanned!(span=> #name: #value)
    });
    quote_spanned! {span=>
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
        quote_spanned!(span=> #runtime::ParameterInfo { name: #text, doc: #documentation })
    });
    let values = values(parameters);
    let set = set(parameters);
    quote_spanned! {span=>
        impl #runtime::Declaration for #name {
            const NAME: &'static #runtime::str = #text;
            const DOC: &'static #runtime::str = #documentation;
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
    let values = parameters.iter().map(|Parameter { name, ty, .. }| {
        // With the type, so that an error stands there which says that it cannot be a parameter.
        quote_spanned!(span=> <#ty as #runtime::Parameter>::value(&self.#name))
    });
    quote_spanned! {span=>
        fn values(&self) -> #runtime::Vec<#runtime::ParameterValue> {
            #runtime::Vec::from([#(#values),*])
        }
    }
}

fn set(parameters: &[&Parameter]) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let arms = parameters.iter().map(|Parameter { name, ty, .. }| {
        let text = text(name);
        quote_spanned! {span=>
            #text => {
                self.#name = <#ty as #runtime::Parameter>::parse(__text)?;
                #runtime::Result::Ok(())
            }
        }
    });
    let unknown =
        quote_spanned!(span=> #runtime::Result::Err(#runtime::ParameterError::unknown(__name)));
    let body = match parameters {
        [] => quote_spanned!(span=> let _ = __text; #unknown),
        _ => quote_spanned!(span=> match __name { #(#arms)* _ => #unknown }),
    };
    quote_spanned! {span=>
        fn set(
            &mut self,
            __name: &#runtime::str,
            __text: &#runtime::str,
        ) -> #runtime::Result<(), #runtime::ParameterError> {
            #body
        }
    }
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
    quote_spanned! {span=>
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
