//! What changed between two results, or between two studies of several results.
//!
//! * `parts`: what a file holds; `tables`, `matching`: its rows, and which belong together;
//! * `way`, `quantity`: where a value is, and what it means; `values`: what differs between two;
//! * `results`: two results, part by part; `asked`: whether there is what is asked for;
//! * `wording`, `text`: how it is printed.

mod asked;
mod matching;
mod parts;
mod quantity;
mod results;
mod tables;
mod text;
mod values;
mod way;
mod wording;

use std::fmt;

use indexmap::IndexMap;
use sim_runtime::results::stored::{Document, StoredError};

pub use quantity::{NoTolerance, Tolerance};
pub use values::Options;
pub use way::{NoPart, Only};

use parts::{Holding, Parts};
use results::{Difference, Pair, Side};
use text::Text;
use wording::{counted, plain};

/// How many results of a study are told.
const MOST_RESULTS: usize = 20;

/// What differs between two files.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// In lines, with the codes of colours.
    pub text: String,
    /// Whether anything does.
    pub is_different: bool,
}

/// Why two files cannot be compared.
#[derive(Clone, Debug)]
pub struct NotComparable(String);

impl fmt::Display for NotComparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotComparable {}

impl From<StoredError> for NotComparable {
    fn from(error: StoredError) -> Self {
        Self(error.to_string())
    }
}

/// Compares two results, or two studies result by result.
///
/// Rows are matched by what identifies them, and the first differences of each part are told, with the number of the others;
/// the last line says how much differs. Numbers are compared exactly, unless there is a tolerance.
///
/// # Errors
///
/// If one of the files is no result, if only one is a study, or if what is asked for is in neither.
pub fn compare(
    before: &mut Document,
    after: &mut Document,
    options: &Options,
) -> Result<Comparison, NotComparable> {
    match (Holding::of(before)?, Holding::of(after)?) {
        (Holding::One(one), Holding::One(other)) => {
            let mut text = Text::default();
            let difference = results((before, &one), (after, &other), options, &mut text)?;
            text.line(difference.in_words(options));
            Ok(Comparison {
                text: text.0,
                is_different: !difference.is_none(),
            })
        }
        (Holding::Study(one), Holding::Study(other)) => {
            study((before, &one), (after, &other), options)
        }
        (Holding::One(_), Holding::Study(_)) => Err(unlike(after, before)),
        (Holding::Study(_), Holding::One(_)) => Err(unlike(before, after)),
    }
}

fn unlike(study: &Document, result: &Document) -> NotComparable {
    NotComparable(format!(
        "{}: it holds several results, and {} holds one; compare files that hold the same",
        study.origin(),
        result.origin()
    ))
}

fn results(
    (before, one): (&mut Document, &Parts),
    (after, other): (&mut Document, &Parts),
    options: &Options,
    text: &mut Text,
) -> Result<Difference, NotComparable> {
    if let Some(part) = one.of_another_shape(other) {
        let (list, value) = match one.is_table(part) {
            true => (before.origin(), after.origin()),
            false => (after.origin(), before.origin()),
        };
        return Err(NotComparable(format!(
            "{list}: `{}` is a list, and in {value} it is not; compare results that --json has written",
            plain(part)
        )));
    }
    if let Some(missing) = asked::check(&options.only, (before, one), (after, other))? {
        return Err(NotComparable(format!("--only: {missing}")));
    }
    let mut pair = Pair {
        before: Side {
            document: before,
            parts: one,
        },
        after: Side {
            document: after,
            parts: other,
        },
        options,
        text,
    };
    Ok(pair.compare()?)
}

/// Results by name. What is asked for may be one of them, or a part of each.
fn study(
    (before, one): (&mut Document, &IndexMap<String, Parts>),
    (after, other): (&mut Document, &IndexMap<String, Parts>),
    options: &Options,
) -> Result<Comparison, NotComparable> {
    let asked = options.only.words().first();
    let asked = asked.filter(|word| one.contains_key(*word) || other.contains_key(*word));
    let inner = match asked {
        Some(_) => Options {
            only: options.only.rest(),
            ..options.clone()
        },
        None => options.clone(),
    };
    let is_meant = |name: &&String| asked.is_none_or(|asked| asked == *name);
    let mut text = Text::default();
    let (mut differing, mut all, mut told) = (0, 0, 0);
    for name in one.keys().filter(is_meant) {
        all += 1;
        let mut lines = Text::default();
        match other.get(name) {
            Some(parts) => {
                let found = results((before, &one[name]), (after, parts), &inner, &mut lines)?;
                if found.is_none() {
                    continue;
                }
                lines.line(found.in_words(&inner));
            }
            None => lines.line("removed"),
        }
        differing += 1;
        if told < MOST_RESULTS {
            told += 1;
            text.title(format_args!("== {} ==", plain(name)));
            text.0 += &lines.0;
            text.line("");
        }
    }
    for name in other
        .keys()
        .filter(is_meant)
        .filter(|name| !one.contains_key(*name))
    {
        (all, differing) = (all + 1, differing + 1);
        if told < MOST_RESULTS {
            told += 1;
            text.title(format_args!("== {} ==", plain(name)));
            text.line("added\n");
        }
    }
    if differing > told {
        text.line(format_args!(
            ".. and {} more\n",
            counted(differing - told, "result")
        ));
    }
    text.line(match differing {
        0 => format!("no difference in {}", counted(all, "result")),
        1 => format!("1 of {} differs", counted(all, "result")),
        _ => format!("{differing} of {} differ", counted(all, "result")),
    });
    Ok(Comparison {
        text: text.0,
        is_different: differing > 0,
    })
}
