//! Which format a file or a folder is of.

use std::fs;
use std::io::Read;
use std::path::Path;

use super::error::TraceError;
use super::format::Format;
use super::source;

/// How much of a file is looked at \[B\].
const HEAD: u64 = 1 << 16;

impl Format {
    /// The format of a trace, by the names of its files and of its columns.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is of none that is known.
    pub fn detect(path: &Path) -> Result<Self, TraceError> {
        let unreadable = |cause: std::io::Error| TraceError::unreadable(path, &cause);
        if !fs::metadata(path).map_err(unreadable)?.is_dir() {
            return of_file(path);
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(unreadable)? {
            names.push(entry.map_err(unreadable)?.path());
        }
        names.sort();
        let has =
            |wanted: &dyn Fn(&str) -> bool| names.iter().any(|path| wanted(&source::name(path)));
        if has(&|name| name.starts_with("invocations_per_function")) {
            return Ok(Self::Azure2019);
        }
        if has(&|name| name == "invocations.csv") {
            return Ok(Self::InVitro);
        }
        if has(&|name| name.starts_with("requests_minute") || name.starts_with("requests_second")) {
            return Ok(Self::Huawei2023);
        }
        let of_text = |path: &Path| of_file(path).ok();
        let found = names
            .iter()
            .filter(|path| path.is_file())
            .find_map(|path| of_text(path));
        found.ok_or_else(|| unknown(path, "has no file of a known format"))
    }
}

fn of_file(path: &Path) -> Result<Format, TraceError> {
    let name = source::name(path);
    if name.starts_with("invocations_per_function") {
        return Ok(Format::Azure2019);
    }
    if is_parquet(path)? {
        return Ok(Format::Parquet);
    }
    let mut head = Vec::new();
    let read = source::open(path)?.take(HEAD).read_to_end(&mut head);
    read.map_err(|cause| TraceError::unreadable(path, &cause))?;
    let text = String::from_utf8_lossy(&head);
    by_columns(&name, &text).ok_or_else(|| unknown(path, "is of no known format"))
}

fn is_parquet(path: &Path) -> Result<bool, TraceError> {
    let unreadable = |cause: std::io::Error| TraceError::unreadable(path, &cause);
    let mut magic = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(4).read_to_end(&mut magic).map_err(unreadable)?;
    Ok(magic == b"PAR1")
}

fn by_columns(name: &str, text: &str) -> Option<Format> {
    if text.starts_with("#app,") || text.contains("\n#app,") {
        return Some(Format::Dslab);
    }
    if text.contains("REPORT RequestId:") || text.contains("platform.report") {
        return Some(Format::CloudWatch);
    }
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let columns: Vec<String> = lines
        .next()?
        .split(',')
        .map(|name| name.trim().to_lowercase())
        .collect();
    let has = |names: &[&str]| {
        names
            .iter()
            .all(|name| columns.iter().any(|known| known == name))
    };
    let known: [(&[&str], Format); 10] = [
        (&["app", "func", "end_timestamp"], Format::Azure2021),
        (&["time", "app", "func", "duration"], Format::Dslab),
        (&["date", "function", "duration"], Format::Coldstart),
        (&["timestamp [ms]", "invocations"], Format::OpenDc),
        (&["time_worker", "funcname"], Format::Huawei2025),
        (&["totalcost_cold_start"], Format::Huawei2025),
        (
            &["funcid", "triggertype-invocationtype"],
            Format::Huawei2025,
        ),
        (&["namespacehash", "apphash"], Format::IbmCodeEngine),
        (&["day", "time"], Format::Huawei2023),
        (
            &["hashapp", "hashfunction"],
            match name {
                "invocations.csv" => Format::InVitro,
                _ => Format::Azure2019,
            },
        ),
    ];
    known
        .iter()
        .find(|(names, _)| has(names))
        .map(|(_, format)| *format)
}

fn unknown(path: &Path, what: &str) -> TraceError {
    let names = Format::ALL.map(Format::name).join(", ");
    TraceError::new(
        path.display().to_string(),
        format!("{what}; the formats are {names}"),
    )
}
