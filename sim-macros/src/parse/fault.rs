//! `fault`: what breaks, when, and for how long.

use super::expression::{expression, next, read, word};
use super::sentence::Sentence;
use super::statement::path;
use crate::ast::{Begin, Fault, FaultSubject, Kind};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, TokenStream};
use syn::parse::ParseStream;
use syn::{Path, Token};

const FORM: &str = "fault node HOST down at 10s for 1min;";

pub(super) fn fault(
    keyword: Ident,
    input: ParseStream,
    diagnostics: &mut Diagnostics,
) -> Option<Kind> {
    let mut sentence = Sentence::new(FORM, input, diagnostics);
    let fault = whole(keyword, &mut sentence);
    if fault.is_none() {
        // Not to the next word that could begin a declaration: `for` and `link` belong to this one.
        while !input.is_empty() && !input.peek(Token![;]) {
            next(input);
        }
    }
    if fault.is_some() || input.peek(Token![;]) {
        sentence.end();
    }
    fault.map(Kind::Fault)
}

fn whole(keyword: Ident, sentence: &mut Sentence) -> Option<Fault> {
    let subject = subject(sentence)?;
    let begin = begin(sentence)?;
    let lasts = match sentence.input.peek(Token![for]) {
        true => {
            next(sentence.input);
            Some(value(sentence, "how long it lasts")?)
        }
        false => None,
    };
    Some(Fault {
        keyword,
        subject,
        begin,
        lasts,
    })
}

/// `node worker[2] down`, `node worker[2] slow 50%`, `link wan down`, `storage repository down`, `containers of work on cloud`
fn subject(sentence: &mut Sentence) -> Option<FaultSubject> {
    let what = "what breaks, `node HOST`, `link LINK`, `storage STORAGE` or `containers of FUNCTION on SERVICE`";
    let kind = word(sentence.input).map(|kind| kind.to_string());
    match kind.as_deref() {
        Some("node") => {
            next(sentence.input);
            let node = sentence.reference("the host of the node")?;
            if is_next(sentence, "slow") {
                next(sentence.input);
                let share = value(sentence, "its share of the speed, such as `50%`")?;
                return Some(FaultSubject::Slow(Some(node), share));
            }
            skip_down(sentence);
            Some(FaultSubject::Node(Some(node)))
        }
        Some("link") => {
            next(sentence.input);
            let link = sentence.reference("the link")?;
            skip_down(sentence);
            Some(FaultSubject::Link(Some(link)))
        }
        Some("storage") => {
            next(sentence.input);
            let storage = sentence.reference("the storage")?;
            skip_down(sentence);
            Some(FaultSubject::Storage(Some(storage)))
        }
        Some("containers") => {
            next(sentence.input);
            let what = "the function whose containers crash";
            let function = match sentence.preposition("of", what) {
                true => path(sentence, what, Path::parse_mod_style)?,
                false => return None,
            };
            let service = sentence.phrase("on", "the service")?;
            Some(FaultSubject::Containers(Some(function), Some(service)))
        }
        _ => {
            sentence.missing(what);
            None
        }
    }
}

/// `down`, which may be left out.
fn skip_down(sentence: &mut Sentence) {
    if is_next(sentence, "down") {
        next(sentence.input);
    }
}

/// `at 10s`, `every Exponential(1h)`
fn begin(sentence: &mut Sentence) -> Option<Begin> {
    if is_next(sentence, "at") {
        next(sentence.input);
        let date = value(sentence, "when it begins, such as `10s` after the start")?;
        return Some(Begin::At(date));
    }
    if is_next(sentence, "every") {
        next(sentence.input);
        let what = "the distribution of the time until it comes, such as `Exponential(1h)`";
        return Some(Begin::Every(value(sentence, what)?));
    }
    sentence.missing("`at` and a date, or `every` and a distribution");
    None
}

fn is_next(sentence: &Sentence, wanted: &str) -> bool {
    word(sentence.input).is_some_and(|word| word == wanted)
}

fn value(sentence: &mut Sentence, what: &str) -> Option<TokenStream> {
    let value = read(sentence.input, expression);
    if value.is_none() {
        sentence.missing(what);
    }
    value
}
