//! A word that means nothing is told in a message of one line that is not as long as the word.

use std::fmt::Display;
use std::str::FromStr;

use coldstart::prelude::*;
use coldstart::results::Recording;
use coldstart::results::check::{Check, Figure};
use coldstart::workload::trace::{Format, Spread};
use coldstart::workload::{Arrivals, Grouping};

/// How long a message may be, with all that could have been written, in bytes.
const LONGEST: usize = 1_500;

fn told<T: FromStr<Err: Display>>(text: &str) -> String {
    text.parse::<T>().err().expect("no such word").to_string()
}

#[test]
fn what_is_told_of_a_long_word_is_short() {
    let word = "x(".repeat(50_000);
    let messages = [
        told::<Recording>(&word),
        told::<Format>(&word),
        told::<Spread>(&word),
        told::<Grouping>(&word),
        told::<Check>(&word),
        told::<Figure>(&word),
        told::<Arrivals>(&word),
        told::<Distribution>(&word),
        told::<SimDuration>(&word),
        told::<Bytes>(&word),
    ];
    for message in messages {
        assert!(
            message.len() < LONGEST,
            "{} bytes: {message}",
            message.len()
        );
    }
}

#[test]
fn what_a_word_would_do_to_a_terminal_is_escaped() {
    let word = "x\u{1b}[2J\n";
    let messages = [
        told::<Recording>(word),
        told::<Format>(word),
        told::<Spread>(word),
        told::<Grouping>(word),
    ];
    for message in messages {
        assert!(message.contains(r"x\u{1b}[2J\n"), "{message}");
        assert!(!message.contains(char::is_control), "{message:?}");
    }
}
