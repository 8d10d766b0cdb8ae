//! The command lines of shards, for a shell: the same program with the same study, and `--shard K/N`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;
use sim_runtime::experiment::study::Shard;
use sim_runtime::units::spelling::visible;

use crate::cli::failed::Failed;
use crate::cli::options::output_options;

/// What a command line has before its options.
#[derive(Clone, Copy, Debug)]
pub struct Invoked<'a> {
    /// The words after the program.
    pub words: &'a [&'a str],
    /// The file that is read, whose argument is called `file`.
    pub file: Option<&'a Path>,
}

/// The variable of the shell that has the number of the shard.
pub(super) const SHARD: &str = "SHARD";

/// How the names of files end that have what a shard has said.
pub(super) const LOG: &str = "err";

/// The options that a shard has of its own, or not at all.
const OWN: [&str; 9] = [
    "out", "jobs", "shard", "quiet", "color", "engine", "shards", "retries", "dry-run",
];

/// How the shards of a study are run.
#[derive(Clone, Debug)]
pub(in crate::cli::study) struct Launch {
    /// The folder that the command was started in.
    started_in: String,
    /// The program and what says which study it is.
    study: Vec<String>,
    /// The options for what is written of the study.
    outputs: Vec<String>,
    /// The folder of the rows.
    pub(super) out: PathBuf,
    /// How many shards there are.
    pub(super) shards: u64,
    /// How many runs are made at once, if it is said.
    pub(super) jobs: Option<u16>,
    /// How often a shard that failed is launched again.
    pub(super) retries: u32,
}

impl Launch {
    /// The one that a command line asks for.
    ///
    /// # Errors
    ///
    /// If a path or an option is no text, or the program or its folder cannot be found.
    pub(in crate::cli::study) fn new(
        matches: &ArgMatches,
        invoked: Invoked<'_>,
        out: &Path,
    ) -> Result<Self, Failed> {
        let program = std::env::current_exe().map_err(unknown)?;
        let mut study = vec![text(program.as_os_str())?];
        study.extend(invoked.words.iter().map(|word| (*word).to_owned()));
        if let Some(file) = invoked.file {
            // A name may begin with a hyphen.
            let file = std::path::absolute(file).map_err(unknown)?;
            study.push(text(file.as_os_str())?);
        }
        let written: Vec<String> = output_options()
            .iter()
            .map(|option| option.get_id().to_string())
            .chain(["provenance".to_owned()])
            .collect();
        let is_own = |id: &str| OWN.contains(&id) || id == "file" && invoked.file.is_some();
        let mut outputs = Vec::new();
        for id in matches.ids().map(clap::Id::as_str) {
            if is_own(id) || matches.value_source(id) != Some(ValueSource::CommandLine) {
                continue;
            }
            let options = match written.iter().any(|one| one == id) {
                true => &mut outputs,
                false => &mut study,
            };
            let option = format!("--{}", id.replace('_', "-"));
            let mut values = matches.get_raw(id).into_iter().flatten().peekable();
            // A flag has no value.
            if values.peek().is_none() {
                options.push(option.clone());
            }
            for value in values {
                options.push(format!("{option}={}", text(value)?));
            }
        }
        let started_in = std::env::current_dir().map_err(unknown)?;
        text(out.as_os_str())?;
        Ok(Self {
            started_in: text(started_in.as_os_str())?,
            study,
            outputs,
            out: out.to_owned(),
            shards: matches.get_one("shards").copied().unwrap_or(1),
            jobs: matches.get_one("jobs").copied(),
            retries: matches.get_one("retries").copied().unwrap_or_default(),
        })
    }

    /// How many runs a shard makes at once on a machine of others.
    pub(super) fn threads(&self) -> u16 {
        self.jobs.unwrap_or(1)
    }

    /// A line for `sh` that runs the shard whose number the variable [`SHARD`] has.
    pub(in crate::cli::study) fn shard_line(&self, threads: u16) -> Result<String, Failed> {
        let own = [
            "--quiet".to_owned(),
            format!("--jobs={threads}"),
            self.out_option(),
        ];
        let line = self.line(self.study.iter().chain(&own))?;
        Ok(format!("{line} --shard=\"${SHARD}/{}\"", self.shards))
    }

    /// The same, with what it says in the file [`log`](Self::log).
    pub(super) fn logged_line(&self, threads: u16) -> Result<String, Failed> {
        let line = self.shard_line(threads)?;
        let logs = self.logs();
        let logs = quoted([text(logs.as_os_str())?.as_str()])?;
        Ok(format!("{line} 2> {logs}/\"${SHARD}\".{LOG}"))
    }

    /// A line for `sh` that puts the shards together, tells what they say and writes it.
    pub(super) fn merge_line(&self) -> Result<String, Failed> {
        // All rows are there: nothing is left to run.
        self.line(
            self.study
                .iter()
                .chain(&self.outputs)
                .chain([&self.out_option()]),
        )
    }

    /// The folder for what shards say.
    pub(super) fn logs(&self) -> PathBuf {
        self.out.join("logs")
    }

    /// What a shard has said.
    pub(super) fn log(&self, shard: Shard) -> PathBuf {
        self.logs().join(format!("{}.{LOG}", shard.number()))
    }

    fn out_option(&self) -> String {
        format!("--out={}", self.out.display())
    }

    fn line<'a>(&self, words: impl Iterator<Item = &'a String>) -> Result<String, Failed> {
        let command = quoted(words.map(String::as_str))?;
        Ok(format!(
            "cd {} && exec {command}",
            quoted([self.started_in.as_str()])?
        ))
    }
}

/// Words as a shell reads them.
pub(super) fn quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<String, Failed> {
    shlex::try_join(words)
        .map_err(|error| Failed::bad_input(format!("--engine: no shell can be told: {error}")))
}

/// Numbers as job arrays have them: `1-3,7`.
pub(super) fn ranges(shards: &[Shard]) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for number in shards.iter().map(|shard| shard.number()) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let ranges: Vec<String> = ranges
        .into_iter()
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        })
        .collect();
    ranges.join(",")
}

fn text(value: &OsStr) -> Result<String, Failed> {
    let text = value.to_str().map(str::to_owned);
    text.ok_or_else(|| {
        let shown = value.to_string_lossy();
        let shown = visible(&shown);
        Failed::bad_input(format!(
            "--engine: `{shown}` is not UTF-8, and cannot be handed on; give it another name"
        ))
    })
}

fn unknown(cause: std::io::Error) -> Failed {
    Failed::bad_input(format!(
        "--engine: cannot find out which program is to be launched, and where: {cause}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_ranges() {
        let ranges_of = |numbers: &[u64]| {
            let shards = numbers.iter().map(|number| Shard::new(*number, 20));
            ranges(&shards.collect::<Option<Vec<Shard>>>().expect("shards"))
        };
        assert_eq!(ranges_of(&[1, 2, 3, 5, 7, 8]), "1-3,5,7-8");
        assert_eq!(ranges_of(&[20]), "20");
    }

    #[test]
    fn a_shell_reads_the_words_that_were_written() {
        let words = ["--figure=p99 of f", "it's", "$HOME", "--how=", ""];
        let line = quoted(words).unwrap();
        assert_eq!(shlex::split(&line).expect("words"), words);
    }
}
