//! One request of the context, `ctx.invoke(cloud, work, 1)`: what is wrong with its arguments, and what was meant.

use super::arguments::shown;
use super::closure::{Closure, names};
use super::methods::Method;
use crate::runtime;
use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::Lit;

type Trees = Vec<TokenTree>;

/// A method of the context and its arguments.
pub(super) struct Request<'a> {
    context: &'a Ident,
    method: &'a Ident,
    pub(super) arguments: &'a Group,
    parts: Vec<Trees>,
}

/// What is wrong with a request.
enum Mistake {
    /// The last argument is what is to be done, and not a closure that does it with the context that it is given.
    NoClosure,
    /// The arguments in the order in which they were meant, and what is wrong with those that are written.
    Order(Vec<Trees>, &'static str),
    /// This argument asks the context for something else.
    Nested(usize, Ident, Ident),
}

impl<'a> Request<'a> {
    pub(super) fn new(context: &'a Ident, method: &'a Ident, arguments: &'a Group) -> Self {
        Self {
            context,
            method,
            arguments,
            parts: parts(arguments),
        }
    }

    /// The request with other arguments.
    pub(super) fn with(&self, arguments: &Group) -> TokenStream {
        let (context, method) = (self.context, self.method);
        quote!(#context.#method #arguments)
    }

    /// Whether the first argument is the context itself.
    pub(super) fn begins_with_context(&self) -> bool {
        matches!(self.parts.first().map(Vec::as_slice), Some([TokenTree::Ident(first)]) if first == self.context)
    }

    /// What is wrong with it, and where.
    pub(super) fn mistake(&self, services: &[Ident]) -> Option<(TokenStream, String)> {
        let (context, method) = (self.context, self.method);
        Some(match self.find(services)? {
            Mistake::NoClosure => {
                let body = self.parts.last()?;
                let what = match method == "spawn" {
                    true => "a process is a closure with a context of its own",
                    false => "what has a time limit is a closure with a context of its own",
                };
                let prefix = if method == "spawn" {
                    "async move"
                } else {
                    "async"
                };
                let form = match body.as_slice() {
                    [
                        TokenTree::Ident(first),
                        TokenTree::Punct(_),
                        TokenTree::Ident(inner),
                        TokenTree::Group(_),
                        ..,
                    ] if first == context => {
                        format!("{context}.{inner}(..).await")
                    }
                    [TokenTree::Ident(function), TokenTree::Group(call)] if !is_block(call) => {
                        format!("{function}({context}, ..).await")
                    }
                    _ => "{ .. }".to_owned(),
                };
                (
                    body.iter().cloned().collect(),
                    format!("{what}; write `{prefix} |{context}| {form}`"),
                )
            }
            Mistake::Order(parts, reason) => {
                let first = self.parts.first()?;
                let words = self.words();
                let shown: Vec<String> = parts
                    .iter()
                    .zip(words)
                    .map(|(part, word)| shown(part, word))
                    .collect();
                let message = format!("{reason}; write `{context}.{method}({})`", shown.join(", "));
                (first.iter().cloned().collect(), message)
            }
            Mistake::Nested(_, inner_context, inner) => {
                let value = match inner == "random" {
                    true => format!("{context}.random().."),
                    false => format!("{context}.{inner}(..).await"),
                };
                let message = format!(
                    "`{context}` does one thing at a time; write `let value = {value};` first, and `value` here"
                );
                (TokenTree::from(inner_context).into(), message)
            }
        })
    }

    /// The request that was meant.
    pub(super) fn corrected(&self, services: &[Ident]) -> TokenStream {
        let mut parts = self.parts.clone();
        let mut first = TokenStream::new();
        match self.find(services) {
            Some(Mistake::NoClosure) => {
                if let Some(body) = parts.last_mut() {
                    *body = self.closure(body).into_iter().collect();
                }
            }
            Some(Mistake::Order(ordered, _)) => parts = ordered,
            Some(Mistake::Nested(position, ..)) => {
                let part: TokenStream = parts[position].iter().cloned().collect();
                let is_whole_request = parts[position].len() == 4;
                let wait = is_whole_request.then(|| quote!(.await));
                let value = Ident::new("__value", runtime::generated());
                first = quote_spanned!(runtime::generated()=> let #value = #part #wait;);
                parts[position] = vec![value.into()];
            }
            None => {}
        }
        let parts = parts.into_iter().map(TokenStream::from_iter);
        let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#(#parts),*));
        arguments.set_span(self.arguments.span());
        let call = self.with(&arguments);
        match first.is_empty() {
            true => call,
            false => quote_spanned!(runtime::generated()=> { #first #call }),
        }
    }

    fn find(&self, services: &[Ident]) -> Option<Mistake> {
        let takes_closure = self.method == "spawn" || self.method == "with_timeout";
        if takes_closure && let Some(ordered) = self.closure_first() {
            return Some(Mistake::Order(ordered, "the closure comes last"));
        }
        let takes_closure = takes_closure && self.parts.len() == 2;
        if takes_closure && self.parts.last().is_some_and(|body| self.is_future(body)) {
            return Some(Mistake::NoClosure);
        }
        if let Some((ordered, reason)) = self.ordered(services) {
            return Some(Mistake::Order(ordered, reason));
        }
        Method::find(self.method)?;
        let mut parts = self.parts.iter().enumerate();
        parts.find_map(|(position, part)| {
            let (context, method) = nested(part, self.context)?;
            Some(Mistake::Nested(position, context, method))
        })
    }

    /// The arguments of a method that takes a closure in their order, if the closure is the first of them.
    fn closure_first(&self) -> Option<Vec<Trees>> {
        let [only] = self.parts.as_slice() else {
            return None;
        };
        Closure::read(only)?;
        let is_comma =
            |tree: &TokenTree| matches!(tree, TokenTree::Punct(comma) if comma.as_char() == ',');
        let comma = only.iter().rposition(is_comma)?;
        let is_bar =
            |tree: &TokenTree| matches!(tree, TokenTree::Punct(bar) if bar.as_char() == '|');
        let (closure, other) = (&only[..comma], &only[comma + 1..]);
        // A comma between the parameters of the closure is none of the arguments.
        let is_apart = !other.is_empty() && !other.iter().any(is_bar);
        is_apart.then(|| vec![other.to_vec(), closure.to_vec()])
    }

    /// What a message calls the arguments.
    fn words(&self) -> [&'static str; 3] {
        match () {
            () if self.method == "spawn" => ["NAME", "async move |ctx| { .. }", ""],
            () if self.method == "with_timeout" => ["LIMIT", "async |ctx| { .. }", ""],
            () => ["SERVICE", "FUNCTION", "INPUT"],
        }
    }

    /// Whether an argument is a block or a request in the place of a closure.
    fn is_future(&self, body: &[TokenTree]) -> bool {
        match body {
            [TokenTree::Ident(word), TokenTree::Group(block)] if word == "async" => is_block(block),
            [
                TokenTree::Ident(word),
                TokenTree::Ident(second),
                TokenTree::Group(block),
            ] => word == "async" && second == "move" && is_block(block),
            [
                TokenTree::Ident(word),
                TokenTree::Punct(dot),
                TokenTree::Ident(method),
                TokenTree::Group(_),
                ..,
            ] if word == self.context => dot.as_char() == '.' && Method::find(method).is_some(),
            [TokenTree::Ident(_), TokenTree::Group(arguments)] => {
                let first = arguments.stream().into_iter().next();
                matches!(first, Some(TokenTree::Ident(first)) if first == *self.context)
            }
            _ => Closure::read(body).is_some_and(|closure| closure.is_wrong(self.context)),
        }
    }

    /// The closure that was meant by a block or a request.
    fn closure(&self, body: &[TokenTree]) -> TokenStream {
        let place = runtime::generated();
        let runtime = runtime::path(place);
        let context = self.context;
        let moved = (self.method == "spawn").then(|| quote_spanned!(place=> move));
        if let Some(closure) = Closure::read(body) {
            let takes_outer = closure.takes_outer(context);
            let (code, parameters) = (closure.code, closure.parameters);
            return match takes_outer {
                true => {
                    quote_spanned!(place=> async #moved |#context: &mut #runtime::Ctx| #(#code)*)
                }
                false => quote_spanned!(place=> async #moved |#(#parameters)*| #(#code)*),
            };
        }
        let is_block = matches!(body.last(), Some(TokenTree::Group(block)) if is_block(block));
        let code: TokenStream = match (is_block, body.last()) {
            (true, Some(block)) => block.clone().into(),
            _ => {
                let request: TokenStream = body.iter().cloned().collect();
                let is_awaited =
                    matches!(body.last(), Some(TokenTree::Ident(word)) if word == "await");
                let wait = (!is_awaited).then(|| quote!(.await));
                quote!({ #request #wait })
            }
        };
        let code: Trees = code.into_iter().collect();
        let parameter = match names(&code).contains(context) {
            true => quote!(#context),
            false => quote_spanned!(place=> _),
        };
        let code = code.into_iter();
        quote_spanned!(place=> async #moved |#parameter: &mut #runtime::Ctx| #(#code)*)
    }

    /// The arguments of an invocation as they were meant, if they are not so, and what is wrong.
    fn ordered(&self, services: &[Ident]) -> Option<(Vec<Trees>, &'static str)> {
        const INVOCATIONS: [&str; 6] = [
            "invoke",
            "try_invoke",
            "invoke_async",
            "invoke_event",
            "invoke_and_wait",
            "register",
        ];
        if !INVOCATIONS.iter().any(|known| self.method == known) {
            return None;
        }
        let number = if self.method == "register" { 2 } else { 3 };
        let is_service = |part: &Trees| matches!(part.as_slice(), [TokenTree::Ident(name)] if services.contains(name));
        let mut parts = self.parts.clone();
        match (self.parts.iter().position(is_service), services) {
            (Some(place), _) => {
                let service = parts.remove(place);
                if let ([part], 3) = (parts.as_slice(), number)
                    && let [TokenTree::Ident(function), TokenTree::Group(call)] = part.as_slice()
                {
                    let parts = vec![service, vec![function.clone().into()], self.input(call)];
                    return Some((parts, "a function and its input are two arguments"));
                }
                let is_input_first =
                    parts.len() == 2 && is_literal(&parts[0]) && !is_literal(&parts[1]);
                if is_input_first {
                    parts.swap(0, 1);
                }
                let function = parts.first_mut();
                let is_text = function.is_some_and(name_of_text);
                parts.insert(0, service);
                let reason = match is_text {
                    true => "a function is given by its name, not as a text",
                    false => "the arguments are in another order",
                };
                (parts.len() == number && (place > 0 || is_input_first || is_text))
                    .then_some((parts, reason))
            }
            (None, [service]) if parts.len() + 1 == number => {
                parts.insert(0, vec![service.clone().into()]);
                Some((parts, "it is not said on which service"))
            }
            _ => None,
        }
    }

    /// The input in `work(1)` or `work(ctx, 1)`.
    fn input(&self, call: &Group) -> Trees {
        let mut arguments = parts(call);
        arguments.retain(
            |part| !matches!(part.as_slice(), [TokenTree::Ident(name)] if name == self.context),
        );
        match arguments.as_mut_slice() {
            [input] => std::mem::take(input),
            _ => {
                let arguments = arguments.into_iter().map(TokenStream::from_iter);
                quote!((#(#arguments),*)).into_iter().collect()
            }
        }
    }
}

fn is_literal(part: &Trees) -> bool {
    matches!(part.as_slice(), [TokenTree::Literal(_)])
}

/// Makes a name of a text, if it is one.
fn name_of_text(part: &mut Trees) -> bool {
    let [TokenTree::Literal(literal)] = part.as_slice() else {
        return false;
    };
    let Lit::Str(text) = Lit::new(literal.clone()) else {
        return false;
    };
    match text.parse::<Ident>() {
        Ok(mut name) => {
            name.set_span(literal.span());
            *part = vec![name.into()];
            true
        }
        Err(_) => false,
    }
}

/// The arguments, apart. What follows the bar of a closure is one with it.
fn parts(arguments: &Group) -> Vec<Trees> {
    let mut parts = vec![Trees::new()];
    let mut in_closure = false;
    for tree in arguments.stream() {
        in_closure |= matches!(&tree, TokenTree::Punct(bar) if bar.as_char() == '|');
        match (&tree, parts.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' && !in_closure => {
                parts.push(Trees::new())
            }
            (_, Some(part)) => part.push(tree),
            (_, None) => {}
        }
    }
    if parts.last().is_some_and(Vec::is_empty) {
        parts.pop();
    }
    parts
}

fn is_block(group: &Group) -> bool {
    group.delimiter() == Delimiter::Brace
}

/// A request inside an argument, which needs the context while the request around it has it; not in a closure or a block,
/// which has one of its own or comes later.
fn nested(part: &[TokenTree], context: &Ident) -> Option<(Ident, Ident)> {
    let is_apart = part.iter().any(|tree| match tree {
        TokenTree::Punct(bar) => bar.as_char() == '|',
        TokenTree::Ident(word) => word == "async",
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    });
    if is_apart {
        return None;
    }
    for (position, tree) in part.iter().enumerate() {
        match (tree, &part[position + 1..]) {
            (TokenTree::Group(group), _) => {
                let inner: Trees = group.stream().into_iter().collect();
                if let Some(found) = nested(&inner, context) {
                    return Some(found);
                }
            }
            (
                TokenTree::Ident(first),
                [
                    TokenTree::Punct(dot),
                    TokenTree::Ident(method),
                    TokenTree::Group(_),
                    ..,
                ],
            ) if first == context
                && dot.as_char() == '.'
                && dot.spacing() == Spacing::Alone
                && (method == "random" || Method::find(method).is_some()) =>
            {
                return Some((first.clone(), method.clone()));
            }
            _ => {}
        }
    }
    None
}
