//! Writing traces in our own format.

use std::io::{self, Write};

use super::coldstart_csv::COLUMNS;
use super::rows::Rows;
use super::trace::Trace;

/// A number of nanoseconds as seconds, to the last digit.
fn seconds(nanos: u64) -> String {
    let (whole, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    if rest == 0 {
        return whole.to_string();
    }
    let text = format!("{whole}.{rest:09}");
    text.trim_end_matches('0').to_owned()
}

/// Writes rows of a trace as comma-separated values, which [`ColdstartCsv`](super::ColdstartCsv) reads. Returns how many.
///
/// # Errors
///
/// Those of the writer, and of the rows.
///
/// ```
/// use sim_runtime::kernel::Seed;
/// use sim_runtime::workload::trace::{ColdstartCsv, Trace, TraceOptions, write_csv};
///
/// let text = "duration,function,date\n0.5,resize,2\n";
/// let random = &mut Seed(1).stream(0, "trace");
/// let mut reader = ColdstartCsv::from_text("day.csv", Box::new(text.as_bytes()))?;
/// let trace = Trace::read(&mut reader, &TraceOptions::default(), random)?;
/// let mut written = Vec::new();
/// write_csv(&trace, trace.rows(random), &mut written)?;
/// assert_eq!(
///     String::from_utf8(written)?,
///     "date,function,duration,app,memory,cold,trigger,concurrency\n2,resize,0.5,resize,140000000,,,\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_csv(trace: &Trace, rows: Rows, out: impl Write) -> io::Result<u64> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    let mut count = 0;
    for row in rows {
        let row = row.map_err(io::Error::other)?;
        let function = &trace.functions()[row.function];
        let memory = row.memory.unwrap_or(function.memory);
        let concurrency = function.concurrency.map(|count| count.to_string());
        writer.write_record([
            &*seconds(row.date.as_nanos()),
            &function.name,
            &seconds(row.duration.as_nanos()),
            &function.app,
            &memory.get().to_string(),
            match row.cold {
                None => "",
                Some(true) => "true",
                Some(false) => "false",
            },
            function.trigger.as_deref().unwrap_or(""),
            concurrency.as_deref().unwrap_or(""),
        ])?;
        count += 1;
    }
    writer.flush()?;
    Ok(count)
}
