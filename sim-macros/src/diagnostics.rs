//! The mistakes that one macro call has found so far.

use crate::runtime;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use std::fmt::Display;
use syn::Type;

/// The names, as a sentence lists them: `` `cores`, `speed` and `ram` ``.
pub(crate) fn listed(names: impl IntoIterator<Item = impl Display>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// Collects errors, so that no stage stops at the first.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: Vec<syn::Error>,
    /// Whether a name may be missing from the code that was meant to be declared.
    incomplete: bool,
}

impl Diagnostics {
    /// Notes a mistake at one token.
    pub(crate) fn at(&mut self, place: Span, message: impl Display) {
        self.errors.push(syn::Error::new(place, message));
    }

    /// Notes a mistake that covers several tokens.
    pub(crate) fn over(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// Notes what the parser of Rust says.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// Notes that something was dropped that may have declared a name.
    pub(crate) fn incomplete(&mut self) {
        self.incomplete = true;
    }

    /// The last mistake in the place of a type, which then fits everywhere; the compiler reports it once all the same.
    pub(crate) fn last_as_type(&self) -> Option<Type> {
        let error = self.errors.last()?.to_compile_error();
        // In the place of a type it would be `()`; a length that is wrong makes a type that the compiler says nothing about.
        syn::parse2(quote_spanned!(runtime::generated()=> [(); #error])).ok()
    }

    /// Whether something is wrong, so that the compiler should not warn of what is unused because of that.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The code, then the errors.
    ///
    /// In this order, because rust-analyzer aligns two expansions by position: an error before the code would move the code
    /// and end completion.
    pub(crate) fn after(self, mut code: TokenStream) -> TokenStream {
        let span = runtime::generated();
        for error in &self.errors {
            let error = error.to_compile_error();
            code.extend(match self.incomplete {
                // In a module that holds an error the compiler does not report unknown names.
                true => error,
                // In a constant it does not, so that all mistakes are reported at once.
                false => quote_spanned!(span=> const _: () = #error;),
            });
        }
        code
    }

    /// The errors, in the order in which they were found.
    #[cfg(test)]
    pub(crate) fn into_errors(self) -> Vec<syn::Error> {
        self.errors
    }
}
