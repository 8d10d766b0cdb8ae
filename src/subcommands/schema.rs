//! `coldstart schema`: what files may say, for editors.

use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command, ValueEnum, value_parser};
use coldstart::cli::{Failed, console};

/// Whose schema it is.
#[derive(Clone, Copy)]
enum Kind {
    Scenario,
    Study,
}

impl Kind {
    // Made of the types that read the files, by a test, so that a build needs nothing for it.
    const fn schema(self) -> &'static str {
        match self {
            Self::Scenario => include_str!("../../schemas/scenario.json"),
            Self::Study => include_str!("../../schemas/study.json"),
        }
    }
}

impl ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Scenario, Self::Study]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Scenario => PossibleValue::new("scenario").help("What `coldstart run` reads"),
            Self::Study => PossibleValue::new("study").help("What `coldstart sweep @FILE` reads"),
        })
    }
}

pub(super) fn command() -> Command {
    Command::new("schema")
        .about("Prints the JSON Schema of scenario files or of study files, for editors")
        .after_help("For a line `#:schema ./scenario.schema.json` in TOML: coldstart schema scenario > scenario.schema.json")
        .arg(
            Arg::new("kind")
                .value_name("KIND")
                .required(true)
                .value_parser(value_parser!(Kind))
                .help("The kind of file"),
        )
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let kind: Kind = *matches.get_one("kind").expect("clap requires the kind");
    console::print(kind.schema())
}
