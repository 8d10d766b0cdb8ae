//! The declarations that give a name: `host`, `link`, `storage`, `serverless`.

use super::expression::{brackets, expression, has_in, is_range, skip_rest};
use super::sentence::Sentence;
use crate::ast::{Index, Kind, Name, Reference, Resource, Serverless, Storage, Workers};
use crate::diagnostics::Diagnostics;
use proc_macro2::Ident;
use syn::parse::{ParseBuffer, ParseStream};
use syn::token::Bracket;
use syn::{Pat, Token};

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
        Err(_) => sentence.reference(what).map(Workers::Group),
    }
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
