//! Tables as comma-separated values: a line of names, then one line a row; what is missing is empty. What no row says is in
//! the file of [`table_facts`](super::table_facts).

use std::io::{self, Write};

use super::table::Table;
use crate::results::schema::field::Column;
use crate::results::schema::report::Report;

/// Writes a table of a report.
///
/// # Errors
///
/// Those of the writer.
pub fn write(table: &Table, report: &Report, out: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(table.columns.iter().map(Column::name))?;
    let mut record = csv::StringRecord::new();
    let mut text = String::new();
    table.rows(report, &mut |cells| {
        record.clear();
        for cell in cells {
            text.clear();
            let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{cell}"));
            record.push_field(&text);
        }
        writer.write_record(&record)?;
        Ok(())
    })?;
    writer.flush()
}
