//! The columns of a tidy table with a row a run: what is varied, the other parameters, seed and replication, the figures, and why a run
//! failed.

use serde_json::Value;

use super::result::StudyResult;
use super::row::Row;
use crate::experiment::vary::shown;
use crate::units::spelling::visible_lines;

/// A column.
pub(super) struct Column {
    /// Its name, which ends with the unit.
    pub(super) name: String,
    pub(super) values: Values,
}

/// The values of a column, one a row.
pub(super) enum Values {
    Texts(Vec<String>),
    /// Of which some may be missing.
    PerhapsTexts(Vec<Option<String>>),
    Naturals(Vec<u64>),
    /// Of which some may be missing.
    Reals(Vec<Option<f64>>),
}

impl StudyResult {
    /// The columns of the rows, in order.
    pub(super) fn columns(&self) -> Vec<Column> {
        let (plan, rows) = (&self.plan, &self.rows);
        let texts =
            |value: &dyn Fn(&Row) -> String| Values::Texts(rows.iter().map(value).collect());
        let column = |name: &str, values| Column {
            name: name.to_owned(),
            values,
        };
        let mut columns = vec![column("simulation", texts(&|_| plan.study.clone()))];
        for (place, factor) in plan.factors.iter().enumerate() {
            let of = |row: &Row| &factor.values[plan.indices(row.point)[place]];
            columns.push(column(&factor.name, parameter(rows.iter().map(of))));
        }
        for (name, value) in &plan.fixed {
            columns.push(column(name, parameter(rows.iter().map(|_| value))));
        }
        let naturals =
            |value: &dyn Fn(&Row) -> u64| Values::Naturals(rows.iter().map(value).collect());
        columns.push(column("seed", naturals(&|_| plan.seed.0)));
        columns.push(column("replication", naturals(&|row| row.replication)));
        let reals =
            |value: &dyn Fn(&Row) -> Option<f64>| Values::Reals(rows.iter().map(value).collect());
        if plan.warm_up != Default::default() {
            columns.push(column("warm_up_s", reals(&|row| Some(row.warm_up_s))));
        }
        for (place, figure) in plan.figures.iter().enumerate() {
            let values = reals(&|row| row.values.get(place).copied().flatten());
            columns.push(column(&figure.column(), values));
        }
        let failure = |row: &Row| row.failure.as_deref().map(visible_lines);
        let failures = Values::PerhapsTexts(rows.iter().map(failure).collect());
        columns.push(column("error", failures));
        columns
    }
}

/// Numbers if all values are such, and else texts.
fn parameter<'a>(values: impl Iterator<Item = &'a Value> + Clone) -> Values {
    let numbers: Option<Vec<u64>> = values.clone().map(Value::as_u64).collect();
    if let Some(numbers) = numbers {
        return Values::Naturals(numbers);
    }
    let numbers: Option<Vec<f64>> = values.clone().map(Value::as_f64).collect();
    match numbers {
        Some(numbers) => Values::Reals(numbers.into_iter().map(Some).collect()),
        None => Values::Texts(values.map(shown).collect()),
    }
}

impl Values {
    /// The value of a row as a text; nothing if it is missing.
    pub(super) fn text(&self, row: usize) -> String {
        match self {
            Self::Texts(values) => values[row].clone(),
            Self::PerhapsTexts(values) => values[row].clone().unwrap_or_default(),
            Self::Naturals(values) => values[row].to_string(),
            Self::Reals(values) => values[row].map_or_else(String::new, |value| value.to_string()),
        }
    }
}
