//! Tables as comma-separated values: a line of names, then one line a row; what is missing is empty. What no row says is in
//! the file of [`table_facts`](super::table_facts).

use std::io::{self, Write};

use super::table::Table;
use super::written::{RunColumns, columns};
use crate::results::schema::report::Report;

/// Writes a table of a report.
///
/// # Errors
///
/// Those of the writer.
pub fn write(table: &Table, report: &Report, out: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let columns = columns(table, report);
    writer.write_record(columns.iter().map(|column| &column.name))?;
    let run = RunColumns::of(report, table);
    let run: Vec<String> = run.cells().iter().map(ToString::to_string).collect();
    let mut record = csv::StringRecord::new();
    let mut text = String::new();
    table.rows(report, &mut |cells| {
        record.clear();
        for cell in cells {
            text.clear();
            let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{cell}"));
            record.push_field(&text);
        }
        run.iter().for_each(|text| record.push_field(text));
        writer.write_record(&record)?;
        Ok(())
    })?;
    writer.flush()
}
