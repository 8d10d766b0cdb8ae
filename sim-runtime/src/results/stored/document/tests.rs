//! Documents from texts.

use std::io::Write;

use serde_json::Value;

use super::*;

fn document(json: &[u8]) -> Document {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(json).unwrap();
    Document::new(file, "r.json").unwrap()
}

fn refused(json: &str) -> String {
    let mut document = document(json.as_bytes());
    let members = document.root().and_then(|root| document.members(&root));
    members.unwrap_err().to_string()
}

#[test]
fn parts_are_found_and_read_when_they_are_wanted() {
    let mut document =
        document("\u{feff}{ \"a\": [1, {\"b\": 2}], \"c\": {\"d\": \"é\"} }\n".as_bytes());
    let root = document.root().unwrap();
    let members = document.members(&root).unwrap();
    assert_eq!(members.keys().collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(
        [members["a"].kind, members["c"].kind],
        [Kind::List, Kind::Object]
    );
    let inner = document.members(&members["c"]).unwrap();
    assert_eq!(inner["d"].path, "c.d");
    assert_eq!(document.parse::<String>(&inner["d"]).unwrap(), "é");
    let mut found = Vec::new();
    let mut each = |_: usize, extent: Extent, text: &[u8]| {
        found.push((extent, text.to_owned()));
        Ok(())
    };
    document.elements(&members["a"], &mut each).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(document.read(found[1].0).unwrap(), br#"{"b": 2}"#);
    assert_eq!(document.read(found[0].0).unwrap(), b"1");
}

#[test]
fn mistakes_have_their_place_and_their_path() {
    assert_eq!(
        refused(""),
        "r.json: it is empty; write a result with --json"
    );
    assert_eq!(
        refused("[]"),
        "r.json: is a list; expected an object (keys and values)"
    );
    assert_eq!(
        refused("{\n \"é\" 5}"),
        "r.json:2:6: it is not valid JSON: expected `:`, found `5`"
    );
    assert_eq!(
        refused("{\"a\": [1, 2"),
        "r.json:1:12: a: it is not valid JSON: the file ends here, where the end of the value should be; is it cut short?"
    );
    assert_eq!(
        refused("{\"a\": 1,\n\"a\": 2}"),
        "r.json:2:1: a: it is not valid JSON: the key is there twice; remove one"
    );
    assert_eq!(
        refused("{} {}"),
        "r.json:1:4: it is not valid JSON: something follows the result; remove it"
    );
}

#[test]
fn a_value_of_another_type_is_told_with_its_path() {
    let mut document = document(br#"{"a": {"b": [1, -2]}, "c": 01}"#);
    let root = document.root().unwrap();
    let members = document.members(&root).unwrap();
    let wrong = document.parse::<IndexMap<String, Vec<u64>>>(&members["a"]);
    assert_eq!(
        wrong.unwrap_err().to_string(),
        "r.json: a.b[1]: is integer `-2`; expected a whole number, 0 or more"
    );
    let wrong = document
        .parse::<Value>(&members["c"])
        .unwrap_err()
        .to_string();
    assert!(
        wrong.starts_with("r.json: c: it is not valid JSON: "),
        "{wrong}"
    );
}
