//! The declarations that give a name: `platform`, `host`, `link`, `storage`, `serverless`, `mailbox`.

use super::expression::{brackets, expression, has_in, here, is_range, read, skip_rest};
use super::sentence::Sentence;
use crate::ast::{
    Index, Kind, Mailbox, Name, Platform, Reference, Resource, Serverless, Storage, Workers,
};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseBuffer, ParseStream};
use syn::token::Bracket;
use syn::{
    AngleBracketedGenericArguments, Expr, ExprField, GenericArgument, LitStr, Member, Pat, Token,
    Type,
};

pub(super) fn platform(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let form = "platform NAME from \"FILE.xml\";";
    let mut sentence = Sentence::new(form, input, diagnostics);
    let name = Name::new(sentence.name("a name")?);
    let file = file(&mut sentence);
    sentence.end();
    Some(Kind::Platform(Platform {
        keyword,
        name,
        file,
    }))
}

/// `from "lab.xml"`, or any expression of a path.
fn file(sentence: &mut Sentence) -> Option<TokenStream> {
    let what = "the file of the platform";
    if !sentence.preposition("from", what) && !sentence.input.peek(LitStr) {
        return None;
    }
    let Some(file) = read(sentence.input, expression) else {
        sentence.missing(what);
        return None;
    };
    let is_bare = matches!(syn::parse2(file.clone()), Ok(Expr::Field(ExprField { member: Member::Named(end), .. })) if end == "xml");
    if is_bare {
        let message = "the name of a file is a text, in quotes: `from \"FILE.xml\"`";
        sentence.fail(syn::Error::new_spanned(&file, message));
        return None;
    }
    Some(file)
}

pub(super) fn mailbox(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let mut sentence = Sentence::new("mailbox NAME: TYPE;", input, diagnostics);
    let name = Name::new(sentence.name("a name")?);
    let mut ty = match input.parse::<Token![:]>() {
        Ok(_) => read(input, Parse::parse),
        Err(_) if input.peek(Token![<]) => in_angle_brackets(&name.ident, &mut sentence),
        Err(_) => None,
    };
    if ty.is_none() {
        sentence.missing("`:` and the type of its messages");
        ty = sentence.diagnostics.last_as_type();
    }
    sentence.end();
    Some(Kind::Mailbox(Mailbox { keyword, name, ty }))
}

/// `done<u64>`, as the type of a value is written in Rust.
fn in_angle_brackets(name: &Ident, sentence: &mut Sentence) -> Option<Type> {
    let place = here(sentence.input);
    let arguments: AngleBracketedGenericArguments = read(sentence.input, Parse::parse)?;
    let message =
        format!("the type of the messages stands after a colon; write `mailbox {name}: TYPE;`");
    sentence.fail(syn::Error::new(place, message));
    arguments
        .args
        .into_iter()
        .find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

pub(super) fn host(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let form = "host NAME { speed: 10Gflop/s, .. }";
    resource(keyword, &mut Sentence::new(form, input, diagnostics)).map(Kind::Host)
}

pub(super) fn link(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let form = "link NAME { bandwidth: 100MB/s, .. }";
    resource(keyword, &mut Sentence::new(form, input, diagnostics)).map(Kind::Link)
}

fn resource(keyword: Ident, sentence: &mut Sentence) -> Option<Resource> {
    let name = Name::new(sentence.name("a name")?);
    let index = match brackets(sentence.input) {
        Ok((bracket, content)) => index(&name.ident, bracket, &content, sentence),
        Err(_) => Index::One,
    };
    Some(Resource {
        keyword,
        name,
        index,
        fields: sentence.fields(),
    })
}

fn index(name: &Ident, bracket: Bracket, content: &ParseBuffer, sentence: &mut Sentence) -> Index {
    let read = if has_in(content) {
        each(content)
    } else {
        count(name, content, sentence)
    };
    let read = read.and_then(|index| match content.is_empty() {
        true => Ok(index),
        false => Err(content.error("expected `]`")),
    });
    read.unwrap_or_else(|_| {
        let message =
            format!("expected how many there are, as in `{name}[4]` or `{name}[i in 0..4]`");
        sentence.fail(syn::Error::new(bracket.span.join(), message));
        skip_rest(content);
        Index::Count(None)
    })
}

/// `i in 0..nodes`
fn each(content: ParseStream) -> syn::Result<Index> {
    let pattern = Box::new(content.call(Pat::parse_multi_with_leading_vert)?);
    content.parse::<Token![in]>()?;
    Ok(Index::Each {
        pattern,
        of: expression(content)?,
    })
}

/// `nodes`
fn count(name: &Ident, content: ParseStream, sentence: &mut Sentence) -> syn::Result<Index> {
    let count = expression(content)?;
    if !is_range(&count) {
        return Ok(Index::Count(Some(count)));
    }
    let message = format!(
        "a range needs a name for its values: `{name}[i in 0..4]`; or write how many there are: `{name}[4]`"
    );
    sentence.fail(syn::Error::new_spanned(&count, message));
    let pattern = Box::new(syn::parse_quote!(_));
    Ok(Index::Each { pattern, of: count })
}

pub(super) fn storage(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let mut sentence = Sentence::new(
        "storage NAME on HOST { images: [IMAGE] }",
        input,
        diagnostics,
    );
    let name = Name::new(sentence.name("a name")?);
    let host = sentence.phrase("on", "the host of the storage");
    Some(Kind::Storage(Storage {
        keyword,
        name,
        host,
        fields: sentence.fields(),
    }))
}

pub(super) fn serverless(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let form = "serverless NAME on HOST over WORKERS { scheduler: Fcfs, .. }";
    let mut sentence = Sentence::new(form, input, diagnostics);
    let name = Name::new(sentence.name("a name")?);
    let head = sentence.phrase("on", "the host where the service runs");
    let workers = workers(&mut sentence);
    Some(Kind::Serverless(Serverless {
        keyword,
        name,
        head,
        workers,
        fields: sentence.fields(),
    }))
}

fn workers(sentence: &mut Sentence) -> Option<Workers> {
    let what = "the hosts that run its functions";
    if !sentence.preposition("over", what) {
        return None;
    }
    match brackets(sentence.input) {
        Ok((bracket, content)) => Some(Workers::List(bracket, listed(&content, sentence))),
        Err(_) => {
            let first = sentence.reference(what)?;
            Some(match sentence.input.peek(Token![,]) {
                true => Workers::List(Bracket::default(), without_brackets(first, sentence)),
                false => Workers::Group(first),
            })
        }
    }
}

/// `over big, small`
fn without_brackets(first: Reference, sentence: &mut Sentence) -> Vec<Reference> {
    let message = "several hosts stand in brackets; write `over [HOST, HOST]`";
    sentence.fail(syn::Error::new(first.span(), message));
    let mut references = vec![first];
    while sentence.input.parse::<Token![,]>().is_ok() {
        references.extend(sentence.reference("a host"));
    }
    references
}

/// `big, worker[0]`
fn listed(content: &ParseBuffer, sentence: &mut Sentence) -> Vec<Reference> {
    let mut references = Vec::new();
    while !content.is_empty() {
        let mut inner = Sentence::new("over [HOST, HOST]", content, sentence.diagnostics);
        references.extend(inner.reference("a host"));
        if content.parse::<Token![,]>().is_err() && !content.is_empty() {
            inner.missing("`,`");
            skip_rest(content);
        }
    }
    references
}
