//! Tables as text, with columns as wide as what is in them.

use std::fmt;

use crate::units::spelling::visible;

/// Writes rows of cells, the titles first, a line each; what would not be seen in a cell is.
pub(super) fn write_table(formatter: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    let shown = |cell: &String| visible(cell).into_owned();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(shown).collect())
        .collect();
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    for row in &rows {
        let cells = row.iter().zip(&widths);
        let line: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        writeln!(formatter, "{}", line.join("  ").trim_end())?;
    }
    Ok(())
}
