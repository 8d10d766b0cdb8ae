//! Invocations of a real platform, as they were observed: to be compared with a run, or to calibrate a scenario.

use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Trim};
use indexmap::IndexSet;

use crate::units::spelling::{closest, cut, visible};
use crate::units::{SimDuration, SimTime};

/// An invocation that was observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// When it was requested; the first one was at date zero.
    pub date: SimTime,
    /// The function.
    pub function: Arc<str>,
    /// From the request to the answer, with the start of its container if that was cold.
    pub duration: SimDuration,
    /// Whether its container was new.
    pub cold: bool,
}

/// Invocations that were observed, in order of date.
///
/// They are read from CSV whose first line names the columns. These there must be, in any order, others are left alone:
///
/// | column | what it is |
/// |---|---|
/// | `date` | when it was requested: seconds since any date, or a time with a unit |
/// | `function` | the function |
/// | `duration` | from the request to the answer: seconds, or a time with a unit |
/// | `cold` | `true` or `false`, or `1` or `0` |
///
/// Dates are told from the first one on. Rows need not be in order; of equal dates, the former row goes first.
///
/// ```
/// use sim_runtime::results::observed::Observed;
///
/// let text = "date,function,duration,cold\n100.5,resize,1.5,true\n160,resize,250ms,false\n";
/// let observed = Observed::read(text.as_bytes(), "my.csv")?;
/// assert_eq!(observed.rows()[1].date.as_secs_f64(), 59.5);
/// assert_eq!(observed.cold_share(), 0.5);
///
/// let error = Observed::read("date,function,duration,cold\n1,resize,abc,true\n".as_bytes(), "my.csv").unwrap_err();
/// assert_eq!(error.to_string(), "my.csv:2: column 3 (duration): `abc` is no time; write seconds, such as 0.25, or a time such as 250ms");
/// # Ok::<(), sim_runtime::results::observed::ObservedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    rows: Vec<Observation>,
    was_in_order: bool,
}

/// Why observations cannot be read: the file, the line, the column, what is wrong, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedError {
    origin: String,
    /// The line, and what is wrong there; 0 if it is about the whole file.
    line: u64,
    message: String,
}

/// The columns that there must be.
const COLUMNS: [&str; 4] = ["date", "function", "duration", "cold"];

impl Observed {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not as [described](Self).
    pub fn load(path: &Path) -> Result<Self, ObservedError> {
        let origin = path.display().to_string();
        let file = std::fs::File::open(path).map_err(|cause| ObservedError {
            origin: origin.clone(),
            line: 0,
            message: format!("cannot be read: {cause}"),
        })?;
        Self::read(file, &origin)
    }

    /// Reads a text; `origin` is what messages call it.
    ///
    /// # Errors
    ///
    /// If it is not as [described](Self).
    pub fn read(text: impl Read, origin: &str) -> Result<Self, ObservedError> {
        let wrong = |line: u64, message: String| ObservedError {
            origin: origin.to_owned(),
            line,
            message,
        };
        let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(text);
        let unread = |error: csv::Error| {
            let line = error.position().map_or(0, csv::Position::line);
            wrong(line, told(&error))
        };
        let titles = reader.headers().map_err(unread)?.clone();
        let places = places(&titles).map_err(|message| wrong(1, message))?;
        let mut dated: Vec<(SimDuration, Observation)> = Vec::new();
        let mut functions: IndexSet<Arc<str>> = IndexSet::new();
        for record in reader.records() {
            let record = record.map_err(unread)?;
            let line = record.position().map_or(0, csv::Position::line);
            let row = row(&record, &places, &mut functions);
            dated.push(row.map_err(|message| wrong(line, message))?);
        }
        let was_in_order = dated.is_sorted_by_key(|(date, _)| *date);
        dated.sort_by_key(|(date, _)| *date);
        let Some(first) = dated.first().map(|(date, _)| *date) else {
            return Err(wrong(
                0,
                "has no rows; an empty list tells nothing".to_owned(),
            ));
        };
        let rows = dated.into_iter().map(|(date, row)| Observation {
            date: SimTime::ZERO + date.saturating_sub(first),
            ..row
        });
        Ok(Self {
            rows: rows.collect(),
            was_in_order,
        })
    }

    /// Of these invocations, in any order.
    pub fn of(rows: impl IntoIterator<Item = Observation>) -> Self {
        let mut rows: Vec<Observation> = rows.into_iter().collect();
        let was_in_order = rows.is_sorted_by_key(|row| row.date);
        rows.sort_by_key(|row| row.date);
        Self { rows, was_in_order }
    }

    /// The invocations, in order of date.
    pub fn rows(&self) -> &[Observation] {
        &self.rows
    }

    /// Whether they were in order of date.
    pub fn was_in_order(&self) -> bool {
        self.was_in_order
    }

    /// The share of cold starts; not a number if there is no row.
    pub fn cold_share(&self) -> f64 {
        let cold = self.rows.iter().filter(|row| row.cold).count();
        cold as f64 / self.rows.len() as f64
    }
}

/// Where the columns are.
fn places(titles: &StringRecord) -> Result<[usize; 4], String> {
    let mut places = [0; 4];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let mut found = titles
            .iter()
            .enumerate()
            .filter(|(_, title)| *title == column);
        let Some((index, _)) = found.next() else {
            let meant = closest(column, titles.iter());
            let hint = meant.map_or_else(String::new, |meant| format!("; is it `{}`?", cut(meant)));
            return Err(format!(
                "there is no column `{column}`{hint} (the first line names the columns: {})",
                COLUMNS.join(", ")
            ));
        };
        if let Some((again, _)) = found.next() {
            return Err(format!(
                "column {}: `{column}` is there twice; remove one",
                again + 1
            ));
        }
        *place = index;
    }
    Ok(places)
}

fn row(
    record: &StringRecord,
    places: &[usize; 4],
    functions: &mut IndexSet<Arc<str>>,
) -> Result<(SimDuration, Observation), String> {
    let [date, function, duration, cold] =
        places.map(|place| record.get(place).unwrap_or_default());
    let at = |index: usize, message: String| {
        format!(
            "column {} ({}): {message}",
            places[index] + 1,
            COLUMNS[index]
        )
    };
    if function.is_empty() {
        return Err(at(
            1,
            "there is no name; write that of the function".to_owned(),
        ));
    }
    let date = time(date).map_err(|message| at(0, message))?;
    let duration = time(duration).map_err(|message| at(2, message))?;
    let cold = match cold.to_ascii_lowercase().as_str() {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => {
            return Err(at(
                3,
                format!("`{}` is neither; write true or false", cut(cold)),
            ));
        }
    };
    let function = functions.get(function).cloned().unwrap_or_else(|| {
        let name: Arc<str> = function.into();
        functions.insert(Arc::clone(&name));
        name
    });
    let row = Observation {
        date: SimTime::ZERO,
        function,
        duration,
        cold,
    };
    Ok((date, row))
}

/// Seconds, or a time with a unit.
fn time(text: &str) -> Result<SimDuration, String> {
    let is_number = text.ends_with(|last: char| last.is_ascii_digit() || last == '.');
    let with_unit = if is_number {
        format!("{text}s")
    } else {
        text.to_owned()
    };
    let rounded = || {
        // A number of a computation has more digits than there are nanoseconds.
        let seconds = text.parse().ok().filter(|_| is_number)?;
        SimDuration::try_from_secs_f64(seconds).ok()
    };
    with_unit.parse().ok().or_else(rounded).ok_or_else(|| {
        let shown = cut(text);
        if text.starts_with('-') {
            format!("`{shown}` is negative; write a time from zero on")
        } else {
            format!("`{shown}` is no time; write seconds, such as 0.25, or a time such as 250ms")
        }
    })
}

/// What is wrong with the form of the text.
fn told(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!(
            "has {len} columns, and the first line {expected_len}; complete or remove it (a last line may be cut off)"
        ),
        csv::ErrorKind::Utf8 { .. } => "is no text in UTF-8; save it as such".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

impl fmt::Display for ObservedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            origin,
            line,
            message,
        } = self;
        let (origin, message) = (visible(origin), visible(message));
        match line {
            0 => write!(formatter, "{origin}: {message}"),
            line => write!(formatter, "{origin}:{line}: {message}"),
        }
    }
}

impl std::error::Error for ObservedError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Observed, String> {
        Observed::read(text.as_bytes(), "my.csv").map_err(|error| error.to_string())
    }

    #[test]
    fn columns_may_be_in_any_order_and_rows_too() {
        let text = "cold,more,duration,function,date\n0,x,1,a,20\n1,,2s,a,10.5\n";
        let observed = read(text).unwrap();
        assert!(!observed.was_in_order());
        let [first, second] = observed.rows() else {
            panic!("two rows");
        };
        assert!(first.cold && !second.cold);
        assert_eq!(second.date.as_secs_f64(), 9.5);
        assert_eq!(first.duration, SimDuration::from_secs(2));
    }

    #[test]
    fn dates_of_our_time_keep_their_nanoseconds() {
        let text =
            "date,function,duration,cold\n1700000000.000000001,a,0,1\n1700000000.000000004,a,0,0\n";
        let observed = read(text).unwrap();
        assert_eq!(observed.rows()[1].date.as_nanos(), 3);
    }

    #[test]
    fn numbers_of_computations_are_rounded() {
        let text = "date,function,duration,cold\n1,a,0.15000000000000002,0\n1.1,a,1e-20,0\n";
        let observed = read(text).unwrap();
        let rows = observed.rows().iter();
        let durations: Vec<u64> = rows.map(|row| row.duration.as_nanos()).collect();
        assert_eq!(durations, [150_000_000, 0]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let header = "date,function,duration,cold\n";
        for (text, part) in [
            (String::new(), "my.csv:1: there is no column `date`"),
            ("a,b\n".to_owned(), "my.csv:1: there is no column `date`"),
            (
                "dat,function,duration,cold\n".to_owned(),
                "no column `date`; is it `dat`?",
            ),
            (
                "date,date,function,duration,cold\n".to_owned(),
                "column 2: `date` is there twice",
            ),
            (header.to_owned(), "my.csv: has no rows"),
            (
                format!("{header}1,a,2\n"),
                "my.csv:2: has 3 columns, and the first line 4",
            ),
            (
                format!("{header}1,a,2,true\n1,a,2,yes\n"),
                "my.csv:3: column 4 (cold): `yes` is neither",
            ),
            (
                format!("{header}x,a,2,true\n"),
                "column 1 (date): `x` is no time",
            ),
            (
                format!("{header}1,a,-2,true\n"),
                "column 3 (duration): `-2` is negative",
            ),
            (
                format!("{header}1,a,NaN,true\n"),
                "column 3 (duration): `NaN` is no time",
            ),
            (
                format!("{header}1,a,1e400,true\n"),
                "column 3 (duration): `1e400` is no time",
            ),
            (
                format!("{header}1,,2,true\n"),
                "column 2 (function): there is no name",
            ),
        ] {
            let told = read(&text).unwrap_err();
            assert!(told.contains(part), "{text}: {told}");
        }
        let cut = Observed::read(
            &b"date,function,duration,cold\n1,\xff,2,true\n"[..],
            "my.csv",
        );
        let told = cut.unwrap_err().to_string();
        assert!(told.contains("my.csv:2: is no text in UTF-8"), "{told}");
    }
}
