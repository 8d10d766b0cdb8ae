//! Whether what is printed has colours: `--color`, or else what the environment and the terminal say.

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction};

const AUTO: &str = "auto";
const ALWAYS: &str = "always";
const NEVER: &str = "never";

/// After all other options in the help.
const LAST: usize = 900;

/// The option.
pub fn option() -> Arg {
    Arg::new("color")
        .long("color")
        .value_name("WHEN")
        .action(ArgAction::Set)
        .value_parser(PossibleValuesParser::new([AUTO, ALWAYS, NEVER]))
        .default_value(AUTO)
        .hide_possible_values(true)
        .display_order(LAST)
        .help("Colours: auto (on a terminal, unless NO_COLOR is set), always or never")
}

/// Makes the choice for the whole program. The arguments are looked at before they are understood, since mistakes in them
/// are told in colours, too.
pub(super) fn choose(arguments: &[OsString]) {
    asked(arguments).write_global();
}

fn asked(arguments: &[OsString]) -> anstream::ColorChoice {
    let mut choice = anstream::ColorChoice::Auto;
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        let value = match argument.split_once('=') {
            _ if argument == "--" => break,
            Some(("--color", value)) => Some(value),
            _ if argument == "--color" => arguments.next(),
            _ => continue,
        };
        choice = match value {
            Some(ALWAYS) => anstream::ColorChoice::Always,
            Some(NEVER) => anstream::ColorChoice::Never,
            _ => anstream::ColorChoice::Auto,
        };
    }
    choice
}

#[cfg(test)]
mod tests {
    use super::*;
    use anstream::ColorChoice;

    #[test]
    fn the_option_is_found_however_it_is_written() {
        let cases: [(&[&str], ColorChoice); 6] = [
            (&[], ColorChoice::Auto),
            (&["run", "--color", "always"], ColorChoice::Always),
            (&["--color=never", "run"], ColorChoice::Never),
            (&["--color=always", "--color", "never"], ColorChoice::Never),
            (&["--color"], ColorChoice::Auto),
            (&["--", "--color=always"], ColorChoice::Auto),
        ];
        for (arguments, choice) in cases {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            assert_eq!(asked(&arguments), choice, "{arguments:?}");
        }
    }
}
