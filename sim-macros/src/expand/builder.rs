//! The method `build`: the parameters as locals, then the declarations, each with its attributes.

use super::scope::Scope;
use super::{
    control, controller, deploy, mailbox, platform, resource, route, serverless, storage, workload,
};
use crate::ast::{Header, Item, Kind, Parameter, Unknown};
use crate::runtime;
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote_spanned;
use syn::Ident;

/// The method that declares everything on a builder.
pub(super) fn build(header: &Header, items: &[Item]) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let parameters = parameters(header);
    let body = statements(items, &Scope::new(header, items));
    let unused = items
        .is_empty()
        .then(|| quote_spanned!(span=> let _ = __sim;));
    quote_spanned! {span=>
        fn build(&self, __sim: &mut #runtime::Builder) {
            #parameters
            #unused
            #body
        }
    }
}

/// A call of the builder. Its method and its parentheses have the span of the keyword, so that editors find the method there
/// and the builder, which asks where it is called, learns the line of the declaration.
pub(super) fn call(keyword: &Ident, arguments: TokenStream) -> TokenStream {
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(keyword.span());
    quote_spanned!(runtime::generated()=> __sim.#keyword #arguments)
}

/// Each parameter as a local of its name. Cloned one by one: a struct that is not `Clone` is then one error, not two.
fn parameters(header: &Header) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let locals = header.parameters.iter().map(|Parameter { name, ty, .. }| {
        let value = match ty {
            Some(_) => quote_spanned!(span=> #runtime::Clone::clone(&self.#name)),
            None => runtime::inert(name.span()),
        };
        quote_spanned!(span=> let #name = #value;)
    });
    locals.collect()
}

/// The statements of a list of declarations. What gives a name comes before what relates names, so that a relation may be
/// written before what it relates.
pub(super) fn statements(items: &[Item], scope: &Scope) -> TokenStream {
    let mut ordered: Vec<&Item> = items.iter().collect();
    ordered.sort_by_key(|item| match item.kind {
        Kind::Platform(_) => 0,
        Kind::Host(_) | Kind::Link(_) => 1,
        Kind::Storage(_) | Kind::Serverless(_) | Kind::Mailbox(_) => 2,
        _ => 3,
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
        Kind::Deploy(deploy) => deploy::expand(deploy),
        Kind::Workload(workload) => vec![workload::expand(workload, scope)],
        Kind::Controller(controller) => vec![controller::expand(controller, scope)],
        Kind::For(each) => vec![control::each(each, scope)],
        Kind::If(choice) => vec![control::choice(choice, scope)],
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
