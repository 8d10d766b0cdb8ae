//! One event of a trace after the other.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::units::SimTime;

/// The dates of a span.
pub(super) type Span = (SimTime, SimTime);

/// Where an event is: a process (a host) and a thread of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) pid: u64,
    pub(super) tid: u64,
}

/// More about an event.
pub(super) type Arguments<'a> = [(&'a str, Value)];

/// Events on their way to a file.
pub(super) struct Events<'a> {
    out: &'a mut dyn Write,
    is_first: bool,
}

impl<'a> Events<'a> {
    pub(super) fn begin(out: &'a mut dyn Write) -> io::Result<Self> {
        out.write_all(b"{\"displayTimeUnit\":\"ms\",\"traceEvents\":[")?;
        Ok(Self {
            out,
            is_first: true,
        })
    }

    pub(super) fn end(self, metadata: &[(&str, String)]) -> io::Result<()> {
        let metadata: Map<String, Value> = metadata
            .iter()
            .map(|(key, value)| ((*key).to_owned(), json!(value)))
            .collect();
        write!(
            self.out,
            "\n],\"otherData\":{}}}\n",
            Value::Object(metadata)
        )
    }

    /// Something that takes time on a thread.
    pub(super) fn span(
        &mut self,
        place: Place,
        category: &str,
        name: &str,
        (start, end): Span,
        arguments: &Arguments<'_>,
    ) -> io::Result<()> {
        self.open("X", place, category, name, start)?;
        write!(self.out, ",\"dur\":{}", micros(end.since(start).as_nanos()))?;
        self.arguments(arguments)?;
        self.close()
    }

    /// Something that takes time between threads; spans of one category and id lie inside each other.
    pub(super) fn asynchronous(
        &mut self,
        place: Place,
        (category, id): (&str, u64),
        name: &str,
        (start, end): Span,
        inside: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.open("b", place, category, name, start)?;
        write!(self.out, ",\"id\":{id}")?;
        self.close()?;
        inside(self)?;
        self.open("e", place, category, name, end)?;
        write!(self.out, ",\"id\":{id}")?;
        self.close()
    }

    /// An arrow from the span around one date and place to that around another.
    pub(super) fn arrow(
        &mut self,
        name: &str,
        id: u64,
        from: (Place, SimTime),
        to: (Place, SimTime),
    ) -> io::Result<()> {
        self.open("s", from.0, "call", name, from.1)?;
        write!(self.out, ",\"id\":{id}")?;
        self.close()?;
        self.open("f", to.0, "call", name, to.1)?;
        write!(self.out, ",\"id\":{id},\"bp\":\"e\"")?;
        self.close()
    }

    pub(super) fn instant(
        &mut self,
        place: Place,
        category: &str,
        name: &str,
        date: SimTime,
    ) -> io::Result<()> {
        self.open("i", place, category, name, date)?;
        self.out.write_all(b",\"s\":\"t\"")?;
        self.close()
    }

    /// A quantity from a date on.
    pub(super) fn counter(
        &mut self,
        pid: u64,
        name: &str,
        date: SimTime,
        value: f64,
    ) -> io::Result<()> {
        self.open("C", Place { pid, tid: 0 }, "load", name, date)?;
        self.arguments(&[("value", value.into())])?;
        self.close()
    }

    /// What a process or a thread is called, or where it is shown.
    pub(super) fn metadata(
        &mut self,
        place: Place,
        name: &str,
        key: &str,
        value: Value,
    ) -> io::Result<()> {
        self.open("M", place, "__metadata", name, SimTime::ZERO)?;
        self.arguments(&[(key, value)])?;
        self.close()
    }

    fn open(
        &mut self,
        phase: &str,
        place: Place,
        category: &str,
        name: &str,
        date: SimTime,
    ) -> io::Result<()> {
        let separator = if self.is_first { "\n" } else { ",\n" };
        self.is_first = false;
        let (name, category) = (Value::from(name), Value::from(category));
        let (date, Place { pid, tid }) = (micros(date.as_nanos()), place);
        write!(
            self.out,
            "{separator}{{\"ph\":\"{phase}\",\"pid\":{pid},\"tid\":{tid},\"ts\":{date},\"cat\":{category},\"name\":{name}"
        )
    }

    fn arguments(&mut self, arguments: &Arguments<'_>) -> io::Result<()> {
        let fields: Map<String, Value> = arguments
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        if fields.is_empty() {
            return Ok(());
        }
        write!(self.out, ",\"args\":{}", Value::Object(fields))
    }

    fn close(&mut self) -> io::Result<()> {
        self.out.write_all(b"}")
    }
}

/// Exact microseconds.
fn micros(nanos: u64) -> String {
    format!("{}.{:03}", nanos / 1000, nanos % 1000)
}
