//! What is called as a plain function, and may be a serverless one or none: the types know which.

use crate::runtime;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// The function itself, if it can be called; the traits of the runtime that have the method must be in scope.
pub(crate) fn callee(function: &TokenStream, place: Span) -> TokenStream {
    let span = runtime::generated_at(place);
    let runtime = runtime::path(span);
    quote_spanned!(span=> #runtime::callee::Callee(#function).callee())
}

/// What the traits are called that have the method.
pub(crate) fn imports() -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    quote_spanned! {span=>
        #[allow(unused_imports)]
        use #runtime::callee::{Called as _, Invoked as _};
    }
}

/// What the compiler takes a function for that there is not.
pub(crate) enum Unknown {
    /// For one that gives whatever fits.
    Anything,
    /// For one that gives a date. What fits a difference of dates is not known.
    Date,
}

/// The function of this name, if the module has one; otherwise an error with this message.
///
/// A name is looked for in the blocks from the inside to the outside. All names of the module are imported into the inner block; what
/// stands in the outer one is taken only if the name is not among them, and is of a type that cannot be called. So the name must not
/// be one that the body declares, and a function inside another one is not found. The parentheses keep the block from being a
/// statement of its own.
pub(crate) fn known(name: &Ident, message: &str, unknown: Unknown) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let callee = callee(&quote!(#name), name.span());
    let note = format!(
        "a function of your own called `{name}` is one of the module, not one inside another function"
    );
    // In the message a brace would begin the name of a parameter.
    let message = message.replace('{', "{{").replace('}', "}}");
    // It means what the name means, and is not where the name is written: no editor should go there.
    let mut name = name.clone();
    name.set_span(span.resolved_at(name.span()));
    let value = match unknown {
        Unknown::Anything => quote_spanned!(span=> <Self::Name as Function>::Value),
        Unknown::Date => quote_spanned!(span=> fn() -> #runtime::SimTime),
    };
    // The user's, not ours.
    let module = quote_spanned!(span=> self);
    quote_spanned! {span=> ({
        #[allow(non_camel_case_types, dead_code)]
        #[derive(#runtime::Clone, #runtime::Copy)]
        struct #name;
        impl #runtime::callee::Unknown for #name {}
        #[allow(dead_code)]
        #[diagnostic::on_unimplemented(message = #message, label = "needs the context", note = #note)]
        trait Function {
            type Value;
        }
        // Without one, the compiler would advise to write one.
        #[diagnostic::do_not_recommend]
        impl Function for #runtime::callee::Callee<()> {
            type Value = ();
        }
        #[allow(dead_code)]
        trait Called {
            type Name;
            fn callee(self) -> #value
            where
                Self::Name: Function;
        }
        impl<Name: #runtime::callee::Unknown> Called for #runtime::callee::Callee<Name> {
            type Name = Name;
            fn callee(self) -> #value
            where
                Name: Function,
            {
                #runtime::unreachable!()
            }
        }
        {
            #[allow(unused_imports)]
            use #module::*;
            #callee
        }
    })}
}
