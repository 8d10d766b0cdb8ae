//! `coldstart validate`: whether the models give what is known without them.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use coldstart::cli::document::{self, Document};
use coldstart::cli::output::{Format, Outputs};
use coldstart::cli::{Failed, HALTED, console, progress};
use coldstart::validation::anchor::{Anchor, Trial};
use coldstart::validation::outcome::{self, Outcome};
use coldstart::validation::{catalogue, table};

/// What the help ends with.
const AFTER: &str = "\
Each of them sets up a simulation of which theory, a price list or a measurement knows what must come out, and says whether it does: `holds`; `FAILS`; or `IMPRECISE`, if the error of what came out is too large to tell anything, which counts as a failure.
A line has what is looked at, what is known, what came out, its interval if it has one, and the verdict. What is random is estimated from independent runs with fixed seeds; the interval is four standard errors on each side.
Exit code: 0 if all that were run hold; 1 if one does not; 2 on bad input, or if something cannot be written.";

pub(super) fn command() -> Command {
    Command::new("validate")
        .about("Runs what has a known answer (queues, caches, keep-alive, bills, autoscalers ..), and prints what comes out beside it")
        .arg(
            Arg::new("only")
                .long("only")
                .value_name("IDS")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .help("The known answers to try, such as V3,V10; all without it"),
        )
        .arg(
            Arg::new("traces")
                .long("traces")
                .value_name("FOLDER")
                .value_parser(value_parser!(PathBuf))
                .help("The folder of published traces, with which known answers are tried that need them (minutes)"),
        )
        .arg(
            Arg::new("markdown")
                .long("markdown")
                .action(ArgAction::SetTrue)
                .help("Print a table of Markdown, that of the book"),
        )
        .arg(
            Arg::new("json")
                .long("json")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Write what comes out to this file as JSON (-: standard output)"),
        )
        .arg(document::option())
        .after_help(AFTER)
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let anchors = asked(matches)?;
    let traces = matches.get_one::<PathBuf>("traces").map(PathBuf::as_path);
    if let Some(folder) = traces {
        has_all(folder, &anchors)?;
    }
    let json = matches
        .get_one("json")
        .map(|path: &PathBuf| (Format::Json, path.clone()));
    let outputs = Outputs::new(json);
    let channel = outputs.check().map_err(Failed::bad_input)?;
    let bar = progress::answers();
    bar.set_length(anchors.len() as u64);
    let outcomes = outcome::all(&anchors, traces, &|| bar.inc(1));
    bar.finish_and_clear();
    let found = table::Found::of(&outcomes);
    outputs
        .write_page(&|out| {
            let document = Document::new(matches, &found).version(table::Found::FORMAT_VERSION);
            serde_json::to_writer_pretty(&mut *out, &document)?;
            out.write_all(b"\n")
        })
        .map_err(Failed::bad_input)?;
    let text = if matches.get_flag("markdown") {
        table::markdown(&outcomes)
    } else {
        table::text(&outcomes)
    };
    console::print_with(channel, |out| out.write_all(text.as_bytes()))?;
    verdict(&outcomes)
}

/// The anchors that are asked for.
fn asked(matches: &ArgMatches) -> Result<Vec<Anchor>, Failed> {
    let Some(ids) = matches.get_many::<String>("only") else {
        return Ok(catalogue::all());
    };
    let ids: Vec<String> = ids.map(|id| id.trim().to_owned()).collect();
    catalogue::with_ids(&ids).map_err(|error| Failed::bad_input(format!("--only: {error}")))
}

/// Whether a folder of traces has what these anchors need.
fn has_all(folder: &Path, anchors: &[Anchor]) -> Result<(), Failed> {
    for anchor in anchors {
        if let Trial::WithTraces { place, .. } = anchor.trial
            && !folder.join(place).exists()
        {
            let id = anchor.id();
            return Err(Failed::bad_input(format!(
                "--traces {}: there is no `{place}` in it, which {id} needs; leave out --traces, or choose others with --only",
                folder.display()
            )));
        }
    }
    Ok(())
}

/// Whether all hold that were run.
fn verdict(outcomes: &[Outcome]) -> Result<(), Failed> {
    let wrong = outcomes.iter().filter(|one| one.holds() == Some(false));
    let wrong: Vec<&str> = wrong.map(|one| one.anchor.name).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Failed {
        message: format!("not what is known: {}", wrong.join(", ")),
        code: HALTED,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(expected: u32) -> Outcome {
        let check = match expected {
            4 => |judge: &mut coldstart::validation::judge::Judge| judge.equal("sum", 2 + 2, 4),
            _ => |judge: &mut coldstart::validation::judge::Judge| judge.equal("sum", 2 + 2, 5),
        };
        Outcome::of(
            Anchor::new("v1_sum", "Two and two", "arithmetic", check),
            None,
        )
    }

    #[test]
    fn a_wrong_answer_gives_exit_code_1_and_is_named() {
        assert!(verdict(&[outcome(4), outcome(4)]).is_ok());
        let failed = verdict(&[outcome(4), outcome(5)]).expect_err("one is wrong");
        assert_eq!(failed.code, 1);
        assert_eq!(failed.message, "not what is known: v1_sum");
    }
}
