//! Expressions, groups and skipping: the parts of Rust's grammar that the language borrows.

use crate::ast::Value;
use crate::diagnostics::Diagnostics;
use crate::invisible;
use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use syn::buffer::Cursor;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseBuffer, ParseStream, Parser};
use syn::token::{Brace, Bracket, Paren};
use syn::{Expr, Token, braced, bracketed, parenthesized};

/// An expression, as the tokens that the user wrote.
pub(super) fn expression(input: ParseStream) -> syn::Result<TokenStream> {
    verbatim(input, |input| input.parse::<Expr>())
}

/// An expression before a block: `0..nodes` in `for i in 0..nodes { .. }`.
pub(super) fn head_expression(input: ParseStream) -> syn::Result<TokenStream> {
    verbatim(input, Expr::parse_without_eager_brace)
}

/// Expressions with commas between them.
pub(super) fn expressions(input: ParseStream) -> syn::Result<TokenStream> {
    verbatim(input, |input| {
        input.parse_terminated(Expr::parse, Token![,])
    })
}

/// What a parser reads; nothing is taken from the input if it cannot.
pub(super) fn read<T>(
    input: ParseStream,
    parse: impl FnOnce(ParseStream) -> syn::Result<T>,
) -> Option<T> {
    let ahead = input.fork();
    let read = parse(&ahead).ok()?;
    input.advance_to(&ahead);
    Some(read)
}

/// The value of a field. One that is no expression is noted and skipped.
pub(super) fn value(input: ParseStream, diagnostics: &mut Diagnostics) -> Value {
    if is_untyped(input.cursor()) {
        return Value::Untyped(next(input).into_iter().collect());
    }
    let attempt = input.fork();
    match expression(&attempt) {
        Ok(tokens) => {
            input.advance_to(&attempt);
            Value::Written(tokens)
        }
        Err(error) => {
            diagnostics.push(error);
            half_written(skip_to_comma(input))
        }
    }
}

/// Whether the fields of a struct follow without their type: `{ capacity: 5TB }`.
fn is_untyped(cursor: Cursor) -> bool {
    let in_braces = cursor.group(Delimiter::Brace);
    let after_name = in_braces.and_then(|(inside, _, _)| Some(inside.ident()?.1));
    match after_name.and_then(Cursor::punct) {
        Some((colon, _)) if colon.as_char() == ':' => colon.spacing() == Spacing::Alone,
        Some((comma, _)) => comma.as_char() == ',',
        None => false,
    }
}

/// What can be kept of a value that is being typed: `spec` of `spec.`, so that an editor can say what `spec` has.
fn half_written(tokens: TokenStream) -> Value {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    let dot = trees.pop();
    let whole: TokenStream = trees.into_iter().collect();
    match dot {
        Some(TokenTree::Punct(dot)) if dot.as_char() == '.' && is_expression(&whole) => {
            Value::Written(whole)
        }
        _ => Value::Broken,
    }
}

fn is_expression(tokens: &TokenStream) -> bool {
    syn::parse2::<Expr>(tokens.clone()).is_ok()
}

/// Whether an expression is a range.
pub(super) fn is_range(tokens: &TokenStream) -> bool {
    matches!(syn::parse2(tokens.clone()), Ok(Expr::Range(_)))
}

/// Whether `PATTERN in EXPRESSION` follows.
pub(super) fn has_in(input: ParseStream) -> bool {
    let mut cursor = input.cursor();
    while let Some((tree, next)) = cursor.token_tree() {
        if matches!(tree, TokenTree::Ident(word) if word == "in") {
            return true;
        }
        cursor = next;
    }
    false
}

/// Skips to the next comma, which stays.
pub(super) fn skip_to_comma(input: ParseStream) -> TokenStream {
    let mut skipped = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        skipped.extend(next(input));
    }
    skipped
}

/// Skips all that is left, because a group must be read to its end.
pub(super) fn skip_rest(input: ParseStream) {
    while next(input).is_some() {}
}

/// The next token, or group of tokens.
pub(super) fn next(input: ParseStream) -> Option<TokenTree> {
    input
        .step(|cursor| {
            cursor
                .token_tree()
                .ok_or_else(|| cursor.error("no token is left"))
        })
        .ok()
}

/// The next token if it is an identifier, or any word that looks like one.
pub(super) fn word(input: ParseStream) -> Option<Ident> {
    input.cursor().ident().map(|(word, _)| word)
}

/// Where something is missing: at the next token, or at the last one.
pub(super) fn here(input: ParseStream) -> Span {
    if input.is_empty() {
        input.cursor().prev_span()
    } else {
        input.span()
    }
}

pub(super) fn braces<'a>(input: ParseStream<'a>) -> syn::Result<(Brace, ParseBuffer<'a>)> {
    let content;
    let brace = braced!(content in input);
    Ok((brace, content))
}

pub(super) fn brackets<'a>(input: ParseStream<'a>) -> syn::Result<(Bracket, ParseBuffer<'a>)> {
    let content;
    let bracket = bracketed!(content in input);
    Ok((bracket, content))
}

pub(super) fn parentheses<'a>(input: ParseStream<'a>) -> syn::Result<(Paren, ParseBuffer<'a>)> {
    let content;
    let paren = parenthesized!(content in input);
    Ok((paren, content))
}

/// The tokens that a parser reads. It does not say of a copy of the input that it has left something between brackets, as in
/// `lan[i via]`, so that the tokens are read once more by themselves.
fn verbatim<T>(
    input: ParseStream,
    parse: impl Fn(ParseStream) -> syn::Result<T>,
) -> syn::Result<TokenStream> {
    let start = input.cursor();
    parse(input)?;
    let tokens = invisible::settle(between(start, input.cursor()));
    parse.parse2(tokens.clone())?;
    Ok(tokens)
}

fn between(mut from: Cursor, to: Cursor) -> TokenStream {
    let mut tokens = TokenStream::new();
    while from != to
        && let Some((tree, next)) = from.token_tree()
    {
        tokens.extend([tree]);
        from = next;
    }
    tokens
}
