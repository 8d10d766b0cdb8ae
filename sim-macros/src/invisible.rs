//! Groups without delimiters: what a `macro_rules!` puts around the fragments that it was given, such as `$x:expr` or
//! `$b:block`, so that they stay one operand.
//!
//! The compiler drops them where a procedural macro returns them. So those around one token are dropped here, before anything
//! is read, and the others become parentheses where that makes a difference.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Expr;

/// The tokens without invisible groups around nothing or around one token, at any depth.
pub(crate) fn open(tokens: TokenStream) -> TokenStream {
    opened(tokens.clone()).unwrap_or(tokens)
}

/// The same, or `None` if there are none.
fn opened(tokens: TokenStream) -> Option<TokenStream> {
    rebuilt(tokens, |group| {
        let inside = opened(group.stream());
        if group.delimiter() != Delimiter::None {
            return inside.map(|inside| within(group, inside));
        }
        let stream = inside.clone().unwrap_or_else(|| group.stream());
        let mut trees = stream.clone().into_iter();
        match (trees.next(), trees.next()) {
            (Some(_), Some(_)) => inside.map(|inside| within(group, inside)),
            _ => Some(stream),
        }
    })
}

/// An expression whose invisible groups are parentheses, or nothing where no operator can reach into them. One around all of
/// it is dropped.
pub(crate) fn settle(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(whole)), None) if whole.delimiter() == Delimiter::None => {
            settle(whole.stream())
        }
        _ => settled(tokens.clone()).unwrap_or(tokens),
    }
}

fn settled(tokens: TokenStream) -> Option<TokenStream> {
    rebuilt(tokens, |group| {
        let inside = settled(group.stream());
        if group.delimiter() != Delimiter::None {
            return inside.map(|inside| within(group, inside));
        }
        let inside = inside.unwrap_or_else(|| group.stream());
        if !needs_parentheses(&inside) {
            return Some(inside);
        }
        let mut operand = Group::new(Delimiter::Parenthesis, inside);
        operand.set_span(group.span());
        Some(TokenTree::from(operand).into())
    })
}

/// Whether an operator beside these tokens would take a part of them: not if they are an operand, nor if they are no
/// expression, but a type, a pattern or a statement.
fn needs_parentheses(tokens: &TokenStream) -> bool {
    !matches!(
        syn::parse2::<Expr>(tokens.clone()),
        Err(_)
            | Ok(Expr::Array(_)
                | Expr::Await(_)
                | Expr::Block(_)
                | Expr::Call(_)
                | Expr::Field(_)
                | Expr::Index(_)
                | Expr::Let(_)
                | Expr::Lit(_)
                | Expr::Macro(_)
                | Expr::MethodCall(_)
                | Expr::Paren(_)
                | Expr::Path(_)
                | Expr::Repeat(_)
                | Expr::Try(_)
                | Expr::Tuple(_)
                | Expr::Verbatim(_))
    )
}

/// The tokens with some of their groups replaced, or `None` if none is.
fn rebuilt(
    tokens: TokenStream,
    replace: impl Fn(&Group) -> Option<TokenStream>,
) -> Option<TokenStream> {
    let mut output = TokenStream::new();
    let mut changed = false;
    for tree in tokens {
        let replacement = match &tree {
            TokenTree::Group(group) => replace(group),
            _ => None,
        };
        changed |= replacement.is_some();
        output.extend(replacement.unwrap_or_else(|| tree.into()));
    }
    changed.then_some(output)
}

/// The same group with other tokens in it. It loses the spans of its two delimiters, so only those that change are rebuilt.
fn within(group: &Group, inside: TokenStream) -> TokenStream {
    let mut rebuilt = Group::new(group.delimiter(), inside);
    rebuilt.set_span(group.span());
    TokenTree::from(rebuilt).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;
    use std::str::FromStr;

    fn tokens(source: &str) -> TokenStream {
        TokenStream::from_str(source).expect("tokens")
    }

    fn invisible(source: &str) -> TokenTree {
        Group::new(Delimiter::None, tokens(source)).into()
    }

    fn assert_same(found: TokenStream, expected: &str) {
        let packed = |tokens: TokenStream| tokens.to_string().replace(' ', "");
        assert_eq!(packed(found), packed(tokens(expected)));
    }

    #[test]
    fn one_token_needs_no_group() {
        let (block, name, nothing) = (invisible("{ 1 + 2 }"), invisible("x"), invisible(""));
        let opened = open(quote!(f #block [#name #nothing]));
        assert_same(opened, "f { 1 + 2 } [x]");
    }

    #[test]
    fn an_operand_stays_one() {
        let (sum, call, path) = (invisible("1 + n"), invisible("f(1)"), invisible("a::b"));
        let settled = settle(quote!(#sum * 2 - #call - #path[0]));
        assert_same(settled, "(1 + n) * 2 - f(1) - a::b[0]");
    }

    #[test]
    fn what_is_no_expression_stays_as_it_is() {
        let (ty, pattern) = (invisible("Vec<u8>"), invisible("Some(ref x)"));
        let settled = settle(quote!({ let #pattern = #ty::new(); }));
        assert_same(settled, "{ let Some(ref x) = Vec<u8>::new(); }");
    }

    #[test]
    fn a_group_around_everything_is_dropped() {
        let closure = invisible("|n, _| n + 1");
        assert_same(settle(closure.into()), "|n, _| n + 1");
    }
}
