//! The columns of a table as they are written: its own, and those that say of which run a row is.
//!
//! Who puts the tables of many runs together asks which run a row is of, and groups by parameters. So each row has the simulation, the
//! seed, the replication and the parameters of its run; being the same in all rows, they take next to no place in Parquet files. They come
//! last: who counts columns is not disturbed by them.

use super::table::Table;
use crate::results::schema::cell::{Cell, Kind};
use crate::results::schema::report::Report;
use crate::simulation::ParameterValue;

/// A column as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Its name, which ends with the unit if there is one.
    pub name: String,
    /// The type of its values.
    pub kind: Kind,
    /// The unit of its values, or nothing.
    pub unit: &'static str,
    /// What it is.
    pub description: String,
    /// Whether values may be missing.
    pub is_optional: bool,
    /// Whether its values are texts of which there are few.
    pub is_category: bool,
    /// The field of the report's rows that has its values, if one has.
    pub field: Option<String>,
}

/// A value that all rows of a run have.
#[derive(Clone, Debug, PartialEq)]
enum OfRun {
    Text(String),
    Flag(bool),
    Natural(u64),
    Real(f64),
    Missing,
}

/// What all rows of a run have: columns, and a value for each.
#[derive(Clone, Debug)]
pub(super) struct RunColumns {
    columns: Vec<Written>,
    values: Vec<OfRun>,
}

/// The columns of a table of a report, in order.
pub fn columns(table: &Table, report: &Report) -> Vec<Written> {
    let own = table.columns.iter().map(|column| Written {
        name: column.name(),
        kind: column.kind,
        unit: column.unit,
        description: column.description(),
        is_optional: column.is_optional,
        is_category: column.is_category,
        field: column.field().filter(|_| table.is_list),
    });
    own.chain(RunColumns::of(report, table).columns).collect()
}

impl RunColumns {
    pub(super) fn of(report: &Report, table: &Table) -> Self {
        let simulation = OfRun::Text(report.simulation.clone());
        let mut run = Self {
            columns: Vec::new(),
            values: Vec::new(),
        };
        run.add(
            "simulation".to_owned(),
            "The simulation of the run",
            simulation,
        );
        run.add(
            "seed".to_owned(),
            "The seed of the run",
            natural(report.seed.0),
        );
        let replication = natural(report.replication);
        run.add(
            "replication".to_owned(),
            "Which run with this seed it is, from 0 on",
            replication,
        );
        for (name, value) in &report.parameters {
            let mut name = name.clone();
            let is_own = |name: &str| table.columns.iter().any(|column| column.name() == name);
            while run.has(&name) || is_own(&name) {
                name.insert_str(0, "parameter_");
            }
            run.add(name, "A parameter of the run", of_parameter(value));
        }
        run
    }

    fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.name == name)
    }

    fn add(&mut self, name: String, description: &str, value: OfRun) {
        self.columns.push(Written {
            name,
            kind: value.kind(),
            unit: "",
            description: description.to_owned(),
            is_optional: value == OfRun::Missing,
            is_category: value.kind() == Kind::Text,
            field: None,
        });
        self.values.push(value);
    }

    /// The values, in order.
    pub(super) fn cells(&self) -> Vec<Cell<'_>> {
        self.values.iter().map(OfRun::cell).collect()
    }
}

/// A number, or a text if readers have no number so large.
fn natural(number: u64) -> OfRun {
    match i64::try_from(number) {
        Ok(_) => OfRun::Natural(number),
        Err(_) => OfRun::Text(number.to_string()),
    }
}

fn of_parameter(value: &ParameterValue) -> OfRun {
    match value {
        ParameterValue::Flag(flag) => OfRun::Flag(*flag),
        ParameterValue::Natural(number) => natural(*number),
        ParameterValue::Real(number) if number.is_finite() => OfRun::Real(*number),
        ParameterValue::Nothing => OfRun::Missing,
        // What is below zero has no type of its own here, and lists have none.
        other => OfRun::Text(other.to_string()),
    }
}

impl OfRun {
    fn kind(&self) -> Kind {
        match self {
            Self::Text(_) | Self::Missing => Kind::Text,
            Self::Flag(_) => Kind::Flag,
            Self::Natural(_) => Kind::Natural,
            Self::Real(_) => Kind::Real,
        }
    }

    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Flag(flag) => Cell::Flag(*flag),
            Self::Natural(number) => Cell::Natural(*number),
            Self::Real(number) => Cell::Real(*number),
            Self::Missing => Cell::Missing,
        }
    }
}
