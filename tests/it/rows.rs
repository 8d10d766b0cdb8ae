//! What the declaration of a row says to readers: the book has its columns, and JSON has what its schema promises.

use coldstart::prelude::*;
use coldstart::results::export::Table;
use coldstart::results::schema::{Row, json_schema};
use coldstart::results::{
    self, ContainerRow, EventRow, InvocationRow, LogRow, NodeSummary, ProcessRow, RegistrationRow,
    StageSummary, TransferRow, WorkflowRow,
};
use serde::Serialize;
use serde_json::Value;

use crate::support::chapters::assert_table;
use crate::support::programs::{function_chain, orders, two_providers};

#[test]
fn the_book_has_the_columns_of_the_tables() {
    let mut list = "| table | a row is |\n|---|---|\n".to_owned();
    let mut columns = String::new();
    for Table { name, doc, .. } in Table::ALL {
        list += &format!("| [`{name}`](#{name}) | {doc} |\n");
    }
    for table in Table::ALL {
        columns += &format!("### {}\n\n{}\n", table.name, table.markdown());
    }
    assert_table("reference/results.md", ("tables", "end of tables"), &list);
    let columns = columns.trim_end().to_owned() + "\n";
    assert_table(
        "reference/results.md",
        ("columns", "end of columns"),
        &columns,
    );
}

#[test]
fn rows_are_as_their_schemas_say() {
    let chain = function_chain::FunctionChain::default();
    let reports = [
        results::run(&chain, Seed(42)),
        results::run(&function_chain::FunctionChain { cores: 1 }, Seed(42)),
        results::run(&two_providers::TwoProviders::default(), Seed(42)),
        results::run(&orders::Orders::default(), Seed(42)),
    ];
    for report in reports {
        let report = match report {
            Ok(report) => report,
            Err(RunError::Halted { report, .. }) => *report,
            Err(error) => panic!("{error}"),
        };
        assert_rows::<InvocationRow>(&report.invocations);
        assert_rows::<ContainerRow>(&report.containers);
        assert_rows::<TransferRow>(&report.transfers);
        assert_rows::<EventRow>(&report.events);
        assert_rows::<ProcessRow>(&report.processes);
        assert_rows::<RegistrationRow>(&report.registrations);
        assert_rows::<LogRow>(&report.log);
        assert_rows::<NodeSummary>(&report.nodes);
        assert_rows::<WorkflowRow>(&report.workflows);
        assert_rows::<StageSummary>(&report.stages);
    }
}

#[track_caller]
fn assert_rows<R: Row + Serialize>(rows: &[R]) {
    let schema = json_schema::<R>();
    for row in rows {
        let row = serde_json::to_value(row).expect("it serialises");
        assert_fits(&row, &schema);
    }
}

/// As much of JSON Schema as the schemas of rows use.
#[track_caller]
fn assert_fits(value: &Value, schema: &Value) {
    let types = match &schema["type"] {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    };
    let is = |kind: &Value| match kind.as_str() {
        Some("object") => value.is_object(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_u64(),
        Some("number") => value.is_number(),
        Some("null") => value.is_null(),
        _ => false,
    };
    assert!(types.iter().any(is), "{value} is none of {types:?}");
    if let Some(choices) = schema["enum"].as_array() {
        assert!(choices.contains(value), "{value} is none of {choices:?}");
    }
    let (Some(fields), Some(properties)) = (value.as_object(), schema["properties"].as_object())
    else {
        return;
    };
    for (name, value) in fields {
        let property = properties.get(name);
        let property = property.unwrap_or_else(|| panic!("`{name}` is not in the schema"));
        assert!(
            property["description"]
                .as_str()
                .is_some_and(|doc| doc.ends_with('.'))
        );
        assert_fits(value, property);
    }
    let required = schema["required"].as_array().expect("names");
    for name in required.iter().filter_map(Value::as_str) {
        assert!(fields.contains_key(name), "`{name}` is missing");
    }
}
