//! From the arguments of the program to those of a command. Help is printed here, and mistakes are told.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{ArgMatches, Command};
use sim_runtime::units::spelling::{visible, visible_lines};

use super::building;
use super::color;
use super::console::{self, Channel};
use super::failed::Failed;

/// The arguments of the program as a command understands them.
///
/// # Errors
///
/// Help or the version was asked for and is printed, or there is a mistake and it is told: the exit code.
pub fn matches(command: Command) -> Result<ArgMatches, ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    color::choose(&arguments);
    building::without_expected();
    command
        .try_get_matches_from(arguments)
        .map_err(|error| console::finish(told(error)))
}

fn told(error: clap::Error) -> Result<(), Failed> {
    let channel = if error.use_stderr() {
        Channel::Error
    } else {
        Channel::Output
    };
    let code = u8::try_from(error.exit_code()).unwrap_or(u8::MAX);
    let text = shown(error);
    console::print_with(channel, |out| out.write_all(text.as_bytes()))?;
    match code {
        0 => Ok(()),
        // It has been told.
        code => Err(Failed {
            message: String::new(),
            code,
        }),
    }
}

/// The message with clap's colours, and with what was typed escaped.
fn shown(mut error: clap::Error) -> String {
    let escaped: Vec<(ContextKind, ContextValue)> = error
        .context()
        .filter_map(|(kind, value)| Some((kind, escaped(value)?)))
        .collect();
    for (kind, value) in escaped {
        error.insert(kind, value);
    }
    let text = error.render();
    let plain = text.to_string();
    let lines = visible_lines(&plain);
    if lines == plain {
        text.ansi().to_string()
    } else {
        lines
    }
}

/// What was typed, if it has to be escaped; tips are only left out.
fn escaped(value: &ContextValue) -> Option<ContextValue> {
    let is_visible = |text: &String| visible(text) == text.as_str();
    match value {
        ContextValue::String(text) if !is_visible(text) => {
            Some(ContextValue::String(visible(text).into_owned()))
        }
        ContextValue::Strings(texts) if !texts.iter().all(is_visible) => {
            let texts = texts.iter().map(|text| visible(text).into_owned());
            Some(ContextValue::Strings(texts.collect()))
        }
        ContextValue::StyledStrs(texts) => {
            let all_visible = texts.iter().all(|text| is_visible(&text.to_string()));
            (!all_visible).then_some(ContextValue::None)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Arg;

    #[test]
    fn what_was_typed_is_escaped_and_newlines_are_too() {
        let command = || Command::new("c").arg(Arg::new("n").long("n").value_parser(["a"]));
        let typed: [&[&str]; 3] = [
            &["c", "x\u{1b}[5m\ny"],
            &["c", "--x\u{1b}[5m\ny"],
            &["c", "--n", "x\u{1b}[5m\ny"],
        ];
        for arguments in typed {
            let error = command().try_get_matches_from(arguments).unwrap_err();
            let told = shown(error);
            assert!(told.contains(r"x\u{1b}[5m\ny"), "{told}");
            assert!(!told.contains("\u{1b}[5m"), "{told}");
        }
    }
}
