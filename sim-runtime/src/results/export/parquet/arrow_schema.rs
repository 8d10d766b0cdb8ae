//! The schema of a table for readers that know Arrow (pyarrow and pandas, polars): which columns are dictionaries of texts,
//! and the units and descriptions of all. Parquet itself has no place for these, so such readers look for an Arrow schema
//! among the metadata of the file.
//!
//! It is a message of Arrow's format for communication, written with FlatBuffers
//! (<https://arrow.apache.org/docs/format/Columnar.html>, `Schema.fbs` and `Message.fbs` of version 1.5), after a mark and
//! its length, in base 64. The numbers below are those of the fields of these tables, in order.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flatbuffers::{FlatBufferBuilder, TableFinishedWIPOffset, VOffsetT, WIPOffset};

use crate::results::export::written::Written;
use crate::results::schema::cell::Kind;

/// Where readers look for it.
pub(super) const KEY: &str = "ARROW:schema";

/// What messages begin with since version 0.15 of the format.
const MARK: [u8; 4] = [0xff; 4];

/// Messages have a length that this divides \[B\].
const ALIGNMENT: usize = 8;

/// Version 5 of the metadata, that of version 1.0 of the format.
const METADATA_V5: i16 = 4;

/// The kind of a message's header.
const SCHEMA_HEADER: u8 = 1;

/// The members of the union `Type`.
const INT: u8 = 2;
const FLOATING_POINT: u8 = 3;
const UTF8: u8 = 5;
const BOOL: u8 = 6;

/// The precision of a 64-bit floating-point number.
const DOUBLE: i16 = 2;

type Offset = WIPOffset<TableFinishedWIPOffset>;

/// The place of a field of a FlatBuffers table.
const fn slot(field: VOffsetT) -> VOffsetT {
    4 + 2 * field
}

/// The schema of a table, with what is said about the whole: readers that find a schema look no further.
pub(super) fn encode(columns: &[Written], facts: &[(String, String)]) -> String {
    let mut builder = FlatBufferBuilder::new();
    let columns = columns.iter().enumerate();
    let fields: Vec<Offset> = columns
        .map(|(index, column)| field(&mut builder, index, column))
        .collect();
    let fields = builder.create_vector(&fields);
    let facts: Vec<Offset> = facts
        .iter()
        .map(|(key, value)| key_value(&mut builder, key, value))
        .collect();
    let facts = builder.create_vector(&facts);

    let schema = builder.start_table();
    builder.push_slot_always(slot(1), fields);
    builder.push_slot_always(slot(2), facts);
    let schema = builder.end_table(schema);

    let message = builder.start_table();
    builder.push_slot_always(slot(0), METADATA_V5);
    builder.push_slot_always(slot(1), SCHEMA_HEADER);
    builder.push_slot_always(slot(2), schema);
    let message = builder.end_table(message);
    builder.finish_minimal(message);

    let data = builder.finished_data();
    let length = data.len().next_multiple_of(ALIGNMENT);
    let mut bytes = MARK.to_vec();
    bytes.extend_from_slice(&(length as u32).to_le_bytes());
    bytes.extend_from_slice(data);
    bytes.resize(MARK.len() + size_of::<u32>() + length, 0);
    STANDARD.encode(bytes)
}

/// A `Field`; its number in the table is that of its dictionary, if it has one.
fn field(builder: &mut FlatBufferBuilder<'_>, index: usize, column: &Written) -> Offset {
    let name = builder.create_string(&column.name);
    let (kind, value) = value_type(builder, column.kind);
    let dictionary = column.is_category.then(|| {
        let numbers = integer(builder, 32);
        let dictionary = builder.start_table();
        builder.push_slot_always(slot(0), index as i64);
        builder.push_slot_always(slot(1), numbers);
        builder.end_table(dictionary)
    });
    let children = builder.create_vector::<Offset>(&[]);
    let mut notes = vec![key_value(builder, "description", &column.description)];
    if !column.unit.is_empty() {
        notes.push(key_value(builder, "unit", column.unit));
    }
    let notes = builder.create_vector(&notes);

    let field = builder.start_table();
    builder.push_slot_always(slot(0), name);
    builder.push_slot_always(slot(1), column.is_optional);
    builder.push_slot_always(slot(2), kind);
    builder.push_slot_always(slot(3), value);
    if let Some(dictionary) = dictionary {
        builder.push_slot_always(slot(4), dictionary);
    }
    builder.push_slot_always(slot(5), children);
    builder.push_slot_always(slot(6), notes);
    builder.end_table(field)
}

/// The `Type` of some values: its member of the union, and the table.
fn value_type(builder: &mut FlatBufferBuilder<'_>, kind: Kind) -> (u8, Offset) {
    match kind {
        Kind::Text => (UTF8, empty(builder)),
        Kind::Flag => (BOOL, empty(builder)),
        Kind::Natural => (INT, integer(builder, 64)),
        Kind::Real | Kind::Seconds => {
            let table = builder.start_table();
            builder.push_slot_always(slot(0), DOUBLE);
            (FLOATING_POINT, builder.end_table(table))
        }
    }
}

fn empty(builder: &mut FlatBufferBuilder<'_>) -> Offset {
    let table = builder.start_table();
    builder.end_table(table)
}

/// An `Int`: of so many bits, with a sign.
fn integer(builder: &mut FlatBufferBuilder<'_>, bits: i32) -> Offset {
    let table = builder.start_table();
    builder.push_slot_always(slot(0), bits);
    builder.push_slot_always(slot(1), true);
    builder.end_table(table)
}

fn key_value(builder: &mut FlatBufferBuilder<'_>, key: &str, value: &str) -> Offset {
    let (key, value) = (builder.create_string(key), builder.create_string(value));
    let table = builder.start_table();
    builder.push_slot_always(slot(0), key);
    builder.push_slot_always(slot(1), value);
    builder.end_table(table)
}
