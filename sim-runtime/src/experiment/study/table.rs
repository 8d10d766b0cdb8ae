//! Tables as comma-separated values: a row a point, and a row a run.

use std::io::{self, Write};

use super::result::StudyResult;
use crate::experiment::vary::shown;

impl StudyResult {
    /// Writes the table as comma-separated values.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_csv(&self, out: impl Write) -> io::Result<()> {
        let columns = self.columns();
        let mut table = csv::Writer::from_writer(out);
        table.write_record(columns.iter().map(|column| &column.name))?;
        for row in 0..self.rows.len() {
            table.write_record(columns.iter().map(|column| column.values.text(row)))?;
        }
        table.flush()
    }

    /// Writes a table with a row a point: the mean of each figure, and the half-width of its interval.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_points_csv(&self, out: impl Write) -> io::Result<()> {
        let plan = &self.plan;
        let mut table = csv::Writer::from_writer(out);
        let mut header = vec!["simulation".to_owned()];
        header.extend(plan.factors.iter().map(|factor| factor.name.clone()));
        header.extend(plan.fixed.keys().cloned());
        header.extend(
            ["seed", "confidence", "replications", "failed", "warm_up_s"].map(str::to_owned),
        );
        for column in plan.figures.iter().map(|figure| figure.column()) {
            header.extend([column.clone(), format!("{column}_half_width")]);
        }
        table.write_record(&header)?;
        let told = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        for point in &self.points {
            let settings = plan.settings(point.point);
            let mut cells = vec![plan.study.clone()];
            cells.extend(settings.iter().map(|(_, value)| shown(value)));
            cells.extend(plan.fixed.values().map(shown));
            cells.extend([plan.seed.to_string(), plan.confidence.to_string()]);
            cells.extend([point.replications.to_string(), point.failed.to_string()]);
            cells.push(point.warm_up_s.to_string());
            for estimate in &point.figures {
                let half_width = estimate.and_then(|one| one.half_width);
                cells.extend([told(estimate.map(|one| one.mean)), told(half_width)]);
            }
            table.write_record(&cells)?;
        }
        table.flush()
    }
}
