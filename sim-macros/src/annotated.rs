//! The `async fn` below an attribute: its signature is read, its body is not, so that one which is still being typed expands.

use crate::check::bodies;
use crate::diagnostics::Diagnostics;
use crate::invisible;
use crate::runtime;
use crate::unit::{self, Rates};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, Pat, ReturnType, Safety, Signature, Token, Type, Visibility, token};

/// A function and its attributes.
pub(crate) struct Annotated {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Group,
}

impl Parse for Annotated {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let mut signature: Signature = input.parse()?;
        see_through(&mut signature);
        if !input.peek(token::Brace) {
            return Err(input.error("expected the body of the function"));
        }
        Ok(Self {
            attributes,
            visibility,
            signature,
            body: settled(input.parse()?),
        })
    }
}

/// The body, whose operands stay operands if a `macro_rules!` put them in.
fn settled(body: Group) -> Group {
    match syn::parse2(invisible::settle(body.to_token_stream())) {
        Ok(body) => body,
        Err(_) => body,
    }
}

/// The signature, whose types are what a `macro_rules!` put in.
fn see_through(signature: &mut Signature) {
    let inputs = signature.inputs.iter_mut();
    let inputs = inputs.filter_map(|input| match input {
        FnArg::Typed(input) => Some(&mut *input.ty),
        FnArg::Receiver(_) => None,
    });
    let output = match &mut signature.output {
        ReturnType::Type(_, output) => Some(&mut **output),
        ReturnType::Default => None,
    };
    for ty in inputs.chain(output) {
        while let Type::Group(group) = ty {
            *ty = (*group.elem).clone();
        }
    }
}

/// Reads a function. What is none is reported, and returned unchanged.
pub(crate) fn read(
    attribute: &str,
    item: TokenStream,
    diagnostics: &mut Diagnostics,
) -> Result<Annotated, TokenStream> {
    match syn::parse2::<Annotated>(item.clone()) {
        Ok(mut function) => {
            function.rewrite_units(diagnostics);
            Ok(function)
        }
        Err(_) if !is_function(&item) => {
            diagnostics.over(&item, format!("`#[{attribute}]` goes on an `async fn`"));
            Err(item)
        }
        Err(error) => {
            diagnostics.push(error);
            Err(item)
        }
    }
}

/// Whether the item is meant to be a function.
fn is_function(item: &TokenStream) -> bool {
    item.clone()
        .into_iter()
        .any(|tree| matches!(tree, TokenTree::Ident(word) if word == "fn"))
}

impl Annotated {
    /// Replaces the units in the body; only there, because a signature has none.
    fn rewrite_units(&mut self, diagnostics: &mut Diagnostics) {
        let mut function = self.signature.inputs.to_token_stream();
        self.body.to_tokens(&mut function);
        let rates = Rates::of_body(function);
        let body = unit::rewrite(self.body.to_token_stream(), rates, diagnostics);
        if let Ok(body) = syn::parse2(body) {
            self.body = body;
        }
    }

    /// Reports what keeps the function from being a coroutine of the simulation, whose kind is named by `kind`. A missing
    /// `async` is corrected.
    pub(crate) fn check(&mut self, kind: &str, diagnostics: &mut Diagnostics) {
        self.check_qualifiers(kind, diagnostics);
        self.check_context(kind, diagnostics);
        let context = self.context().cloned();
        let corrected = context.and_then(|context| {
            bodies::corrected(&context, &self.signature, &self.body, diagnostics)
        });
        if let Some(body) = corrected {
            self.body = body;
        }
        if self.signature.asyncness.is_none() {
            let name = &self.signature.ident;
            let message = format!("{kind} `{name}` is not async; write `async fn {name}`");
            diagnostics.over(self.signature.fn_token, message);
            self.signature.asyncness = Some(Token![async](self.signature.fn_token.span));
        }
    }

    fn check_qualifiers(&self, kind: &str, diagnostics: &mut Diagnostics) {
        let Signature {
            constness,
            safety,
            abi,
            variadic,
            ..
        } = &self.signature;
        let message = format!("a {kind} is a plain `async fn`; remove this");
        if let Some(constness) = constness {
            diagnostics.over(constness, &message);
        }
        if let Safety::Unsafe(keyword) = safety {
            diagnostics.over(keyword, &message);
        }
        if let Some(abi) = abi {
            diagnostics.over(abi, &message);
        }
        if let Some(variadic) = variadic {
            diagnostics.over(variadic, &message);
        }
    }

    /// Checks the first parameter. One that is missing or wrong is corrected, so that calls of the function are not wrong too.
    fn check_context(&mut self, kind: &str, diagnostics: &mut Diagnostics) {
        let name = &self.signature.ident;
        let context = context(self.signature.fn_token.span);
        let tried = self.tries_context();
        if let Some(position) = self.later_context().filter(|position| *position > 0) {
            return self.move_context(kind, position, diagnostics);
        }
        match self.signature.inputs.first_mut() {
            None => {
                let message = format!(
                    "{kind} `{name}` takes no context; its first parameter is `ctx: &mut Ctx`"
                );
                diagnostics.at(self.signature.paren_token.span.join(), message);
                self.signature.inputs.push(context);
            }
            Some(FnArg::Receiver(receiver)) => {
                let message =
                    format!("a {kind} is no method; write `ctx: &mut Ctx` in the place of `self`");
                diagnostics.over(receiver, message);
            }
            Some(FnArg::Typed(first)) if is_context(&first.ty) => {}
            Some(FnArg::Typed(first)) => {
                let written = match &*first.pat {
                    Pat::Ident(name) if tried => name.ident.to_string(),
                    _ => "ctx".to_owned(),
                };
                let message = format!(
                    "the first parameter of a {kind} is its context; write `{written}: &mut Ctx`"
                );
                diagnostics.over(&*first, message);
                match (tried, context) {
                    (true, FnArg::Typed(context)) => {
                        first.ty = context.ty;
                        if let Pat::Ident(name) = &mut *first.pat {
                            name.mutability = None;
                        }
                    }
                    (_, context) => self.signature.inputs.insert(0, context),
                }
            }
        }
    }

    /// Whether the first parameter is the context.
    pub(crate) fn takes_context(&self) -> bool {
        matches!(self.signature.inputs.first(), Some(FnArg::Typed(first)) if is_context(&first.ty))
    }

    /// Where the context is, if it is not the first parameter.
    fn later_context(&self) -> Option<usize> {
        let is_the_context =
            |input: &FnArg| matches!(input, FnArg::Typed(typed) if is_context(&typed.ty));
        self.signature.inputs.iter().position(is_the_context)
    }

    /// Makes the context the first parameter.
    fn move_context(&mut self, kind: &str, position: usize, diagnostics: &mut Diagnostics) {
        let inputs = std::mem::take(&mut self.signature.inputs);
        let mut inputs: Vec<FnArg> = inputs.into_iter().collect();
        let context = inputs.remove(position);
        let name = &self.signature.ident;
        diagnostics.over(
            &context,
            format!(
                "the context is the first parameter of a {kind}; write `async fn {name}(ctx: &mut Ctx, ..)`"
            ),
        );
        inputs.insert(0, context);
        self.signature.inputs = inputs.into_iter().collect();
    }

    /// Whether the first parameter is meant to be the context: also `&Ctx`, `Ctx` and `&mut Context`.
    fn tries_context(&self) -> bool {
        match self.signature.inputs.first() {
            Some(FnArg::Typed(first)) => match &*first.ty {
                // What is borrowed mutably cannot be an input.
                Type::Reference(reference) if reference.mutability.is_some() => true,
                Type::Reference(reference) => is_ctx_or_alike(&reference.elem),
                ty => is_ctx_or_alike(ty),
            },
            _ => false,
        }
    }

    /// The name of the context.
    pub(crate) fn context(&self) -> Option<&Ident> {
        match self.signature.inputs.first() {
            Some(FnArg::Typed(first)) if is_context(&first.ty) => match &*first.pat {
                Pat::Ident(name) => Some(&name.ident),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the function is a method.
    pub(crate) fn is_method(&self) -> bool {
        matches!(self.signature.inputs.first(), Some(FnArg::Receiver(_)))
    }

    /// The type of what the function returns.
    pub(crate) fn output(&self) -> Type {
        match &self.signature.output {
            ReturnType::Type(_, output) => (**output).clone(),
            ReturnType::Default => syn::parse_quote!(()),
        }
    }
}

/// The parameter that a function lacks.
fn context(place: Span) -> FnArg {
    let span = runtime::generated_at(place);
    let runtime = runtime::path(span);
    syn::parse_quote_spanned!(span=> _: &mut #runtime::Ctx)
}

/// `&mut Ctx`, however the path to it is written.
fn is_context(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some() && is_ctx(&reference.elem))
}

/// `Ctx`
fn is_ctx(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Ctx"))
}

/// `Ctx`, or what it is called elsewhere: `Context`, `SimContext`, `TaskCtx`.
fn is_ctx_or_alike(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    let name = last.map(|last| last.ident.to_string().to_lowercase());
    name.is_some_and(|name| name.ends_with("ctx") || name.ends_with("context"))
}

impl ToTokens for Annotated {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            attributes,
            visibility,
            signature,
            body,
        } = self;
        tokens.extend(quote_spanned! {runtime::generated()=>
            #(#attributes)* #visibility #signature #body
        });
    }
}
