//! The runs of a study.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use super::design::Study;
use super::engine::{Execution, Told};
use super::figures::{Measure, measured};
use super::plan::Plan;
use super::result::StudyResult;
use super::row::{Row, Rows, Unit};
use super::run_pages::RunPages;
use super::schedule::{belongs, wanted};
use super::store::Store;
use crate::experiment::ExperimentError;
use crate::results::Options;

impl Study {
    /// Runs it on all cores.
    ///
    /// # Errors
    ///
    /// If it makes no sense, or a point of it cannot be run.
    pub fn run(&self) -> Result<StudyResult, ExperimentError> {
        self.run_with(Execution::default())
    }

    /// Runs it, or what is left of it. What is found is of the runs that there are: all, unless it is a shard or was stopped.
    ///
    /// # Errors
    ///
    /// If it makes no sense, or a point of it cannot be run, or rows cannot be kept.
    pub fn run_with(&self, execution: Execution<'_>) -> Result<StudyResult, ExperimentError> {
        let plan = self.plan()?;
        let measures = self.measures();
        let (mut store, mut rows) = match execution.out {
            Some(folder) => {
                let (store, rows) = Store::open(folder, &plan)?;
                (Some(store), rows)
            }
            None => (None, Rows::default()),
        };
        let pages = execution.pages.map(RunPages::in_folder).transpose()?;
        // A run whose row is there and whose page is not is made again.
        let mut unpaged = match &pages {
            Some(pages) => (rows.units())
                .filter(|unit| belongs(&plan, *unit, execution.shard) && !pages.has(*unit))
                .collect(),
            None => Vec::new(),
        };
        let mut told = execution.told;
        while !execution.stop.load(Ordering::Relaxed) {
            let mut units = std::mem::take(&mut unpaged);
            units.extend(wanted(&plan, &rows, execution.shard));
            units.sort_unstable();
            if units.is_empty() {
                break;
            }
            told(Told::Planned {
                there: rows.len(),
                planned: units.len(),
            });
            let mut left: BTreeMap<usize, usize> = BTreeMap::new();
            for unit in &units {
                *left.entry(unit.point).or_default() += 1;
            }
            let run = |unit| self.unit(&plan, &measures, pages.as_ref(), unit);
            let made = Execution::make(execution.threads, execution.stop, units, &run, |row| {
                if let Some(store) = &mut store {
                    store.keep(&row)?;
                }
                told(Told::Row(&row));
                let point = row.point;
                rows.insert(row);
                let left = left.entry(point).or_insert(1);
                *left -= 1;
                if *left == 0 {
                    let rows = &rows.first(point, plan.most);
                    told(Told::Point { point, rows });
                }
                Ok(())
            });
            // What has been found is kept, whatever went wrong.
            let kept = store.as_mut().map_or(Ok(()), Store::write);
            made.and(kept)?;
        }
        Ok(StudyResult::partial(plan, &rows))
    }

    /// One run.
    fn unit(
        &self,
        plan: &Plan,
        measures: &[Measure],
        pages: Option<&RunPages>,
        unit: Unit,
    ) -> Result<Row, ExperimentError> {
        let options = Options::new(plan.seed)
            .recording(plan.recording)
            .replication(unit.replication);
        let options = match plan.horizon {
            Some(date) => options.horizon(date),
            None => options,
        };
        let settings = plan.settings(unit.point);
        let (report, failure) = self.subject.run(&settings, options, plan.seed)?;
        if let Some(pages) = pages {
            pages.write(unit, &report)?;
        }
        let from = plan.warm_up.end(&report);
        Ok(Row {
            point: unit.point,
            replication: unit.replication,
            warm_up_s: from.as_secs_f64(),
            values: measured(measures, &report, from),
            failure,
        })
    }
}
