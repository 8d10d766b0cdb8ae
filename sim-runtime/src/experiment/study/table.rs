//! Tables: a row a point, and a tidy one with a row a run, with the parameters, the seed and the replication as columns, and a column for each figure, whose name
//! ends with the unit.

use std::io::{self, Write};

use super::result::StudyResult;
use crate::experiment::vary::shown;
use crate::units::spelling::visible_lines;

impl StudyResult {
    /// Writes the table as comma-separated values.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_csv(&self, out: impl Write) -> io::Result<()> {
        let plan = &self.plan;
        let mut table = csv::Writer::from_writer(out);
        let is_cut = plan.warm_up != Default::default();
        let factors = plan.factors.iter().map(|factor| factor.name.clone());
        let fixed = plan.fixed.keys().cloned();
        let mut header = vec!["simulation".to_owned()];
        header.extend(factors.chain(fixed));
        header.extend(["seed".to_owned(), "replication".to_owned()]);
        header.extend(is_cut.then(|| "warm_up_s".to_owned()));
        header.extend(plan.figures.iter().map(|figure| figure.column()));
        header.push("error".to_owned());
        table.write_record(&header)?;
        for row in &self.rows {
            let settings = plan.settings(row.point);
            let mut cells = vec![plan.study.clone()];
            cells.extend(settings.iter().map(|(_, value)| shown(value)));
            cells.extend(plan.fixed.values().map(shown));
            cells.extend([plan.seed.to_string(), row.replication.to_string()]);
            cells.extend(is_cut.then(|| row.warm_up_s.to_string()));
            let values = row.values.iter();
            cells.extend(values.map(|value| value.map_or_else(String::new, |one| one.to_string())));
            let failure = row.failure.as_deref().unwrap_or_default();
            cells.push(visible_lines(failure));
            table.write_record(&cells)?;
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
