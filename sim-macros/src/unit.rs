//! Literals with a unit (`250MB`, `60s`, `100MB/s`, `50%`) become constants of a quantity type, at any depth of a token
//! stream; every other token stays as it was written.
//!
//! It knows tokens and the table of units. It must not know where in a declaration the tokens stand.

use crate::diagnostics::Diagnostics;
use crate::runtime;
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use sim_units::table::{self, Dimension, Quantity, UnitError};
use syn::Lit;

/// Whether a literal, a slash and an `s` are one quantity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rates {
    /// `20MB/s` is a bandwidth and `50%` is one half: in declarations.
    Joined,
    /// `20MB/s` is a division by `s`: in bodies, where `s` may be a variable.
    Apart,
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
                self.diagnostics.over(written.extent(), &error);
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
        let joined = (rates == Rates::Joined).then_some(after);
        let (unit, used) = match (suffix.as_str(), joined) {
            ("", Some([percent, rest @ ..])) if is_percent(percent, rest) => {
                ("%".to_owned(), &after[..1])
            }
            ("", _) => return None,
            (suffix, _) if is_rust_suffix(suffix) => return None,
            (suffix, Some([slash, TokenTree::Ident(per), rest @ ..]))
                if is_punct(slash, '/') && is_time(per) && ends_operand(rest) =>
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
        let suggestion = match error {
            UnitError::Unknown { suggestion, .. } => *suggestion,
            _ => None,
        };
        suggestion
            .and_then(|unit| table::parse_quantity(&self.digits, unit).ok())
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

/// Whether a percent sign is a unit: no operand of a remainder follows.
fn is_percent(tree: &TokenTree, rest: &[TokenTree]) -> bool {
    let ends = |next: &TokenTree| ",;+/<>=.?".chars().any(|end| is_punct(next, end));
    is_punct(tree, '%') && rest.first().is_none_or(ends)
}

/// Whether `s` stands for the second; `min` is taken along, for the message that only seconds divide.
fn is_time(per: &Ident) -> bool {
    table::unit(&per.to_string()).is_some_and(|unit| unit.dimension == Dimension::Time)
}

/// Whether the operand before these tokens is a mere name: not `s.len()`, `s[0]`, `s::MAX`, `s(1)` or `s!()`.
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn rewritten(source: &str, rates: Rates) -> (String, Vec<String>) {
        let mut diagnostics = Diagnostics::default();
        let tokens = TokenStream::from_str(source).expect("the source has tokens");
        let output = rewrite(tokens, rates, &mut diagnostics).to_string();
        let errors = diagnostics
            .into_errors()
            .iter()
            .map(ToString::to_string)
            .collect();
        (
            output
                .replace(":: coldstart :: __private :: ", "")
                .replace(' ', ""),
            errors,
        )
    }

    fn check(source: &str, expected: &str) {
        assert_eq!(
            rewritten(source, Rates::Joined),
            (expected.replace(' ', ""), vec![]),
            "{source}"
        );
    }

    fn check_in_a_body(source: &str, expected: &str) {
        assert_eq!(
            rewritten(source, Rates::Apart),
            (expected.replace(' ', ""), vec![]),
            "{source}"
        );
    }

    fn check_error(source: &str, expected: &str) {
        assert_eq!(rewritten(source, Rates::Joined).1, [expected], "{source}");
    }

    #[test]
    fn a_time_is_whole_nanoseconds() {
        check("60s", "SimDuration::from_nanos(60000000000)");
        check("1.5ms", "SimDuration::from_nanos(1500000)");
        check("1e3s", "SimDuration::from_nanos(1000000000000)");
        check(
            "20us 20µs 20μs",
            &"SimDuration::from_nanos(20000)".repeat(3),
        );
    }

    #[test]
    fn a_size_is_whole_bytes() {
        check("250MB", "Bytes::new(250000000)");
        check("1_000MB", "Bytes::new(1000000000)");
        check("2GiB", "Bytes::new(2147483648)");
    }

    #[test]
    fn work_is_a_real_number_of_flop() {
        check("2Gflop", "Flops::new(2000000000.0)");
    }

    #[test]
    fn a_rate_is_a_literal_a_slash_and_an_s() {
        check("20MB/s", "Bandwidth::new(20000000.0)");
        check("10Mbit / s", "Bandwidth::new(1250000.0)");
        check("10Gflop/s", "Speed::new(10000000000.0)");
        check("20MB/s * 2", "Bandwidth::new(20000000.0) * 2");
    }

    #[test]
    fn a_rate_without_a_slash_is_one_literal() {
        check("20MBps", "Bandwidth::new(20000000.0)");
    }

    #[test]
    fn a_division_by_something_called_s_is_no_rate() {
        check("20MB / s.len()", "Bytes::new(20000000) / s.len()");
        check("20MB / s[0]", "Bytes::new(20000000) / s[0]");
        check("20MB / s::MAX", "Bytes::new(20000000) / s::MAX");
        check("20MB / size", "Bytes::new(20000000) / size");
    }

    #[test]
    fn a_rate_in_a_body_is_a_division() {
        check_in_a_body("20MB/s", "Bytes::new(20000000) / s");
        check_in_a_body("10 % 3", "10 % 3");
    }

    #[test]
    fn a_percentage_is_a_bare_number() {
        check("50%", "0.5");
        check("a: 50%, b: 1", "a: 0.5, b: 1");
    }

    #[test]
    fn a_remainder_is_left_alone() {
        check("10 % 3", "10 % 3");
        check("10 % count", "10 % count");
        check("10 % (a + b)", "10 % (a + b)");
    }

    #[test]
    fn literals_of_rust_are_left_alone() {
        for source in [
            "1u64 1.0f32 0usize 0xffu8 7i128 3",
            "\"5MB\" 'a' b'a' true",
            "x.0 x.0.1",
        ] {
            check(source, source);
        }
    }

    #[test]
    fn units_are_found_at_any_depth() {
        check(
            "Disk { a: if i < 2 { 1GB } else { f([2GB]) } }",
            "Disk { a: if i < 2 { Bytes::new(1000000000) } else { f([Bytes::new(2000000000)]) } }",
        );
    }

    #[test]
    fn an_unknown_unit_is_reported_and_the_one_that_was_meant_is_used() {
        let (output, errors) = rewritten("10GFlop", Rates::Joined);
        assert_eq!(output, "Flops::new(10000000000.0)");
        assert_eq!(errors, ["unknown unit `GFlop`; did you mean `Gflop`?"]);
    }

    #[test]
    fn an_unknown_unit_without_a_likeness_fits_anywhere() {
        let (output, errors) = rewritten("10parsec", Rates::Joined);
        assert_eq!(output, "Option::None.unwrap()");
        assert!(
            errors[0].starts_with("unknown unit `parsec` (units: "),
            "{errors:?}"
        );
    }

    #[test]
    fn a_rate_per_minute_is_reported() {
        check_error("20MB/min", "unknown unit `MB/min`; did you mean `MB/s`?");
    }

    #[test]
    fn a_fraction_of_a_nanosecond_is_reported() {
        check_error("0.1ns", "`0.1ns` is not a whole number of nanoseconds");
    }
}
