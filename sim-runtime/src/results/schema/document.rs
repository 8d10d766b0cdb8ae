//! The declaration of a row for its readers: a JSON schema, and a table of its columns for the book.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::cell::Kind;
use super::field::{Column, Field, Row, Scalar, Shape, plain};

/// The JSON schema of a row, as a report has it.
///
/// ```
/// use sim_runtime::results::{InvocationRow, schema::json_schema};
///
/// let schema = json_schema::<InvocationRow>();
/// assert_eq!(schema["properties"]["id"]["type"], "integer");
/// assert_eq!(schema["properties"]["phases"]["properties"]["queue"]["unit"], "s");
/// ```
pub fn json_schema<R: Row>() -> Value {
    let mut schema = object(R::FIELDS);
    if let Some(fields) = schema.as_object_mut() {
        let dialect = json!("https://json-schema.org/draft/2020-12/schema");
        fields.insert("$schema".to_owned(), dialect);
    }
    schema
}

fn object(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), property(field)))
        .collect();
    let required = fields.iter().filter(|field| !field.is_left_out);
    let required: Vec<&str> = required.map(|field| field.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &Field) -> Value {
    let mut property = match field.shape {
        Shape::One(scalar) => one(scalar),
        Shape::Parts(parts) => object(parts),
    };
    if let Some(fields) = property.as_object_mut() {
        fields.insert("description".to_owned(), json!(plain(field.doc)));
        let unit = unit(field);
        if !unit.is_empty() {
            fields.insert("unit".to_owned(), json!(unit));
        }
    }
    property
}

fn one(scalar: Scalar) -> Value {
    let name = match scalar.kind {
        Kind::Text => "string",
        Kind::Flag => "boolean",
        Kind::Natural => "integer",
        Kind::Real | Kind::Seconds => "number",
    };
    let mut schema = Map::new();
    let kind = match scalar.is_optional {
        true => json!([name, "null"]),
        false => json!(name),
    };
    schema.insert("type".to_owned(), kind);
    if !scalar.choices.is_empty() {
        let missing = scalar.is_optional.then_some(Value::Null);
        let choices = scalar.choices.iter().map(|choice| json!(choice));
        schema.insert("enum".to_owned(), choices.chain(missing).collect());
    }
    if scalar.kind == Kind::Natural {
        schema.insert("minimum".to_owned(), json!(0));
    }
    Value::Object(schema)
}

/// The columns of a table in Markdown: names, types, units and what they are, and with `has_fields` which field of a row of
/// the report has the values.
pub(in crate::results) fn markdown(columns: &[Column], has_fields: bool) -> String {
    let (head, line) = match has_fields {
        true => ("| column | field ", "|---"),
        false => ("| column ", ""),
    };
    let mut table = format!("{head}| type | unit | what it is |\n{line}|---|---|---|---|\n");
    for column in columns {
        let kind = match column.kind {
            Kind::Text => "text",
            Kind::Flag => "true or false",
            Kind::Natural => "integer",
            Kind::Real | Kind::Seconds => "number",
        };
        let missing = if column.is_optional { ", or none" } else { "" };
        let field = column.field().map(|field| format!("`{field}` "));
        let field = match has_fields {
            true => format!("| {}", field.unwrap_or_default()),
            false => String::new(),
        };
        let (name, unit, doc) = (column.name(), column.unit, column.description());
        // Text takes whatever is written to it.
        let _ = writeln!(
            table,
            "| `{name}` {field}| {kind}{missing} | {unit} | {doc} |"
        );
    }
    table
}

fn unit(field: &Field) -> &'static str {
    match field.shape {
        Shape::One(scalar) if field.unit.is_empty() => scalar.unit,
        _ => field.unit,
    }
}
