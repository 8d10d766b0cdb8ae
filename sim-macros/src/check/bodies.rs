//! Requests in the body of a function or a controller that are no requests: a method of the context without the context,
//! arguments in another order, two requests at once.
//!
//! A body is not read as a tree: what is looked for are a few tokens in a row. What is reported is certain, and is corrected,
//! so that the compiler has nothing to add; the rest is left to the compiler.

mod arguments;
mod bindings;
mod closure;
mod methods;
mod request;

use crate::callee::{self, callee};
use crate::diagnostics::Diagnostics;
use methods::Method;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;
use request::Request;
use syn::{FnArg, Pat, Signature, Type};

/// The body without its mistakes, if it had some.
pub(crate) fn corrected(
    context: &Ident,
    signature: &Signature,
    body: &Group,
    diagnostics: &mut Diagnostics,
) -> Option<Group> {
    let mut bound = bindings::of(body.stream());
    let services = services(signature, &bound);
    bound.extend(parameters(signature).map(|(name, _)| name.clone()));
    let mut walk = Body {
        context,
        services,
        bound,
        diagnostics,
        has_calls: false,
    };
    let stream = walk.stream(body.stream())?;
    // Which of the traits has the method is decided by the number of references that its look-up adds.
    let imports = walk.has_calls.then(callee::imports);
    let mut corrected = Group::new(Delimiter::Brace, quote!(#imports #stream));
    corrected.set_span(body.span());
    Some(corrected)
}

/// The parameters that hold a service, unless another binding may hide them.
fn services(signature: &Signature, bound: &[Ident]) -> Vec<Ident> {
    let is_service = |ty: &Type| matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Serverless"));
    parameters(signature)
        .filter(|(name, ty)| is_service(ty) && !bound.contains(name))
        .map(|(name, _)| name.clone())
        .collect()
}

fn parameters(signature: &Signature) -> impl Iterator<Item = (&Ident, &Type)> {
    signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Some((&name.ident, &*typed.ty)),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}

/// What is known while a body is walked through.
struct Body<'a> {
    context: &'a Ident,
    services: Vec<Ident>,
    /// The names that the body itself declares.
    bound: Vec<Ident>,
    diagnostics: &'a mut Diagnostics,
    /// Whether there are calls that the types decide about.
    has_calls: bool,
}

impl Body<'_> {
    /// The tokens without their mistakes; `None` if they have none.
    fn stream(&mut self, tokens: TokenStream) -> Option<TokenStream> {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut output = TokenStream::new();
        let (mut position, mut changed) = (0, false);
        while let Some(tree) = trees.get(position) {
            match self.at(&trees[..position], &trees[position..]) {
                Some((replacement, length)) => {
                    output.extend(replacement);
                    position += length;
                    changed = true;
                }
                None => {
                    output.extend([tree.clone()]);
                    position += 1;
                }
            }
        }
        changed.then_some(output)
    }

    /// What replaces the next tokens, and how many.
    fn at(&mut self, before: &[TokenTree], trees: &[TokenTree]) -> Option<(TokenStream, usize)> {
        let is_part = matches!(before.last(), Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '.' | ':'))
            || matches!(before.last(), Some(TokenTree::Ident(word)) if word == "fn");
        match trees {
            [
                TokenTree::Ident(context),
                TokenTree::Punct(dot),
                TokenTree::Ident(method),
                TokenTree::Group(arguments),
                ..,
            ] if !is_part
                && context == self.context
                && dot.as_char() == '.'
                && is_call(arguments) =>
            {
                let request = Request::new(context, method, arguments);
                let corrected = self.request(&request)?;
                Some((corrected, 4))
            }
            [
                TokenTree::Ident(name),
                TokenTree::Group(arguments),
                rest @ ..,
            ] if !is_part && is_call(arguments) => {
                let call = self
                    .method(name, arguments)
                    .or_else(|| self.function(name, arguments, is_awaited(rest)))?;
                Some((call, 2))
            }
            [TokenTree::Group(group), ..] => {
                let group = self.group(group)?;
                Some((TokenTree::from(group).into(), 1))
            }
            _ => None,
        }
    }

    fn group(&mut self, group: &Group) -> Option<Group> {
        let mut rebuilt = Group::new(group.delimiter(), self.stream(group.stream())?);
        rebuilt.set_span(group.span());
        Some(rebuilt)
    }

    /// A request, whose arguments may have mistakes of their own.
    fn request(&mut self, request: &Request) -> Option<TokenStream> {
        if let Some((place, message)) = request.mistake(&self.services) {
            self.diagnostics.over(place, message);
            let corrected = request.corrected(&self.services);
            return Some(self.stream(corrected.clone()).unwrap_or(corrected));
        }
        let arguments = self.group(request.arguments)?;
        Some(request.with(&arguments))
    }

    /// `sleep(1s).await`, where `sleep` is a method of the context and perhaps a function of the user too.
    fn method(&mut self, name: &Ident, arguments: &Group) -> Option<TokenStream> {
        let method = Method::find_any(name)?;
        if self.bound.contains(name) {
            return None;
        }
        let message = format!(
            "`{name}` is a method of the context; write `{}`",
            method.call(self.context)
        );
        let unknown = match name == "now" && arguments.stream().is_empty() {
            true => callee::Unknown::Date,
            false => callee::Unknown::Anything,
        };
        let arguments = self.group(arguments).unwrap_or_else(|| arguments.clone());
        self.has_calls = true;
        let function = callee::known(name, &message, unknown);
        Some(quote!(#function #arguments))
    }

    /// `work(ctx, 1).await`: whether `work` is a function that can be called is known by its type.
    fn function(
        &mut self,
        name: &Ident,
        arguments: &Group,
        is_awaited: bool,
    ) -> Option<TokenStream> {
        const KEYWORDS: [&str; 12] = [
            "as", "await", "break", "else", "if", "in", "let", "match", "move", "return", "self",
            "while",
        ];
        let request = Request::new(self.context, name, arguments);
        let takes_context = request.begins_with_context();
        let text = name.to_string();
        let is_function = text.starts_with(char::is_lowercase)
            && !KEYWORDS.contains(&text.as_str())
            && !self.bound.contains(name);
        if !(takes_context || is_awaited) || !is_function {
            return None;
        }
        let arguments = self.group(arguments).unwrap_or_else(|| arguments.clone());
        self.has_calls = true;
        let function = callee(&quote!(#name), name.span());
        Some(quote!(#function #arguments))
    }
}

fn is_call(group: &Group) -> bool {
    group.delimiter() == Delimiter::Parenthesis
}

/// Whether `.await` follows.
fn is_awaited(rest: &[TokenTree]) -> bool {
    matches!(rest, [TokenTree::Punct(dot), TokenTree::Ident(word), ..] if dot.as_char() == '.' && word == "await")
}
