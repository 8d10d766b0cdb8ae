//! What is known of the fields of a row: their names, types and units, and the columns that they fill in a table.

use std::sync::Arc;

use super::cell::{Cell, Kind};
use crate::units::{Bytes, SimDuration, SimTime};

/// A field of a row.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name, in the report and in JSON.
    pub name: &'static str,
    /// What it is, as its doc comment says.
    pub doc: &'static str,
    /// The unit of its values; that of its type if it is empty.
    pub unit: &'static str,
    /// Its name in tables, without the unit; the same as in the report if it is empty.
    pub column: &'static str,
    /// Whether its values are texts of which there are few: names of functions, nodes and services, causes.
    pub is_category: bool,
    /// Whether JSON leaves it out when it has no value.
    pub is_left_out: bool,
    /// Its type.
    pub shape: Shape,
}

/// What a declaration says about a field in brackets after its type.
impl Field {
    /// A field about which nothing is said.
    pub(in crate::results) const fn new(
        name: &'static str,
        doc: &'static str,
        is_left_out: bool,
        shape: Shape,
    ) -> Self {
        Self {
            name,
            doc,
            unit: "",
            column: "",
            is_category: false,
            is_left_out,
            shape,
        }
    }

    /// With a unit that its type does not tell.
    pub(in crate::results) const fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// With another name in tables: not every name of the report can be written in SQL without quotes.
    pub(in crate::results) const fn column(self, column: &'static str) -> Self {
        Self { column, ..self }
    }

    /// With few different values.
    pub(in crate::results) const fn category(self) -> Self {
        Self {
            is_category: true,
            ..self
        }
    }
}

/// The type of a field, as tables and JSON see it.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One column.
    One(Scalar),
    /// An object in JSON, a column for each of its fields in tables.
    Parts(&'static [Field]),
}

/// The type of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The type of its values.
    pub kind: Kind,
    /// The unit of its values, or nothing.
    pub unit: &'static str,
    /// Whether values may be missing.
    pub is_optional: bool,
    /// All values that there can be, if they are texts from a list.
    pub choices: &'static [&'static str],
}

impl Scalar {
    /// A type without a unit.
    pub(in crate::results) const fn new(kind: Kind, unit: &'static str) -> Self {
        Self {
            kind,
            unit,
            is_optional: false,
            choices: &[],
        }
    }

    /// One of some texts.
    pub(in crate::results) const fn choice(choices: &'static [&'static str]) -> Self {
        Self {
            choices,
            ..Self::new(Kind::Text, "")
        }
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name without the unit.
    stem: &'static str,
    /// The field of the report that has its values; nothing if these are computed for tables.
    field: &'static str,
    /// The field that this field is in, or nothing.
    parent: &'static str,
    /// The type of its values.
    pub kind: Kind,
    /// The unit of its values, or nothing.
    pub unit: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Whether values may be missing.
    pub is_optional: bool,
    /// Whether its values are texts of which there are few.
    pub is_category: bool,
}

/// What the names of columns end with, by unit.
const SUFFIXES: [(&str, &str); 5] = [
    ("s", "_s"),
    ("B", "_bytes"),
    ("B/s", "_bytes_per_s"),
    ("GiB s", "_gib_seconds"),
    ("cores", "_cores"),
];

impl Column {
    const NONE: Self = Self {
        stem: "",
        field: "",
        parent: "",
        kind: Kind::Text,
        unit: "",
        doc: "",
        is_optional: false,
        is_category: false,
    };

    /// Its name, which ends with the unit if this is one of time, bytes or cores.
    pub fn name(&self) -> String {
        let found = SUFFIXES.iter().find(|(unit, _)| *unit == self.unit);
        let suffix = found.map_or("", |(_, suffix)| suffix);
        let has_unit = self.stem.ends_with(suffix) || suffix.strip_prefix('_') == Some(self.stem);
        format!("{}{}", self.stem, if has_unit { "" } else { suffix })
    }

    /// Where the report has its values, in each row of its list; `None` if they are computed for tables.
    pub fn field(&self) -> Option<String> {
        match (self.parent, self.field) {
            (_, "") => None,
            ("", field) => Some(field.to_owned()),
            (parent, field) => Some(format!("{parent}.{field}")),
        }
    }

    /// What it is, in one line: without the unit, which has a place of its own.
    pub fn description(&self) -> String {
        plain(self.doc)
    }
}

/// What can be the value of a field.
pub trait Value {
    /// Its type.
    const SHAPE: Shape;

    /// Adds a cell for each column of the type.
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>);
}

/// A value that is computed for tables, and that no report has.
pub(in crate::results) trait Computed: Value {
    /// Its cell.
    fn cell(self) -> Cell<'static>;
}

/// A row of a table, or of a list of a report.
pub trait Row {
    /// Its fields, in order.
    const FIELDS: &'static [Field];
    /// What tables have besides, which follows from the fields.
    const COMPUTED: &'static [Field];
    /// The columns of its table, in order.
    const COLUMNS: &'static [Column];

    /// Adds a cell for each column.
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>);
}

/// How many columns some fields fill.
pub(in crate::results) const fn width(fields: &[Field]) -> usize {
    let (mut columns, mut index) = (0, 0);
    while index < fields.len() {
        columns += match fields[index].shape {
            Shape::One(_) => 1,
            Shape::Parts(parts) => width(parts),
        };
        index += 1;
    }
    columns
}

/// The columns of some fields and of what is computed from them, which are `N`. The parts of a field stand for themselves, so
/// they have one level.
pub(in crate::results) const fn columns<const N: usize>(
    fields: &[Field],
    computed: &[Field],
) -> [Column; N] {
    let mut columns = [Column::NONE; N];
    let mut at = 0;
    let mut index = 0;
    while index < fields.len() {
        let field = fields[index];
        match field.shape {
            Shape::One(scalar) => {
                columns[at] = field.as_column("", scalar);
                at += 1;
            }
            Shape::Parts(parts) => {
                let mut part = 0;
                while part < parts.len() {
                    if let Shape::One(scalar) = parts[part].shape {
                        columns[at] = parts[part].as_column(field.name, scalar);
                        at += 1;
                    }
                    part += 1;
                }
            }
        }
        index += 1;
    }
    index = 0;
    while index < computed.len() {
        if let Shape::One(scalar) = computed[index].shape {
            columns[at] = Column {
                field: "",
                ..computed[index].as_column("", scalar)
            };
            at += 1;
        }
        index += 1;
    }
    columns
}

impl Field {
    const fn as_column(self, parent: &'static str, scalar: Scalar) -> Column {
        Column {
            stem: if self.column.is_empty() {
                self.name
            } else {
                self.column
            },
            field: self.name,
            parent,
            kind: scalar.kind,
            unit: if self.unit.is_empty() {
                scalar.unit
            } else {
                self.unit
            },
            doc: self.doc,
            is_optional: scalar.is_optional,
            is_category: self.is_category || !scalar.choices.is_empty(),
        }
    }
}

/// A doc comment in one line, without the unit, which has a place of its own, and without links.
pub(super) fn plain(doc: &str) -> String {
    let words: Vec<&str> = doc.split_whitespace().collect();
    let text = words.join(" ").replace("[`", "`").replace("`]", "`");
    match text.split_once(" \\[") {
        Some((before, after)) => {
            let after = after.split_once("\\]").map_or("", |(_, after)| after);
            format!("{before}{after}")
        }
        None => text,
    }
}

impl Shape {
    const fn optional(self) -> Self {
        match self {
            Self::One(scalar) => Self::One(Scalar {
                is_optional: true,
                ..scalar
            }),
            parts => parts,
        }
    }

    fn width(self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Parts(parts) => width(parts),
        }
    }
}

impl<T: Value> Value for Option<T> {
    const SHAPE: Shape = T::SHAPE.optional();

    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        match self {
            Some(value) => value.cells(cells),
            None => cells.extend(std::iter::repeat_n(Cell::Missing, T::SHAPE.width())),
        }
    }
}

impl<T: Computed> Computed for Option<T> {
    fn cell(self) -> Cell<'static> {
        self.map_or(Cell::Missing, T::cell)
    }
}

impl Computed for SimDuration {
    fn cell(self) -> Cell<'static> {
        Cell::Nanos(self.as_nanos())
    }
}

impl Computed for f64 {
    fn cell(self) -> Cell<'static> {
        Cell::Real(self)
    }
}

/// Types that are one column.
macro_rules! values {
    ($($type:ty: $kind:ident $unit:literal, |$value:ident| $cell:expr;)*) => {$(
        impl Value for $type {
            const SHAPE: Shape = Shape::One(Scalar::new(Kind::$kind, $unit));

            fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
                let $value = self;
                cells.push($cell);
            }
        }
    )*};
}

values! {
    Arc<str>: Text "", |text| Cell::Text(text);
    String: Text "", |text| Cell::Text(text);
    bool: Flag "", |flag| Cell::Flag(*flag);
    u32: Natural "", |number| Cell::Natural(u64::from(*number));
    u64: Natural "", |number| Cell::Natural(*number);
    f64: Real "", |number| Cell::Real(*number);
    Bytes: Natural "B", |size| Cell::Natural(size.get());
    SimTime: Seconds "s", |date| Cell::Nanos(date.as_nanos());
    SimDuration: Seconds "s", |duration| Cell::Nanos(duration.as_nanos());
}
