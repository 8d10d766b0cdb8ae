//! What files may say for a policy, in JSON Schema: its name alone, or an object with its `kind` and its parameters.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::named::Named;

/// A policy as an object.
pub(in crate::serverless::policy) fn object<P: Named>(
    generator: &mut SchemaGenerator,
) -> Map<String, Value> {
    let mut form = P::schema(generator);
    let form = form.ensure_object();
    let mut properties = Map::new();
    properties.insert("kind".to_owned(), json!({ "const": P::NAME }));
    if let Some(Value::Object(parameters)) = form.remove("properties") {
        properties.extend(parameters);
    }
    for parameter in P::PARAMETERS {
        if let Some(Value::Object(one)) = properties.get_mut(parameter.name) {
            one.insert("description".to_owned(), parameter.doc.into());
        }
    }
    form.insert("description".to_owned(), P::DOC.into());
    form.insert("properties".to_owned(), properties.into());
    form.insert("required".to_owned(), json!(["kind"]));
    form.clone()
}

/// One of several policies of a kind, each given as an object.
pub(in crate::serverless::policy) fn choice(
    kind: &str,
    objects: Vec<Map<String, Value>>,
) -> Schema {
    let names = objects.iter().map(|form| {
        let name = &form["properties"]["kind"]["const"];
        json!({ "const": name, "description": form["description"] })
    });
    let names: Vec<Value> = names.collect();
    let alone = json!({ "type": "string", "oneOf": names });
    let forms = std::iter::once(alone).chain(objects.into_iter().map(Value::Object));
    let forms: Vec<Value> = forms.collect();
    json_schema!({
        "description": format!("The {kind}: its name alone, or an object with its `kind` and its parameters."),
        "oneOf": forms,
    })
}
