//! What stands around declarations: `for` and `if`.

use super::expression::{braces, head_expression, next};
use super::item::items;
use super::keyword::resynchronise;
use super::sentence::Sentence;
use crate::ast::{Else, For, If, Item, Kind};
use crate::diagnostics::Diagnostics;
use syn::parse::ParseStream;
use syn::{Pat, Token, token};

/// `for i in 0..nodes { .. }`
pub(super) fn each(
    keyword: Token![for],
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let mut sentence = Sentence::new("for i in 0..4 { .. }", input, diagnostics);
    let head = |input: ParseStream| {
        let pattern = input.call(Pat::parse_multi_with_leading_vert)?;
        input.parse::<Token![in]>()?;
        Ok((pattern, head_expression(input)?))
    };
    match head(input) {
        Ok((pattern, of)) => {
            let body = block(&mut sentence);
            Some(Kind::For(For {
                keyword,
                pattern,
                of,
                body,
            }))
        }
        Err(error) => broken(
            &error,
            "a name, `in` and what it goes through",
            &mut sentence,
        ),
    }
}

/// `if remote { .. } else { .. }`
pub(super) fn choice(
    keyword: Token![if],
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let mut sentence = Sentence::new("if CONDITION { .. } else { .. }", input, diagnostics);
    match conditional(keyword, &mut sentence) {
        Ok(choice) => Some(Kind::If(choice)),
        Err(error) => broken(&error, "a condition", &mut sentence),
    }
}

fn conditional(keyword: Token![if], sentence: &mut Sentence) -> syn::Result<If> {
    let condition = head_expression(sentence.input)?;
    let then = block(sentence);
    let otherwise = match sentence.input.peek(Token![else]) {
        true => Some(otherwise(sentence)?),
        false => None,
    };
    Ok(If {
        keyword,
        condition,
        then,
        otherwise,
    })
}

fn otherwise(sentence: &mut Sentence) -> syn::Result<(Token![else], Else)> {
    let keyword = sentence.input.parse()?;
    if sentence.input.peek(Token![if]) {
        let choice = conditional(sentence.input.parse()?, sentence)?;
        return Ok((keyword, Else::If(Box::new(choice))));
    }
    Ok((keyword, Else::Items(block(sentence))))
}

fn block(sentence: &mut Sentence) -> Vec<Item> {
    match braces(sentence.input) {
        Ok((_, content)) => items(&content, sentence.diagnostics),
        Err(_) => {
            sentence.missing("a block");
            Vec::new()
        }
    }
}

/// Reports what is wrong before a block, and skips to its end.
fn broken(error: &syn::Error, what: &str, sentence: &mut Sentence) -> Option<Kind> {
    sentence.missing_at(error.span(), what);
    let input = sentence.input;
    while !input.is_empty() && !input.peek(token::Brace) && !input.peek(Token![;]) {
        next(input);
    }
    resynchronise(input);
    None
}
