//! Tests of whole macros: called as functions, printed, compared. No compiler is started.

mod conservation;
mod diagnostics;
mod expansion;
mod paths;
mod totality;

use proc_macro2::TokenStream;
use std::str::FromStr;
use syn::spanned::Spanned;
use syn::{Expr, File, Item, LitStr, Macro};

/// The example that everything in the language occurs in.
const BASIC: &str = include_str!("basic.txt");

/// What a macro makes of a source.
struct Expansion {
    code: TokenStream,
    file: File,
    errors: Vec<String>,
}

impl Expansion {
    fn of_simulation(source: &str) -> Self {
        Self::new(crate::simulation::simulation(tokens(source)))
    }

    fn of_function(options: &str, source: &str) -> Self {
        Self::new(crate::function::serverless_function(
            tokens(options),
            tokens(source),
        ))
    }

    fn of_controller(source: &str) -> Self {
        Self::new(crate::controller::controller(
            TokenStream::new(),
            tokens(source),
        ))
    }

    fn of_payload(source: &str) -> Self {
        Self::new(crate::payload::payload(tokens(source)))
    }

    /// Separates the errors, each as `line:column message`, from the code.
    fn new(code: TokenStream) -> Self {
        let mut file: File = syn::parse2(code.clone()).expect("an expansion consists of items");
        let mut errors = Vec::new();
        file.items.retain(|item| match error(item) {
            Some(error) => {
                let message: LitStr = error.parse_body().expect("an error has a message");
                let place = error.path.span().start();
                errors.push(format!(
                    "{}:{} {}",
                    place.line,
                    place.column + 1,
                    message.value()
                ));
                false
            }
            None => true,
        });
        Self { code, file, errors }
    }

    fn pretty(&self) -> String {
        prettyplease::unparse(&self.file)
    }

    /// The statements of the method `build`.
    fn build(&self) -> String {
        let pretty = self.pretty();
        let begin = pretty
            .find("    fn build(")
            .expect("a simulation has a method `build`");
        let end = pretty[begin..].find("\n    }\n").expect("the method ends");
        pretty[begin..][..end]
            .lines()
            .skip(1)
            .map(|line| format!("{}\n", line.get(8..).unwrap_or("")))
            .collect()
    }
}

/// The error that an item is.
fn error(item: &Item) -> Option<&Macro> {
    let error = match item {
        Item::Macro(item) => &item.mac,
        Item::Const(item) => match &*item.expr {
            Expr::Macro(expression) => &expression.mac,
            _ => return None,
        },
        _ => return None,
    };
    let name = error.path.segments.last()?;
    (name.ident == "compile_error").then_some(error)
}

fn tokens(source: &str) -> TokenStream {
    TokenStream::from_str(source).expect("the source consists of tokens")
}
