//! The header: a struct of parameters, its defaults, and what the runtime asks of a simulation.

use crate::ast::{Header, Parameter};
use crate::runtime::{self, text};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
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
    code.extend(defaults(header, &parameters));
    code.extend(declaration(header, &parameters, build));
    code.extend(methods(header));
    code
}

fn structure(header: &Header, parameters: &[&Parameter]) -> TokenStream {
    let Header {
        attributes,
        visibility,
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
    quote_spanned!(runtime::generated()=> #(#attributes)* #visibility struct #name { #(#fields),* })
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
    let text = text(name, &name.to_string());
    let documentation = documentation(&header.attributes, name);
    let known = parameters.iter().map(|parameter| {
        let text = runtime::text(&parameter.name, &parameter.name.to_string());
        let documentation = self::documentation(&parameter.attributes, &parameter.name);
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
    let values = parameters.iter().map(|parameter| {
        let name = &parameter.name;
        // At the type, where an error says that it cannot be a parameter.
        let span = runtime::generated_at(parameter.ty.span());
        let runtime = runtime::path(span);
        quote_spanned!(span=> #runtime::Parameter::value(&self.#name))
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
    let arms = parameters.iter().map(|parameter| {
        let name = &parameter.name;
        let text = text(name, &name.to_string());
        let span = runtime::generated_at(parameter.ty.span());
        let runtime = runtime::path(span);
        quote_spanned! {span=>
            if name == #text {
                self.#name = #runtime::Parameter::parse(text)?;
                return #runtime::Result::Ok(());
            }
        }
    });
    // A simulation without parameters parses no text.
    let unused = parameters
        .is_empty()
        .then(|| quote_spanned!(span=> let _ = text;));
    quote_spanned! {span=>
        fn set(
            &mut self,
            name: &#runtime::str,
            text: &#runtime::str,
        ) -> #runtime::Result<(), #runtime::ParameterError> {
            #unused
            #(#arms)*
            #runtime::Result::Err(#runtime::ParameterError::unknown(name))
        }
    }
}

fn methods(header: &Header) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let name = &header.name;
    quote_spanned! {span=>
        impl #name {
            /// Runs the simulation with these parameters. The same seed gives the same report.
            ///
            /// # Errors
            /// If the declarations do not fit together, or if the run cannot come to its end.
            #[allow(dead_code)]
            pub fn run(&self, seed: #runtime::Seed) -> #runtime::Result<#runtime::Report, #runtime::Error> {
                #runtime::run(self, seed)
            }

            /// The command line of the simulation: reads the parameters from the arguments of the process, runs, prints.
            #[allow(dead_code)]
            pub fn cli() -> #runtime::ExitCode {
                #runtime::cli::<Self>()
            }
        }
    }
}

/// The lines of the documentation comments.
fn documentation(attributes: &[Attribute], about: &impl ToTokens) -> LitStr {
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
    text(about, lines.join("\n").trim())
}
