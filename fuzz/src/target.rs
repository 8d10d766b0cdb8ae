//! What is tried.

/// Something that reads.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Inputs that it accepts.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that mean something to it, beside those in the seeds.
    pub words: &'static [&'static str],
    /// Reads an input. A panic is a mistake of the target.
    pub read: fn(&[u8]) -> Outcome,
}

/// What a target says of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It can be read, and what else there is to say of it.
    Accepted(String),
    /// It cannot, and why.
    Refused(String),
}

impl Outcome {
    /// Accepted or refused.
    pub fn of<T, E: ToString>(read: Result<T, E>) -> Self {
        match read {
            Ok(_) => Self::Accepted(String::new()),
            Err(error) => Self::Refused(error.to_string()),
        }
    }

    /// What it says, without what differs from input to input: names, numbers, places.
    pub(crate) fn kind(&self) -> String {
        let (first, text) = match self {
            Self::Accepted(text) => ('+', text),
            Self::Refused(text) => ('-', text),
        };
        let mut kind = String::from(first);
        let mut is_quoted = false;
        for character in text.chars() {
            match character {
                '`' => is_quoted = !is_quoted,
                '0'..='9' if kind.ends_with('0') => continue,
                '\n' => break,
                _ if is_quoted => continue,
                _ => {}
            }
            kind.push(if character.is_ascii_digit() {
                '0'
            } else {
                character
            });
            if kind.len() > LONGEST {
                break;
            }
        }
        kind
    }
}

/// How much of a message is looked at, in bytes.
const LONGEST: usize = 160;
