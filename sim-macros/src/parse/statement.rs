//! The declarations that relate names, `route`, `deploy`, `workload`, `controller`, and `horizon`.

use super::expression::{
    brackets, expression, expressions, head_expression, next, parentheses, read, skip_rest, word,
};
use super::keyword::resynchronise;
use super::sentence::Sentence;
use crate::ast::{
    Controller, Deploy, Direction, Fields, FunctionLength, Horizon, Kind, LastingFunction, Name,
    Reference, Route, Trace, Workload,
};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, TokenStream};
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseBuffer, ParseStream};
use syn::token::{Brace, Bracket, Paren};
use syn::{Path, PathArguments, Token};

pub(super) fn route(keyword: Ident, input: ParseStream, diagnostics: &mut Diagnostics) -> Kind {
    let mut sentence = Sentence::new("route HOST <-> HOST via [LINK];", input, diagnostics);
    let from = sentence.reference("the host where the route begins");
    let direction = direction(&mut sentence);
    let mut to = sentence.reference("the host where the route ends");
    let links = links(&mut to, &mut sentence);
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
    if sentence.is_slip() {
        next(input);
    }
    Direction::Both
}

fn links(to: &mut Option<Reference>, sentence: &mut Sentence) -> Option<(Bracket, TokenStream)> {
    if !sentence.preposition("via", "the links in brackets") {
        // Without the word, links look like an index: `route user <-> gateway [wan];`. Which was meant is ambiguous.
        to.take_if(|to| !to.is_plain());
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
    let variant = variant(&mut sentence);
    let service = sentence.phrase("on", "the service");
    let storage = sentence.phrase("from", "the storage of its image");
    let limits = sentence.block();
    if limits.is_none() {
        sentence.end();
    }
    Kind::Deploy(Deploy {
        keyword,
        functions,
        variant,
        service,
        storage,
        limits,
    })
}

/// `as large`
fn variant(sentence: &mut Sentence) -> Option<Name> {
    if !sentence.input.peek(Token![as]) {
        return None;
    }
    next(sentence.input);
    let name = sentence.word("the name of the variant");
    name.map(Name::new)
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

pub(super) fn function(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let form = "function NAME lasts DISTRIBUTION { image: IMAGE, .. }";
    let mut sentence = Sentence::new(form, input, diagnostics);
    let name = Name::new(sentence.name("a name")?);
    let length = match sentence.preposition("lasts", "how long it lasts, a distribution or `input`")
    {
        true => length(&mut sentence),
        false => None,
    };
    Some(Kind::Function(LastingFunction {
        keyword,
        name,
        length,
        fields: sentence.fields(),
    }))
}

/// `LogNormal(-0.38, 2.36)`, `input`
fn length(sentence: &mut Sentence) -> Option<FunctionLength> {
    let is_alone = |input: ParseStream| {
        let ahead = input.fork();
        next(&ahead);
        ahead.peek(Brace) || ahead.peek(Token![;])
    };
    if word(sentence.input).is_some_and(|word| word == "input") && is_alone(sentence.input) {
        next(sentence.input);
        return Some(FunctionLength::Input);
    }
    let law = read(sentence.input, head_expression);
    if law.is_none() {
        sentence.missing("how long it lasts, such as `LogNormal(-0.38, 2.36)`, or `input`");
    }
    law.map(FunctionLength::Law)
}

/// The path to a function.
pub(super) fn path(
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

pub(super) fn workload(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let form = "workload NAME of FUNCTION on SERVICE from HOST { arrivals: .., input: .. }";
    let mut sentence = Sentence::new(form, input, diagnostics);
    let name = sentence.name("a name")?;
    let what = "the function that it invokes";
    let function = match sentence.preposition("of", what) {
        true => path(&mut sentence, what, Path::parse_mod_style),
        false => None,
    };
    let service = sentence.phrase("on", "the service");
    let host = sentence.phrase("from", "the host that invokes it");
    Some(Kind::Workload(Workload {
        keyword,
        name,
        function,
        service,
        host,
        fields: sentence.fields(),
    }))
}

pub(super) fn trace(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let form = "trace NAME from FORMAT { path: \"..\", .. } on SERVICE from STORAGE;";
    let mut sentence = Sentence::new(form, input, diagnostics);
    let name = sentence.name("a name")?;
    let format = match word(sentence.input) {
        Some(from) if from == "from" => {
            next(sentence.input);
            sentence.word("the format, such as `Azure2019`")
        }
        _ => None,
    };
    let fields = sentence.block().unwrap_or_else(|| {
        sentence.missing("a block of fields with its `path`");
        Fields {
            sound: false,
            ..Fields::default()
        }
    });
    let service = sentence.phrase("on", "the service");
    let storage = sentence.phrase("from", "the storage of the images");
    sentence.end();
    Some(Kind::Trace(Trace {
        keyword,
        name,
        format,
        fields,
        service,
        storage,
    }))
}

pub(super) fn controller(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let form = "controller FUNCTION(ARGUMENTS) on HOST;";
    let mut sentence = Sentence::new(form, input, diagnostics);
    let Some(mut path) = path(&mut sentence, "the function of the controller", Path::parse) else {
        resynchronise(input);
        return None;
    };
    check_type_arguments(&mut path, &mut sentence);
    let (parentheses, arguments) = arguments(&path, &mut sentence).unzip();
    let host = sentence.phrase("on", "the host where it runs");
    sentence.end();
    Some(Kind::Controller(Controller {
        keyword,
        path,
        callable: arguments.is_some(),
        parentheses: parentheses.unwrap_or_default(),
        arguments: arguments.unwrap_or_default(),
        host,
    }))
}

/// `client<u64>(cloud)`, which would be a comparison.
fn check_type_arguments(path: &mut Path, sentence: &mut Sentence) {
    for segment in &mut path.segments {
        let name = &segment.ident;
        if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments
            && arguments.colon2_token.is_none()
        {
            let place = arguments.lt_token.span;
            let message = format!("type arguments stand after `::`; write `{name}::<..>(..)`");
            sentence.fail(syn::Error::new(place, message));
            arguments.colon2_token = Some(Token![::](place));
        }
    }
}

/// What is passed to the function, unless it could not be read.
fn arguments(function: &Path, sentence: &mut Sentence) -> Option<(Paren, TokenStream)> {
    let Ok((paren, content)) = parentheses(sentence.input) else {
        let name = function.segments.last().map(|last| &last.ident);
        let what = name.map_or_else(
            || "the arguments in parentheses".to_owned(),
            |name| format!("the arguments of `{name}` in parentheses, as in `{name}()`"),
        );
        sentence.missing(&what);
        return None;
    };
    let arguments = expressions(&content);
    let is_whole = content.is_empty();
    if arguments.is_ok() && !is_whole {
        sentence.fail(content.error("expected `,` between the arguments"));
    }
    skip_rest(&content);
    match arguments {
        Ok(arguments) => is_whole.then_some((paren, arguments)),
        Err(error) => {
            sentence.fail(error);
            None
        }
    }
}

pub(super) fn horizon(keyword: Ident, input: ParseStream, diagnostics: &mut Diagnostics) -> Kind {
    let mut sentence = Sentence::new("horizon 2h;", input, diagnostics);
    let date = read(sentence.input, expression);
    if date.is_none() {
        sentence.missing("how long the simulation goes on");
    }
    sentence.end();
    Kind::Horizon(Horizon { keyword, date })
}
