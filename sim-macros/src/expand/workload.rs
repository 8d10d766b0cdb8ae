//! `workload`: one call with an arrival process, with or without pollers, or a closed loop and a closure, which makes the input
//! of each invocation, or with arrivals that carry their inputs.

use super::call::call;
use super::scope::Scope;
use super::spec::{policy, reference};
use crate::ast::{Value, Workload};
use crate::runtime::{self, text};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprClosure, Stmt, Token};

pub(super) fn expand(workload: &Workload, scope: &Scope) -> TokenStream {
    let Workload {
        keyword,
        name,
        function,
        service,
        host,
        ..
    } = workload;
    let place = keyword.span();
    let span = runtime::generated();
    let text = text(name);
    let service = reference(service.as_ref(), place);
    let host = reference(host.as_ref(), place);
    if let (Some(function), Some((replay, recorded))) = (function, written(workload, "replay")) {
        let recorded = quote_spanned!(span=> #text, #host, #service, #function, #recorded);
        let call = call(replay, recorded);
        return quote_spanned!(span=> #call;);
    }
    let users = written(workload, "closed_loop");
    let arrivals = written(workload, "arrivals");
    let (Some(function), Some((field, arrivals))) = (function, users.or(arrivals)) else {
        // Without them nothing has a type that could be inferred; the names are used all the same.
        return quote_spanned!(span=> let _ = (#function); let _ = (&#host, &#service););
    };
    let (method, arrivals) = match (users, written(workload, "pollers")) {
        (Some(_), _) => (field.clone(), arrivals.clone()),
        (None, pollers) => {
            let arrivals = policy(field, arrivals, runtime::generated_at(place));
            match pollers {
                Some((field, pollers)) => (
                    Ident::new("polled", field.span()),
                    quote_spanned!(span=> (#arrivals, #pollers)),
                ),
                None => (keyword.clone(), arrivals),
            }
        }
    };
    let written = written(workload, "input").map(|(_, input)| input);
    let input = input(written, scope, place);
    let clones = written.map(|input| scope.clones(input));
    let call = call(
        &method,
        quote_spanned!(span=> #text, #host, #service, #function, #arrivals, #input),
    );
    quote_spanned!(span=> { #clones #call; })
}

/// The name and the value of a field.
fn written<'a>(workload: &'a Workload, name: &str) -> Option<(&'a Ident, &'a TokenStream)> {
    let mut fields = workload.fields.list.iter();
    fields.find_map(|field| match &field.value {
        Value::Written(value) if field.name == name => Some((&field.name, value)),
        _ => None,
    })
}

/// A closure, or the path to what can be called like one, makes an input for each invocation; anything else is the input,
/// evaluated for each invocation.
fn input(written: Option<&TokenStream>, scope: &Scope, place: Span) -> TokenStream {
    let span = runtime::generated_at(place);
    let runtime = runtime::path(span);
    let Some(written) = written else {
        return quote_spanned!(span=> |_, _| #runtime::no_input());
    };
    match Input::of(written) {
        // The closure is kept as long as the simulation, so it captures clones that were made for it.
        Input::Closure(closure) => closure,
        Input::Path(path) => {
            let clones = scope.clones(written);
            // At the path, where an error says that it gives another input.
            let span = runtime::generated_at(path);
            quote_spanned! {span=>
                move |__number, __random| {
                    #[allow(unused_imports)]
                    use #runtime::input::{Constant as _, Made as _};
                    #clones
                    (&&#runtime::input::Given::new(#written)).input(__number, __random)
                }
            }
        }
        Input::Value => {
            let clones = scope.clones(written);
            match clones.is_empty() {
                true => quote_spanned!(span=> move |_, _| #written),
                false => quote_spanned!(span=> move |_, _| { #clones #written }),
            }
        }
    }
}

/// What an input is, as far as its form tells.
enum Input {
    /// A closure, which takes along what it captures.
    Closure(TokenStream),
    /// A path, which may be that of a value or of a function.
    Path(Span),
    /// Any other expression.
    Value,
}

impl Input {
    fn of(written: &TokenStream) -> Self {
        match syn::parse2(written.clone()) {
            Ok(Expr::Path(path)) => Self::Path(path.span()),
            Ok(mut expression) => match closure(&mut expression) {
                Some(closure) => {
                    let bar = closure.inputs_begin.span;
                    closure.capture.get_or_insert(Token![move](bar));
                    Self::Closure(bare(&expression).into_token_stream())
                }
                None => Self::Value,
            },
            Err(_) => Self::Value,
        }
    }
}

/// An expression without the parentheses around it.
fn bare(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(inner) => bare(&inner.expr),
        Expr::Group(inner) => bare(&inner.expr),
        _ => expression,
    }
}

/// The closure that an expression is: in parentheses too, or at the end of a block.
fn closure(expression: &mut Expr) -> Option<&mut ExprClosure> {
    match expression {
        Expr::Closure(written) => Some(written),
        Expr::Paren(inner) => closure(&mut inner.expr),
        Expr::Group(inner) => closure(&mut inner.expr),
        Expr::Block(block) => match block.block.stmts.last_mut() {
            Some(Stmt::Expr(last, None)) => closure(last),
            _ => None,
        },
        _ => None,
    }
}
