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
    /// Whether JSON leaves it out when it has no value.
    pub is_left_out: bool,
    /// Its type.
    pub shape: Shape,
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
    /// Its name: that of the report's field.
    pub name: &'static str,
    /// The type of its values.
    pub kind: Kind,
    /// The unit of its values, or nothing.
    pub unit: &'static str,
    /// What it is.
    pub doc: &'static str,
}

/// What can be the value of a field.
pub trait Value {
    /// Its type.
    const SHAPE: Shape;

    /// Adds a cell for each column of the type.
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>);
}

/// A row of a table, or of a list of a report.
pub trait Row {
    /// Its fields, in order.
    const FIELDS: &'static [Field];
    /// The columns that its fields fill, in order.
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

/// The columns that some fields fill, which are `N`. The parts of a field stand for themselves, so they have one level.
pub(in crate::results) const fn columns<const N: usize>(fields: &[Field]) -> [Column; N] {
    let mut columns = [Column {
        name: "",
        kind: Kind::Text,
        unit: "",
        doc: "",
    }; N];
    let (mut at, mut index) = (0, 0);
    while index < fields.len() {
        match fields[index].shape {
            Shape::One(scalar) => {
                columns[at] = fields[index].column(scalar);
                at += 1;
            }
            Shape::Parts(parts) => {
                let mut part = 0;
                while part < parts.len() {
                    if let Shape::One(scalar) = parts[part].shape {
                        columns[at] = parts[part].column(scalar);
                        at += 1;
                    }
                    part += 1;
                }
            }
        }
        index += 1;
    }
    columns
}

impl Field {
    const fn column(self, scalar: Scalar) -> Column {
        Column {
            name: self.name,
            kind: scalar.kind,
            unit: if self.unit.is_empty() {
                scalar.unit
            } else {
                self.unit
            },
            doc: self.doc,
        }
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
