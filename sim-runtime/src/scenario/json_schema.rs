//! JSON Schemas of files, for editors: keys, what they mean, their types, their choices and their defaults.
//!
//! They follow from what reads the files: what serde derives has a derived schema, and what is read by hand one by hand beside
//! it. They say the same as the reader about keys and types. Whether names exist and values make sense, only the reader knows.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::schema::Scenario;

/// The schema of scenario files.
pub fn scenario() -> Value {
    of::<Scenario>("A scenario of coldstart")
}

/// The schema of a type, of the draft that most editors know.
pub(crate) fn of<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft07().with_transform(Described);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    let mut schema = Value::from(schema);
    without_unused(&mut schema);
    schema
}

/// Makes the comments of Rust the descriptions of a file.
#[derive(Clone, Debug)]
struct Described;

impl Transform for Described {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        if let Some(Value::String(description)) = schema.get_mut("description") {
            *description = plain(description);
        }
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        // The names of types of Rust mean nothing in a file, and a default that is nothing is none.
        object.remove("title");
        object.remove("format");
        if object.get("default").is_some_and(Value::is_null) {
            object.remove("default");
        }
    }
}

/// Removes what nothing refers to any more, since a part of a derived schema has been left out.
fn without_unused(schema: &mut Value) {
    loop {
        let text = schema.to_string();
        let Some(Value::Object(definitions)) = schema.get_mut("definitions") else {
            return;
        };
        let before = definitions.len();
        definitions.retain(|name, _| text.contains(&format!("\"#/definitions/{name}\"")));
        if definitions.len() == before {
            return;
        }
    }
}

/// A comment in one line, without its examples, its links and its escapes.
fn plain(comment: &str) -> String {
    let comment = comment.split("```").next().unwrap_or_default().trim();
    let mut text = String::new();
    let mut rest = comment;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        match link(after).filter(|_| !before.ends_with('\\')) {
            Some((label, after)) => {
                text.push_str(label);
                rest = after;
            }
            None => {
                text.push('[');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('\\', "")
}

/// The label of a link, which leads somewhere or is a name of Rust, and what follows it.
fn link(text: &str) -> Option<(&str, &str)> {
    let (label, after) = text.split_once(']')?;
    match after.strip_prefix('(').and_then(|to| to.split_once(')')) {
        Some((_, after)) => Some((label, after)),
        None => (label.starts_with('`') && label.ends_with('`')).then_some((label, after)),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_comment_becomes_plain_text() {
        assert_eq!(
            plain(
                "As [`Vary`](crate::Vary) has it \\[s\\], see [`Cpu::shared`].\n\n```\nlet x = 1;\n```"
            ),
            "As `Vary` has it [s], see `Cpu::shared`."
        );
        assert_eq!(
            plain("Called `worker[0]`,\nor `[1, 2]`."),
            "Called `worker[0]`, or `[1, 2]`."
        );
    }
}
