//! Comma-separated values with named columns, a line at a time.

use std::cell::Cell;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use csv::ByteRecord;

use super::error::TraceError;
use super::source::{self, Source};
use crate::units::spelling::{cut, visible};

/// A file of comma-separated values.
pub(super) struct Table {
    reader: csv::Reader<Source>,
    file: String,
    header: Vec<String>,
    record: ByteRecord,
    since_line: Rc<Cell<u64>>,
}

impl Table {
    /// A file whose first line names its columns.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub(super) fn open(path: &Path) -> Result<Self, TraceError> {
        Self::read(path.display().to_string(), source::open(path)?)
    }

    /// Text of anywhere, under a name.
    ///
    /// # Errors
    ///
    /// If it is empty.
    pub(super) fn read(file: String, text: Box<dyn Read>) -> Result<Self, TraceError> {
        let mut table = Self::headless(file, text);
        if !table.advance()? {
            return Err(TraceError::new(
                table.file,
                "is empty; fetch it again: its first line must name its columns",
            ));
        }
        let record = table.record.iter();
        table.header = record
            .map(|name| String::from_utf8_lossy(name).trim().to_owned())
            .collect();
        Ok(table)
    }

    /// Text without names of columns.
    pub(super) fn headless(file: String, text: Box<dyn Read>) -> Self {
        let (source, since_line) = Source::new(text);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(source);
        Self {
            reader,
            file,
            header: Vec::new(),
            record: ByteRecord::new(),
            since_line,
        }
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The names of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The place of a column, if there is one of the name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let mut names = self.header.iter();
        names.position(|known| known.eq_ignore_ascii_case(name))
    }

    /// The places of columns that must be there.
    ///
    /// # Errors
    ///
    /// The first that is missing.
    pub(super) fn columns<const N: usize>(
        &self,
        names: [&str; N],
        format: &str,
    ) -> Result<[usize; N], TraceError> {
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(names) {
            *place = self.column(name).ok_or_else(|| {
                let known: Vec<&str> = self.header.iter().map(String::as_str).take(8).collect();
                let known = known.join(", ");
                let reason = format!(
                    "is missing, which {format} has; the columns are {}; name the right format, or the right file",
                    visible(&cut(&known))
                );
                TraceError::new(&self.file, reason).at_line(1).in_column(name)
            })?;
        }
        Ok(places)
    }

    /// The next line with something in it.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or ends before the last column.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, TraceError> {
        if !self.advance()? {
            return Ok(None);
        }
        let line = self.line();
        if line.len() < self.header.len() {
            return Err(line.error(format!(
                "ends after {} of {} columns; the file may be cut off: fetch it again, or remove the line",
                line.len(),
                self.header.len()
            )));
        }
        Ok(Some(line))
    }

    /// The next line, whatever its length.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub(super) fn next_of_any_length(&mut self) -> Result<Option<Line<'_>>, TraceError> {
        Ok(self.advance()?.then(|| self.line()))
    }

    fn line(&self) -> Line<'_> {
        Line {
            file: &self.file,
            header: &self.header,
            record: &self.record,
        }
    }

    fn advance(&mut self) -> Result<bool, TraceError> {
        self.since_line.set(0);
        let read = self.reader.read_byte_record(&mut self.record);
        read.map_err(|error| {
            let reason = match error.into_kind() {
                csv::ErrorKind::Io(cause) => format!(
                    "cannot be read on: {cause}; fetch the file again if it is cut off or damaged"
                ),
                other => format!("is no line of comma-separated values: {other:?}"),
            };
            TraceError::new(&self.file, reason).at_line(self.reader.position().line())
        })
    }
}

/// A line of a file.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    file: &'a str,
    header: &'a [String],
    record: &'a ByteRecord,
}

impl<'a> Line<'a> {
    /// How many columns it has.
    pub(super) fn len(&self) -> usize {
        self.record.len()
    }

    /// What is wrong with the line.
    pub(super) fn error(&self, reason: impl Into<String>) -> TraceError {
        let line = self.record.position().map_or(0, csv::Position::line);
        TraceError::new(self.file, reason).at_line(line)
    }

    /// What is wrong with a column of it.
    pub(super) fn error_in(&self, column: usize, reason: impl Into<String>) -> TraceError {
        let name = self.header.get(column).cloned();
        self.error(reason)
            .in_column(name.unwrap_or_else(|| (column + 1).to_string()))
    }

    pub(super) fn bytes(&self, column: usize) -> &'a [u8] {
        self.record.get(column).unwrap_or_default().trim_ascii()
    }

    /// The text of a column.
    ///
    /// # Errors
    ///
    /// If it is no text.
    pub(super) fn text(&self, column: usize) -> Result<&'a str, TraceError> {
        str::from_utf8(self.bytes(column)).map_err(|_| {
            self.error_in(
                column,
                "is no text in UTF-8; is the file damaged, or of another kind?",
            )
        })
    }

    /// The text of a column that names something.
    ///
    /// # Errors
    ///
    /// If it is empty, or no text.
    pub(super) fn name(&self, column: usize) -> Result<&'a str, TraceError> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Err(self.error_in(column, "is empty, and must name something; remove the line"));
        }
        Ok(text)
    }

    /// The number of a column; `None` if it is empty or not a number (`NaN`), as tables write what is missing.
    ///
    /// # Errors
    ///
    /// If it is something else.
    pub(super) fn number(&self, column: usize) -> Result<Option<f64>, TraceError> {
        let text = self.text(column)?;
        if is_missing(text) {
            return Ok(None);
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.error_in(
                column,
                format!(
                    "`{}` is not a number such as `12.5`; mend or remove the line",
                    visible(&cut(text))
                ),
            )),
        }
    }

    /// A number that must be there.
    ///
    /// # Errors
    ///
    /// If it is missing, or something else.
    pub(super) fn present(&self, column: usize) -> Result<f64, TraceError> {
        self.number(column)?.ok_or_else(|| {
            let reason = match self.bytes(column) {
                [] => "is empty, and must be a number; remove the line".to_owned(),
                missing => format!(
                    "is `{}`, which stands for one that is missing, and must be a number; mend or remove the line",
                    String::from_utf8_lossy(missing)
                ),
            };
            self.error_in(column, reason)
        })
    }

    /// A number of invocations.
    ///
    /// # Errors
    ///
    /// If it is no whole number, or too large.
    pub(super) fn count(&self, column: usize) -> Result<Count, TraceError> {
        let bytes = self.bytes(column);
        if (1..=9).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit) {
            let digits = bytes.iter();
            let count = digits.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
            return Ok(Count::Whole(count));
        }
        let Some(number) = self.number(column)? else {
            return Ok(Count::Missing);
        };
        if number < 0.0 {
            return Ok(Count::Negative);
        }
        if libm::floor(number) != number || number > f64::from(u32::MAX) {
            return Err(self.error_in(
                column,
                format!(
                    "{number} is not a number of invocations, a whole number up to {}; mend or remove the line",
                    u32::MAX
                ),
            ));
        }
        let has_point = !bytes.iter().all(u8::is_ascii_digit);
        Ok(match has_point {
            true => Count::WithPoint(number as u32),
            false => Count::Whole(number as u32),
        })
    }
}

/// What stands where a number of invocations is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Whole(u32),
    WithPoint(u32),
    Negative,
    Missing,
}

fn is_missing(text: &str) -> bool {
    text.is_empty()
        || ["nan", "null", "na", "none"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}
