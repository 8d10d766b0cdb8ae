//! The statements of a list of declarations, each with its attributes.

use super::scope::Scope;
use super::{
    controller, deploy, fault, function, horizon, mailbox, platform, resource, route, serverless,
    storage, trace, workload,
};
use crate::ast::{Deploy, Else, For, If, Item, Kind, Unknown};
use crate::runtime;
use proc_macro2::TokenStream;
use quote::quote_spanned;

/// The statements of a list of declarations. What gives a name comes before what relates names, so that a relation may be
/// written before what it relates.
pub(super) fn statements(items: &[Item], scope: &Scope) -> TokenStream {
    let mut ordered: Vec<&Item> = items.iter().collect();
    ordered.sort_by_key(|item| match item.kind {
        Kind::Platform(_) => 0,
        Kind::Host(_) | Kind::Link(_) => 1,
        Kind::Storage(_) | Kind::Serverless(_) | Kind::Mailbox(_) | Kind::Function(_) => 2,
        Kind::Deploy(Deploy {
            variant: Some(_), ..
        }) => 3,
        _ => 4,
    });
    ordered
        .into_iter()
        .flat_map(|item| statement(item, scope))
        .collect()
}

fn statement(item: &Item, scope: &Scope) -> TokenStream {
    let attributes = &item.attributes;
    let statements = match &item.kind {
        Kind::Platform(platform) => vec![platform::expand(platform)],
        Kind::Host(host) => vec![resource::host(host)],
        Kind::Link(link) => vec![resource::link(link)],
        Kind::Route(route) => vec![route::expand(route)],
        Kind::Storage(storage) => vec![storage::expand(storage)],
        Kind::Serverless(service) => vec![serverless::expand(service)],
        Kind::Mailbox(mailbox) => vec![mailbox::expand(mailbox)],
        Kind::Function(function) => vec![function::expand(function)],
        Kind::Deploy(deploy) => deploy::expand(deploy, scope),
        Kind::Workload(workload) => vec![workload::expand(workload, scope)],
        Kind::Trace(trace) => vec![trace::expand(trace)],
        Kind::Controller(controller) => vec![controller::expand(controller, scope)],
        Kind::Horizon(horizon) => vec![horizon::expand(horizon)],
        Kind::Fault(fault) => vec![fault::expand(fault)],
        Kind::For(body) => vec![each(body, scope)],
        Kind::If(branches) => vec![choice(branches, scope)],
        Kind::Unknown(unknown) => keyword(unknown),
    };
    let attributes = quote_spanned!(runtime::generated()=> #(#attributes)*);
    quote_spanned!(runtime::generated()=> #(#attributes #statements)*)
}

/// A word that is being typed becomes a path in the module of the keywords, which the compiler reports and an editor completes.
fn keyword(unknown: &Unknown) -> Vec<TokenStream> {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let path = |word| quote_spanned!(span=> #runtime::keyword::#word;);
    unknown.word.iter().map(path).collect()
}

/// `for` stays what it is, around the calls of what it holds.
fn each(repeated: &For, scope: &Scope) -> TokenStream {
    let For {
        keyword,
        pattern,
        of,
        body,
    } = repeated;
    let body = statements(body, scope);
    quote_spanned!(runtime::generated()=> #keyword #pattern in #of { #body })
}

/// So does `if`.
fn choice(branches: &If, scope: &Scope) -> TokenStream {
    let span = runtime::generated();
    let If {
        keyword,
        condition,
        then,
        otherwise,
    } = branches;
    let then = statements(then, scope);
    let otherwise = otherwise
        .as_ref()
        .map(|(keyword, otherwise)| match otherwise {
            Else::Items(items) => {
                let items = statements(items, scope);
                quote_spanned!(span=> #keyword { #items })
            }
            Else::If(otherwise) => {
                let choice = choice(otherwise, scope);
                quote_spanned!(span=> #keyword #choice)
            }
        });
    quote_spanned!(span=> #keyword #condition { #then } #otherwise)
}
