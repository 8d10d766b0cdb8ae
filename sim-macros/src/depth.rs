//! How deep tokens are nested, and how long numbers are: the parser of Rust calls itself at each level, and the stack of the compiler has
//! an end; and it goes through a number once for each of its digits.
//!
//! It knows tokens. What is read at which level is for the parsers.

use proc_macro2::{Spacing, TokenStream, TokenTree, token_stream};

/// How deep tokens may be nested.
const DEEPEST: usize = 64;

/// How many letters a number may have. The smallest one that is not zero has about 1,100 digits.
const LONGEST: usize = 2000;

/// Whether the tokens can be read: an error at the first one that is nested too deeply or is too long a number, if there is one.
pub(crate) fn check(tokens: &TokenStream) -> syn::Result<()> {
    // A list of its own, for a function that calls itself would need the stack that it measures.
    let mut levels = vec![Level::new(tokens.clone())];
    while let Some(level) = levels.last_mut() {
        let Some(tree) = level.rest.next() else {
            levels.pop();
            continue;
        };
        level.pass(&tree);
        let depth: usize = levels.iter().map(Level::depth).sum();
        if depth > DEEPEST {
            let message = format!(
                "this is nested more than {DEEPEST} levels deep; give a part of it a name, such as `type Inner = ..;`"
            );
            return Err(syn::Error::new(tree.span(), message));
        }
        if is_long_number(&tree) {
            let message =
                format!("this number has more than {LONGEST} letters; write fewer digits");
            return Err(syn::Error::new(tree.span(), message));
        }
        if let TokenTree::Group(group) = tree {
            levels.push(Level::new(group.stream()));
        }
    }
    Ok(())
}

fn is_long_number(tree: &TokenTree) -> bool {
    let TokenTree::Literal(literal) = tree else {
        return false;
    };
    let text = literal.to_string();
    text.len() > LONGEST && text.starts_with(|first: char| first.is_ascii_digit())
}

/// One group of tokens.
struct Level {
    rest: token_stream::IntoIter,
    /// Angle brackets that are open.
    angles: usize,
    /// Operators before the operand that is being read: `&&*mut`.
    prefixes: usize,
    /// Whether the token before is the first half of `->` or `=>`.
    after_shaft: bool,
}

impl Level {
    fn new(tokens: TokenStream) -> Self {
        Self {
            rest: tokens.into_iter(),
            angles: 0,
            prefixes: 0,
            after_shaft: false,
        }
    }

    fn depth(&self) -> usize {
        1 + self.angles + self.prefixes
    }

    fn pass(&mut self, tree: &TokenTree) {
        let after_shaft = std::mem::take(&mut self.after_shaft);
        match tree {
            TokenTree::Punct(punct) => match punct.as_char() {
                ';' => (self.angles, self.prefixes) = (0, 0),
                '<' => self.angles += 1,
                '>' if after_shaft => self.prefixes += 1,
                '>' => self.angles = self.angles.saturating_sub(1),
                '-' | '=' if punct.spacing() == Spacing::Joint => self.after_shaft = true,
                '&' | '*' | '!' | '-' | '|' => self.prefixes += 1,
                _ => self.prefixes = 0,
            },
            TokenTree::Ident(word) => {
                let goes_on = [
                    "const", "mut", "dyn", "impl", "fn", "move", "return", "break",
                ];
                if !goes_on.iter().any(|prefix| word == prefix) {
                    self.prefixes = 0;
                }
            }
            // What stands in parentheses after `fn`, and before the arrow, is no operand.
            TokenTree::Group(_) => {}
            TokenTree::Literal(_) => self.prefixes = 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn is_refused(source: &str) -> bool {
        check(&TokenStream::from_str(source).expect("tokens")).is_err()
    }

    #[test]
    fn what_is_nested_too_deeply_is_refused() {
        let nested = |open: &str, close: &str, levels| {
            format!("a: {}u8{}", open.repeat(levels), close.repeat(levels))
        };
        for (open, close) in [
            ("Vec<", ">"),
            ("(", ",)"),
            ("[", "; 1]"),
            ("&", ""),
            ("*const ", ""),
            ("fn() -> ", ""),
            ("!", ""),
            ("{", "}"),
        ] {
            assert!(is_refused(&nested(open, close, 200)), "{open}");
            assert!(is_refused(&nested(open, close, 100_000)), "{open}");
            assert!(!is_refused(&nested(open, close, 20)), "{open}");
        }
    }

    #[test]
    fn numbers_of_absurd_length_are_refused_and_texts_are_not() {
        for number in [
            "9".repeat(100_000),
            format!("0x{}", "f".repeat(100_000)),
            format!("1.{}e9", "0".repeat(100_000)),
        ] {
            assert!(is_refused(&format!("f(a, {number})")), "{}", &number[..5]);
        }
        assert!(!is_refused(&format!("f(a, {})", "9".repeat(1000))));
        assert!(!is_refused(&format!("f(a, \"{}\")", "9".repeat(100_000))));
    }

    #[test]
    fn what_is_long_is_not_deep() {
        for part in [
            "a < b && c;",
            "f(a, &b) * 2 + !c;",
            "x.map(|y| -y) => z,",
            "Vec<u8>, &T,",
        ] {
            assert!(!is_refused(&part.repeat(1000)), "{part}");
        }
    }
}
