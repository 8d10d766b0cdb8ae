//! The way to a value in a result, and the part of a result that `--only` asks for.

use std::fmt;
use std::str::FromStr;

use super::wording::plain;

/// A step of the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To the value of a key.
    Key(String),
    /// To the row of a name.
    Row(String),
}

impl Step {
    fn is(&self, word: &str) -> bool {
        match self {
            Self::Key(key) => key == word,
            Self::Row(name) => is_row(name, word),
        }
    }
}

/// Whether a row is meant by a word: its name, or a part of it, as `resize` in `cloud/resize`.
pub(super) fn is_row(name: &str, word: &str) -> bool {
    name == word || name.split('/').any(|part| part == word)
}

/// The way to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Way(pub(super) Vec<Step>);

impl Way {
    /// From the result to one of its parts.
    pub(super) fn to_part(name: &str) -> Self {
        Self(vec![Step::Key(name.to_owned())])
    }

    /// As messages show it, from the step of this number on.
    pub(super) fn shown_from(&self, first: usize) -> String {
        let mut text = String::new();
        for step in self.0.iter().skip(first) {
            match step {
                Step::Key(key) if text.is_empty() => text.push_str(&plain(key)),
                Step::Key(key) => {
                    text.push('.');
                    text.push_str(&plain(key));
                }
                Step::Row(name) => {
                    text.push('[');
                    text.push_str(&plain(name));
                    text.push(']');
                }
            }
        }
        text
    }
}

/// A part of results: `summary`, `functions.resize`, `nodes[cloud/worker[0]].busy`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Only {
    words: Vec<String>,
}

/// A text that names no part of a result.
#[derive(Debug, PartialEq, Eq)]
pub struct NoPart;

impl fmt::Display for NoPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected names with points between them, such as `summary` or `functions.resize`; a name that has \
                     points itself stands in brackets: `functions[a.b]`")
    }
}

impl std::error::Error for NoPart {}

impl FromStr for Only {
    type Err = NoPart;

    fn from_str(text: &str) -> Result<Self, NoPart> {
        let mut words = vec![String::new()];
        let (mut depth, mut is_closed) = (0_usize, false);
        for letter in text.chars() {
            match letter {
                '.' if depth == 0 => {
                    words.push(String::new());
                    is_closed = false;
                    continue;
                }
                '[' => {
                    depth += 1;
                    if depth == 1 {
                        words.push(String::new());
                        continue;
                    }
                }
                ']' => {
                    depth = depth.checked_sub(1).ok_or(NoPart)?;
                    if depth == 0 {
                        is_closed = true;
                        continue;
                    }
                }
                _ if is_closed && depth == 0 => return Err(NoPart),
                _ => {}
            }
            words.last_mut().ok_or(NoPart)?.push(letter);
        }
        match depth == 0 && words.iter().all(|word| !word.is_empty()) {
            true => Ok(Self { words }),
            false => Err(NoPart),
        }
    }
}

impl Only {
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// The same without its first name.
    pub(super) fn rest(&self) -> Self {
        Self {
            words: self.words.iter().skip(1).cloned().collect(),
        }
    }

    /// Whether a value is asked for, or holds one that is.
    pub(super) fn admits(&self, way: &Way) -> bool {
        way.0
            .iter()
            .zip(&self.words)
            .all(|(step, word)| step.is(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Option<Vec<String>> {
        text.parse().ok().map(|only: Only| only.words)
    }

    #[test]
    fn points_and_brackets_part_the_names() {
        assert_eq!(words("summary").unwrap(), ["summary"]);
        assert_eq!(
            words("functions.resize.wait.p50").unwrap(),
            ["functions", "resize", "wait", "p50"]
        );
        assert_eq!(
            words("nodes[cloud/worker[0]].busy").unwrap(),
            ["nodes", "cloud/worker[0]", "busy"]
        );
        assert_eq!(words("log[3]").unwrap(), ["log", "3"]);
        for wrong in ["", ".", "a..b", "a[", "a]", "a[]", "a[b]c", "a."] {
            assert_eq!(words(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_holds_a_part_and_what_is_in_it_are_admitted() {
        let only: Only = "functions.resize.wait".parse().unwrap();
        let mut way = Way::to_part("functions");
        assert!(only.admits(&way));
        way.0.push(Step::Row("cloud/resize".to_owned()));
        way.0.push(Step::Key("wait".to_owned()));
        way.0.push(Step::Key("p50".to_owned()));
        assert!(only.admits(&way));
        assert_eq!(way.shown_from(1), "[cloud/resize].wait.p50");
        way.0[2] = Step::Key("body".to_owned());
        assert!(!only.admits(&way));
        assert!(!only.admits(&Way::to_part("nodes")));
    }
}
