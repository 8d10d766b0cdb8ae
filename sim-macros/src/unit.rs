//! Literals with a unit (`250MB`, `60s`, `100MB/s`, `50%`) become constants of a quantity type, at any depth of a token
//! stream; every other token stays as it was written.
//!
//! It knows tokens and the table of units. It must not know where in a declaration the tokens stand.

#[cfg(test)]
mod tests;

use crate::diagnostics::Diagnostics;
use crate::runtime;
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use sim_units::Bytes;
use sim_units::table::{self, Dimension, Quantity, UnitError};
use syn::{Expr, ExprCall, ExprLit, Lit};

/// Whether a literal, a slash and an `s` are one quantity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rates {
    /// `20MB/s` is a bandwidth and `50%` is one half: in declarations.
    Joined,
    /// `20MB/s` is a bandwidth, and `50%` the begin of a remainder: in bodies.
    PerSecond,
    /// `20MB/s` is a division by `s`: in bodies that have a variable of this name.
    Apart,
}

impl Rates {
    /// How the body of a function is read: `s` is the second, unless the function has something that is called so.
    pub(crate) fn of_body(function: TokenStream) -> Self {
        match names_s(function) {
            true => Self::Apart,
            false => Self::PerSecond,
        }
    }
}

/// Whether `s` occurs anywhere but in `20MB/s`.
fn names_s(tokens: TokenStream) -> bool {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    trees.iter().enumerate().any(|(index, tree)| match tree {
        TokenTree::Group(group) => names_s(group.stream()),
        TokenTree::Ident(word) => word == "s" && !follows_amount(&trees[..index]),
        TokenTree::Literal(_) | TokenTree::Punct(_) => false,
    })
}

/// Whether a literal with a unit and a slash stand before.
fn follows_amount(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Literal(literal), slash] => {
            is_punct(slash, '/') && Written::read(literal, &[], Rates::Apart).is_some()
        }
        _ => false,
    }
}

/// Replaces the literals that carry a unit. A unit that is not in the table is noted, and the one that was probably meant
/// takes its place.
pub(crate) fn rewrite(
    tokens: TokenStream,
    rates: Rates,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    Rewriter { rates, diagnostics }
        .stream(tokens.clone())
        .unwrap_or(tokens)
}

/// The size that a constant of [`rewrite`] stands for.
pub(crate) fn bytes(constant: &TokenStream) -> Option<Bytes> {
    let call: ExprCall = syn::parse2(constant.clone()).ok()?;
    let Expr::Path(path) = *call.func else {
        return None;
    };
    let mut path = path.path.segments.iter().rev();
    let is_size = path.next()?.ident == "new" && path.next()?.ident == "Bytes";
    match call.args.first() {
        Some(Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        })) if is_size => number.base10_parse().ok().map(Bytes::new),
        _ => None,
    }
}

/// The speed, bandwidth, power or amount of work that a constant of [`rewrite`] stands for, in base units.
pub(crate) fn number(constant: &TokenStream) -> Option<f64> {
    let call: ExprCall = syn::parse2(constant.clone()).ok()?;
    let Expr::Path(path) = *call.func else {
        return None;
    };
    let mut path = path.path.segments.iter().rev();
    let is_constant = path.next()?.ident == "new"
        && path.next().is_some_and(|quantity| {
            ["Flops", "Speed", "Bandwidth", "Watts"]
                .iter()
                .any(|known| quantity.ident == known)
        });
    match call.args.first() {
        Some(Expr::Lit(ExprLit {
            lit: Lit::Float(number),
            ..
        })) if is_constant => number.base10_parse().ok(),
        _ => None,
    }
}

struct Rewriter<'d> {
    rates: Rates,
    diagnostics: &'d mut Diagnostics,
}

impl Rewriter<'_> {
    /// The stream with constants, or `None` if it holds no unit.
    fn stream(&mut self, tokens: TokenStream) -> Option<TokenStream> {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut output = TokenStream::new();
        let mut changed = false;
        let mut rest = trees.as_slice();
        while let Some((tree, after)) = rest.split_first() {
            let (replacement, length) = self.tree(tree, after).unzip();
            changed |= replacement.is_some();
            output.extend(replacement.unwrap_or_else(|| tree.clone().into()));
            rest = &after[length.unwrap_or(0)..];
        }
        changed.then_some(output)
    }

    /// What replaces a token, and how many of those after it.
    fn tree(&mut self, tree: &TokenTree, after: &[TokenTree]) -> Option<(TokenStream, usize)> {
        match tree {
            // A rebuilt group loses the spans of its two delimiters, so only those that change are rebuilt.
            TokenTree::Group(group) => {
                let mut rebuilt = Group::new(group.delimiter(), self.stream(group.stream())?);
                rebuilt.set_span(group.span());
                Some((TokenTree::from(rebuilt).into(), 0))
            }
            TokenTree::Literal(literal) => {
                let written = Written::read(literal, after, self.rates)?;
                Some((self.constant(&written), written.length))
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => None,
        }
    }

    fn constant(&mut self, written: &Written) -> TokenStream {
        match table::parse_quantity(&written.digits, &written.unit) {
            Ok(quantity) => written.constant(quantity),
            Err(error) => {
                let message = match &error {
                    UnitError::SeveralUnits { sum, .. } => format!("{error} or `{sum}`"),
                    _ => error.to_string(),
                };
                self.diagnostics.over(written.extent(), message);
                written.meant(&error)
            }
        }
    }
}

/// A number and its unit.
struct Written {
    digits: String,
    unit: String,
    /// Where the number begins.
    span: Span,
    /// Where the unit ends.
    end: Span,
    /// How many tokens after the literal belong to the unit.
    length: usize,
}

impl Written {
    fn read(literal: &Literal, after: &[TokenTree], rates: Rates) -> Option<Self> {
        let (digits, suffix) = match Lit::new(literal.clone()) {
            Lit::Int(int) => (int.base10_digits().to_owned(), int.suffix().to_owned()),
            Lit::Float(float) => (float.base10_digits().to_owned(), float.suffix().to_owned()),
            _ => return None,
        };
        let joined = (rates != Rates::Apart).then_some(after);
        let (unit, used) = match (suffix.as_str(), joined) {
            ("", Some([percent, rest @ ..]))
                if rates == Rates::Joined && is_percent(percent, rest) =>
            {
                ("%".to_owned(), &after[..1])
            }
            ("", _) => return None,
            (suffix, _) if is_rust_suffix(suffix) => return None,
            (suffix, Some([slash, TokenTree::Ident(per), rest @ ..]))
                if is_punct(slash, '/') && is_time(per, rates) && ends_operand(rest) =>
            {
                (format!("{suffix}/{per}"), &after[..2])
            }
            (suffix, _) => (suffix.to_owned(), &after[..0]),
        };
        let span = literal.span();
        let end = used.last().map_or(span, TokenTree::span);
        Some(Self {
            digits,
            unit,
            span,
            end,
            length: used.len(),
        })
    }

    /// The constant, with the span of what was written.
    fn constant(&self, quantity: Quantity) -> TokenStream {
        match quantity {
            Quantity::Duration(time) => self.call(
                "SimDuration",
                "from_nanos",
                Literal::u64_unsuffixed(time.as_nanos()),
            ),
            Quantity::Bytes(bytes) => {
                self.call("Bytes", "new", Literal::u64_unsuffixed(bytes.get()))
            }
            Quantity::Flops(work) => self.call("Flops", "new", real(work.get())),
            Quantity::Speed(speed) => self.call("Speed", "new", real(speed.get())),
            Quantity::Bandwidth(bandwidth) => self.call("Bandwidth", "new", real(bandwidth.get())),
            Quantity::Power(watts) => self.call("Watts", "new", real(watts.get())),
            Quantity::Ratio(ratio) => TokenTree::from(self.spanned(real(ratio))).into(),
        }
    }

    fn call(&self, quantity: &str, constructor: &str, number: Literal) -> TokenStream {
        let runtime = runtime::path(self.span);
        let quantity = Ident::new(quantity, self.span);
        let constructor = Ident::new(constructor, self.span);
        let number = TokenTree::from(self.spanned(number));
        // The call ends where the unit ends, so that an error underlines all of `20MB/s`.
        let mut argument = Group::new(Delimiter::Parenthesis, number.into());
        argument.set_span(self.end);
        quote_spanned!(self.span=> #runtime::#quantity::#constructor #argument)
    }

    /// The number, as one of ours: as one of the user, its written form `10Gflop` would be looked at by lints.
    fn spanned(&self, mut number: Literal) -> Literal {
        number.set_span(runtime::generated_at(self.span));
        number
    }

    /// The constant in the unit that was probably meant, so that nothing but the unit is reported.
    fn meant(&self, error: &UnitError) -> TokenStream {
        let meant = match error {
            UnitError::Unknown {
                suggestion: Some(unit),
                ..
            } => Some((&self.digits, *unit)),
            UnitError::SeveralUnits { digits, unit, .. } => Some((digits, *unit)),
            _ => None,
        };
        meant
            .and_then(|(digits, unit)| table::parse_quantity(digits, unit).ok())
            .map_or_else(
                || runtime::inert(self.span),
                |quantity| self.constant(quantity),
            )
    }

    /// Two tokens, from which an error takes its begin and its end.
    fn extent(&self) -> TokenStream {
        [self.span, self.end]
            .map(|span| TokenTree::from(Ident::new("_", span)))
            .into_iter()
            .collect()
    }
}

fn real(number: f64) -> Literal {
    Literal::f64_unsuffixed(number)
}

fn is_rust_suffix(suffix: &str) -> bool {
    #[rustfmt::skip]
    const SUFFIXES: [&str; 16] = [
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f16", "f32", "f64", "f128",
    ];
    SUFFIXES.contains(&suffix)
}

fn is_punct(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// Whether a percent sign is a unit: no operand of a remainder follows, or one that the date of a fault follows, as in
/// `slow 50% at 10s`.
fn is_percent(tree: &TokenTree, rest: &[TokenTree]) -> bool {
    let ends = |next: &TokenTree| ",;+/<>=.?".chars().any(|end| is_punct(next, end));
    is_punct(tree, '%') && (rest.first().is_none_or(ends) || begins_fault(rest))
}

/// Whether `at 10s` or `every Exponential(1h)` follows: two operands, which no expression has beside each other.
fn begins_fault(rest: &[TokenTree]) -> bool {
    match rest {
        [
            TokenTree::Ident(word),
            TokenTree::Ident(_) | TokenTree::Literal(_),
            ..,
        ] => word == "at" || word == "every",
        _ => false,
    }
}

/// Whether `s` stands for the second; in declarations `min` is read too, for the message that only seconds divide.
fn is_time(per: &Ident, rates: Rates) -> bool {
    if rates == Rates::PerSecond {
        return per == "s";
    }
    table::unit(&per.to_string()).is_some_and(|unit| unit.dimension == Dimension::Time)
}

/// Whether the operand before these tokens is just a name: not `s.len()`, `s[0]`, `s::MAX`, `s(1)` or `s!()`.
fn ends_operand(rest: &[TokenTree]) -> bool {
    match rest {
        [TokenTree::Group(group), ..] => !matches!(
            group.delimiter(),
            Delimiter::Parenthesis | Delimiter::Bracket
        ),
        [first, second, ..] if is_punct(first, ':') => !is_punct(second, ':'),
        [first, ..] => !is_punct(first, '.') && !is_punct(first, '!'),
        [] => true,
    }
}
