//! The declarations that relate names: `route`, `deploy`, `controller`, and `for` and `if` around them.

use super::expression::{
    braces, brackets, expressions, head_expression, next, parentheses, skip_rest,
};
use super::item::{items, resynchronise};
use super::sentence::Sentence;
use crate::ast::{Controller, Deploy, Direction, Else, For, If, Item, Kind, Route};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, TokenStream};
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseBuffer, ParseStream};
use syn::token::Bracket;
use syn::{Pat, Path, Token, token};

pub(super) fn route(keyword: Ident, input: ParseStream, diagnostics: &mut Diagnostics) -> Kind {
    let mut sentence = Sentence::new("route HOST <-> HOST via [LINK];", input, diagnostics);
    let from = sentence.reference("the host where the route begins");
    let direction = direction(&mut sentence);
    let to = sentence.reference("the host where the route ends");
    let links = links(&mut sentence);
    sentence.end();
    Kind::Route(Route {
        keyword,
        from,
        direction,
        to,
        links,
    })
}

fn direction(sentence: &mut Sentence) -> Direction {
    let input = sentence.input;
    if input.peek(Token![->]) {
        let _: Result<Token![->], _> = input.parse();
        return Direction::OneWay;
    }
    if input.peek(Token![<-]) && input.peek3(Token![>]) {
        for _ in 0..3 {
            next(input);
        }
        return Direction::Both;
    }
    sentence.missing("`<->` (both ways) or `->` (one way)");
    while input.cursor().punct().is_some() && !input.peek(Token![;]) {
        next(input);
    }
    Direction::Both
}

fn links(sentence: &mut Sentence) -> Option<(Bracket, TokenStream)> {
    if !sentence.preposition("via", "the links in brackets") {
        return None;
    }
    match brackets(sentence.input) {
        Ok((bracket, content)) => listed(bracket, &content, sentence).map(|links| (bracket, links)),
        Err(_) => {
            sentence.missing("the links in brackets");
            None
        }
    }
}

fn listed(bracket: Bracket, content: &ParseBuffer, sentence: &mut Sentence) -> Option<TokenStream> {
    let links = expressions(content);
    let rest = content.is_empty();
    skip_rest(content);
    match links {
        Ok(links) if links.is_empty() => {
            let message = "a route passes through at least one link: `via [LINK]`";
            sentence.fail(syn::Error::new(bracket.span.join(), message));
            None
        }
        Ok(links) if rest => Some(links),
        Ok(_) => {
            let message = "expected links with commas between them: `via [wan, lan[i]]`";
            sentence.fail(syn::Error::new(bracket.span.join(), message));
            None
        }
        Err(error) => {
            sentence.fail(error);
            None
        }
    }
}

pub(super) fn deploy(keyword: Ident, input: ParseStream, diagnostics: &mut Diagnostics) -> Kind {
    let form = "deploy FUNCTION on SERVICE from STORAGE;";
    let mut sentence = Sentence::new(form, input, diagnostics);
    let functions = functions(&mut sentence);
    let service = sentence.phrase("on", "the service");
    let storage = sentence.phrase("from", "the storage of its image");
    sentence.end();
    Kind::Deploy(Deploy {
        keyword,
        functions,
        service,
        storage,
    })
}

/// `resize, filters::blur`
fn functions(sentence: &mut Sentence) -> Vec<Path> {
    let mut functions = Vec::new();
    loop {
        functions.extend(path(
            sentence,
            "a serverless function",
            Path::parse_mod_style,
        ));
        if !sentence.input.peek(Token![,]) {
            return functions;
        }
        next(sentence.input);
    }
}

/// The path to a function.
fn path(
    sentence: &mut Sentence,
    what: &str,
    parse: impl FnOnce(ParseStream) -> syn::Result<Path>,
) -> Option<Path> {
    let ahead = sentence.input.fork();
    match parse(&ahead) {
        Ok(path) if !sentence.at_preposition() => {
            sentence.input.advance_to(&ahead);
            Some(path)
        }
        Ok(_) | Err(_) => {
            sentence.missing(what);
            None
        }
    }
}

pub(super) fn controller(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let form = "controller FUNCTION(ARGUMENTS) on HOST;";
    let mut sentence = Sentence::new(form, input, diagnostics);
    let Some(path) = path(&mut sentence, "the function of the controller", Path::parse) else {
        resynchronise(input);
        return None;
    };
    let arguments = arguments(&mut sentence);
    let host = sentence.phrase("on", "the host where it runs");
    sentence.end();
    Some(Kind::Controller(Controller {
        keyword,
        path,
        arguments,
        host,
        callable: true,
    }))
}

fn arguments(sentence: &mut Sentence) -> TokenStream {
    let Ok((_, content)) = parentheses(sentence.input) else {
        sentence.missing("the arguments in parentheses");
        return TokenStream::new();
    };
    let arguments = expressions(&content);
    if arguments.is_ok() && !content.is_empty() {
        sentence.fail(content.error("expected `,` between the arguments"));
    }
    skip_rest(&content);
    arguments.unwrap_or_else(|error| {
        sentence.fail(error);
        TokenStream::new()
    })
}

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
