//! CloudWatch: the `REPORT` lines of AWS Lambda's logs.
//!
//! The lines as the developer guide of AWS Lambda shows them, looked at on 2026-11-26: after `REPORT RequestId: ID` come
//! `Duration: 3.45 ms`, `Billed Duration`, `Memory Size: 128 MB`, `Max Memory Used: 63 MB`, and after a cold start
//! `Init Duration` (`Restore Duration` with snapshots). In JSON, an event of the type `platform.report` says the same. A line is
//! dated by what stands before the report: a date in UTC, or milliseconds after 1970, as `aws logs tail`,
//! `aws logs filter-log-events` and exports of CloudWatch write them. A report is dated by the end.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::error::TraceError;
use super::intake::{Intake, Invocation};
use super::mended::Defect;
use super::reader::TraceReader;
use super::report_line::{Report, date};
use super::source::{self, Source};
use super::thinned::Thinned;
use crate::units::Bytes;

/// What a log group of Lambda is called, before the name of the function.
const GROUP: &str = "/aws/lambda/";

/// Lines that always come with a report, and say no more.
const OTHERS: [&str; 5] = ["START", "END", "INIT_START", "RequestId:", "platform."];

/// Reads logs of AWS Lambda: a file, or a folder of them. The function has the name of its log group, `/aws/lambda/NAME`, if that is in the
/// line, and else that of the file.
pub struct CloudWatch {
    files: Vec<PathBuf>,
    text: Option<(String, Box<dyn Read>)>,
}

impl CloudWatch {
    /// The logs at a path.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn open(path: &Path) -> Result<Self, TraceError> {
        let is_log = |name: &str| {
            let ends = [".log", ".txt", ".json", ".jsonl", ".csv"];
            ends.iter().any(|end| name.ends_with(end))
        };
        let what = "CloudWatch (.log, .txt, .json, .jsonl, .csv)";
        let files = source::files(path, what, &is_log)?;
        Ok(Self { files, text: None })
    }

    /// Text of anywhere, under a name for messages and for the function.
    pub fn from_text(name: impl Into<String>, text: Box<dyn Read>) -> Self {
        Self {
            files: Vec::new(),
            text: Some((name.into(), text)),
        }
    }
}

impl TraceReader for CloudWatch {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        intake.start_at_first();
        intake.drop_duplicates();
        let mut cold_starts = Vec::new();
        if let Some((name, text)) = self.text.take() {
            Log::new(&name, &name).read(text, intake, &mut cold_starts)?;
        }
        for file in &self.files {
            let name = source::name(file);
            let name = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
            let text = source::open(file)?;
            let file = file.display().to_string();
            Log::new(&file, name).read(text, intake, &mut cold_starts)?;
        }
        for (function, cold_starts) in cold_starts.into_iter().enumerate() {
            intake.facts(function as u32).cold_start = Thinned::law(cold_starts);
        }
        Ok(())
    }
}

/// A log, as far as it has been read.
struct Log<'a> {
    file: &'a str,
    /// The function, until a line says another one.
    name: String,
    /// The number of the line.
    line: u64,
    /// The date that a line of its own has said, as in JSON that is broken into lines.
    dated: Option<f64>,
    reports: u64,
}

impl<'a> Log<'a> {
    fn new(file: &'a str, name: &str) -> Self {
        Self {
            file,
            name: name.to_owned(),
            line: 0,
            dated: None,
            reports: 0,
        }
    }

    fn error(&self, reason: impl Into<String>) -> TraceError {
        TraceError::new(self.file, reason).at_line(self.line)
    }

    fn read(
        &mut self,
        text: Box<dyn Read>,
        intake: &mut Intake,
        cold_starts: &mut Vec<Thinned>,
    ) -> Result<(), TraceError> {
        let (source, since_line) = Source::new(text);
        let mut text = BufReader::with_capacity(1 << 16, source);
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            Rc::as_ref(&since_line).set(0);
            self.line += 1;
            let read = text.read_until(b'\n', &mut bytes);
            let read = read.map_err(|cause| {
                self.error(format!(
                    "cannot be read on: {cause}; fetch the file again if it is cut off or damaged"
                ))
            })?;
            if read == 0 {
                break;
            }
            // What functions print may be in any encoding.
            let line = String::from_utf8_lossy(&bytes);
            self.take(line.trim(), intake, cold_starts)?;
        }
        if self.reports == 0 {
            let reason = "has no REPORT line of AWS Lambda; is it a log of another service, or another format?";
            return Err(TraceError::new(self.file, reason).at_line(self.line));
        }
        Ok(())
    }

    fn take(
        &mut self,
        line: &str,
        intake: &mut Intake,
        cold_starts: &mut Vec<Thinned>,
    ) -> Result<(), TraceError> {
        if let Some(name) = group(line) {
            self.name = name.to_owned();
        }
        let (report, dated) = if let Some((before, after)) = line.split_once("REPORT RequestId:") {
            (Report::of_text(after), date(before))
        } else if line.contains("platform.report") {
            let event = line.find('{').map_or("", |at| &line[at..]);
            let event = serde_json::Deserializer::from_str(event).into_iter().next();
            let Some(Ok::<serde_json::Value, _>(event)) = event else {
                return Err(self.error(
                    "is no JSON; the file may be cut off: fetch it again, or remove the line",
                ));
            };
            let time = event.get("time").and_then(serde_json::Value::as_str);
            (Report::of_json(&event), time.and_then(date))
        } else {
            self.pass_by(line, intake);
            return Ok(());
        };
        let Some(end) = dated.or(self.dated.take()) else {
            return Err(self.error(
                "has no date before its REPORT; export the log with dates, as `aws logs tail GROUP --since 1d` does",
            ));
        };
        self.reports += 1;
        self.tell(report, end, intake, cold_starts)
    }

    /// A line without a report.
    fn pass_by(&mut self, line: &str, intake: &mut Intake) {
        if line.starts_with("\"timestamp\"") {
            self.dated = date(line).or(self.dated);
            return;
        }
        let is_known = line.is_empty() || OTHERS.iter().any(|word| line.contains(word));
        if !is_known {
            intake.mend(Defect::ForeignLine);
        }
    }

    fn tell(
        &self,
        report: Report,
        end: f64,
        intake: &mut Intake,
        cold_starts: &mut Vec<Thinned>,
    ) -> Result<(), TraceError> {
        let function = intake.function(&self.name, &self.name)?;
        let known = |number: Option<f64>| number.filter(|number| *number >= 0.0);
        if let Some(initialised) = known(report.initialised) {
            let place = function as usize;
            if cold_starts.len() <= place {
                cold_starts.resize(place + 1, Thinned::default());
            }
            cold_starts[place].push(initialised / 1e3);
        }
        let facts = intake.facts(function);
        if let Some(memory) = known(report.memory).filter(|memory| *memory >= 1.0) {
            facts.memory = Some(Bytes::new((memory.min(1e12) * 1e6) as u64));
        }
        intake.mend(Defect::DatedByEnd);
        let busy = known(report.duration).unwrap_or(0.0) + known(report.initialised).unwrap_or(0.0);
        intake.invocation(Invocation {
            function,
            start: end - busy / 1e3,
            duration: report.duration.map(|milliseconds| milliseconds / 1e3),
            memory: report.used.map(|megabytes| megabytes * 1e6),
            cold: Some(report.initialised.is_some()),
        })
    }
}

/// The function of the log group that a line names.
fn group(line: &str) -> Option<&str> {
    let name = &line[line.find(GROUP)? + GROUP.len()..];
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let end = name.find(|c| !is_part(c)).unwrap_or(name.len());
    (end > 0).then(|| &name[..end])
}
