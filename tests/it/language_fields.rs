//! The book's tables of what the language has: its declarations, and the fields of each with unit, default and an example. They follow
//! from the sources: what the macro knows, and what the runtime documents.

use std::fs;

use crate::support::chapters::assert_table;
use crate::support::files::repository;

/// Where the fields of a declaration are.
struct Place {
    /// The heading of the table.
    heading: &'static str,
    /// The list in the macro's schema.
    list: &'static str,
    /// The file of the runtime, and the type there whose fields they are.
    specification: Option<(&'static str, &'static str)>,
}

const PLACES: [Place; 7] = [
    Place {
        heading: "`host`",
        list: "HOST: Schema",
        specification: Some(("platform/host.rs", "HostSpec")),
    },
    Place {
        heading: "`link`",
        list: "LINK: Schema",
        specification: Some(("platform/link.rs", "LinkSpec")),
    },
    Place {
        heading: "`storage`",
        list: "STORAGE: Schema",
        specification: Some(("simulation/builder/parts.rs", "StorageSpec")),
    },
    Place {
        heading: "`serverless`",
        list: "SERVERLESS: Schema",
        specification: Some(("serverless/service/spec.rs", "ServerlessSpec")),
    },
    Place {
        heading: "`#[serverless_function(..)]`, `function` and `deploy`",
        list: "OPTIONS: [Known",
        specification: Some(("serverless/function.rs", "FunctionSpec")),
    },
    Place {
        heading: "`trace`",
        list: "TRACE: Schema",
        specification: Some(("workload/trace_load.rs", "TraceSpec")),
    },
    Place {
        heading: "`workload`",
        list: "WORKLOAD: Schema",
        specification: None,
    },
];

/// What is no field of a type of the runtime.
const OTHERS: [(&str, &str); 6] = [
    (
        "provider",
        "Policies, prices and limits of a provider, in the place of what the other fields do not say. Default: none.",
    ),
    (
        "arrivals",
        "When it is invoked. Default: required, or `replay` or `closed_loop`.",
    ),
    (
        "input",
        "The input of each invocation: a value, or a closure of its number and of random numbers. Default: the input is `()`.",
    ),
    (
        "replay",
        "Dates with their inputs, in the place of `arrivals` and `input`. Default: none.",
    ),
    (
        "closed_loop",
        "Users who wait for each answer, in the place of `arrivals`. Default: none.",
    ),
    (
        "pollers",
        "That arrivals are messages of a queue, which pollers take. Default: invocations.",
    ),
];

/// A field as the macro knows it.
#[derive(Debug, PartialEq)]
struct Field {
    name: String,
    required: bool,
    example: String,
}

/// A text in double quotes at the beginning of a text, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let text = text
        .trim_start_matches([' ', '\n', ','])
        .strip_prefix('"')?;
    let mut letters = text.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return Some((content, &text[place + 1..])),
            '\\' => content.extend(letters.next().map(|(_, escaped)| escaped)),
            letter => content.push(letter),
        }
    }
    None
}

/// The fields in a list of the macro's schema.
fn fields(schema: &str, list: &str) -> Vec<Field> {
    let (_, after) = schema.split_once(list).expect("the list is there");
    let end = after.find("];\n").unwrap_or(after.len());
    let end = after.find(");\n").unwrap_or(end).min(end);
    let end = after.find("\n};\n").unwrap_or(end).min(end);
    let mut rest = &after[..end];
    let mut fields = Vec::new();
    let kinds = ["required(", "optional(", "policy(", "base(", "list("];
    loop {
        let found = kinds
            .iter()
            .filter_map(|kind| Some((rest.find(kind)?, *kind)));
        let Some((place, kind)) = found.min() else {
            return fields;
        };
        rest = &rest[place + kind.len()..];
        if let Some((name, after)) = quoted(rest)
            && let Some((example, after)) = quoted(after)
        {
            rest = after;
            let required = kind == "required(";
            fields.push(Field {
                name,
                required,
                example,
            });
        }
    }
}

/// The documentation of the fields of a type, each in one line.
fn documentation(source: &str, specification: &str) -> Vec<(String, String)> {
    let (_, after) = source
        .split_once(&format!("pub struct {specification} {{\n"))
        .expect("the type");
    let mut fields = Vec::new();
    let mut doc: Vec<&str> = Vec::new();
    for line in after.lines().map(str::trim).take_while(|line| *line != "}") {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if let Some((name, _)) = line
            .strip_prefix("pub ")
            .and_then(|line| line.split_once(':'))
        {
            fields.push((name.to_owned(), plain(&doc.join(" "))));
            doc.clear();
        }
    }
    fields
}

/// A text without the targets of its links.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text.replace("\\[", "(").replace("\\]", ")");
    while let Some((before, link)) = rest.split_once("[`") {
        plain += before;
        let (name, after) = link.split_once("`]").expect("a link");
        let target = after
            .strip_prefix('(')
            .and_then(|target| target.split_once(')'));
        plain += &format!("`{name}`");
        rest = target.map_or(after, |(_, after)| after).to_owned();
    }
    plain + &rest
}

/// What stands between a mark and the end of its sentence.
fn sentence<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(mark)?;
    let end = after
        .find(". ")
        .or_else(|| after.rfind('.'))
        .unwrap_or(after.len());
    Some(&after[..end])
}

/// What a field is if nothing is written, and what it says without that.
fn default(doc: &str) -> Option<(String, String)> {
    if let Some(default) = sentence(doc, "Default: ") {
        let rest = doc.replacen(&format!("Default: {default}."), "", 1);
        return Some((default.to_owned(), rest));
    }
    for mark in ["Zero, the default: ", "zero, the default: "] {
        if let Some(meaning) = sentence(doc, mark) {
            let rest = doc.replacen(&format!("{mark}{meaning}."), "", 1);
            return Some((format!("0: {meaning}"), rest));
        }
    }
    let rest = doc.replacen("0, the default, goes first", "0 goes first", 1);
    (rest != doc).then(|| ("0".to_owned(), rest))
}

/// A row of a table.
fn row(field: &Field, doc: &str) -> String {
    let required = doc.contains("Required: ");
    let (default, what) = match required {
        true => (
            "required".to_owned(),
            doc.replace("Required: positive.", "It is positive."),
        ),
        false if field.required && field.name != "arrivals" => {
            ("required".to_owned(), doc.to_owned())
        }
        false => default(doc).unwrap_or_else(|| panic!("say the default of `{}`", field.name)),
    };
    let what = what.replace("  ", " ");
    let what = what.trim().trim_end_matches([';', ':', ',', ' ']);
    let what = if what.ends_with(['.', ')']) {
        what.to_owned()
    } else {
        format!("{what}.")
    };
    let example = field.example.replace('|', "\\|");
    format!("| `{}` | {what} | {default} | `{example}` |\n", field.name)
}

fn table(place: &Place, schema: &str) -> String {
    let documented = match place.specification {
        Some((file, specification)) => {
            let path = repository("sim-runtime/src").join(file);
            let source = fs::read_to_string(path).expect("the source of a type");
            documentation(&source, specification)
        }
        None => Vec::new(),
    };
    let others = OTHERS.map(|(name, doc)| (name.to_owned(), doc.to_owned()));
    let mut table = format!(
        "### {}\n\n| field | what it says | default | such as |\n|---|---|---|---|\n",
        place.heading
    );
    for field in fields(schema, place.list) {
        let known = documented
            .iter()
            .chain(&others)
            .find(|(name, _)| *name == field.name);
        let (_, doc) = known.unwrap_or_else(|| panic!("document the field `{}`", field.name));
        table += &row(&field, doc);
    }
    table
}

#[test]
fn the_book_has_every_field_of_the_language() {
    let schema =
        fs::read_to_string(repository("sim-macros/src/schema.rs")).expect("the macro's schema");
    let tables: Vec<String> = PLACES.iter().map(|place| table(place, &schema)).collect();
    assert_table(
        "reference/fields.md",
        ("fields", "end of fields"),
        &tables.join("\n"),
    );
}

#[test]
fn the_book_has_every_declaration_of_the_language() {
    let source = fs::read_to_string(repository("src/private/keyword.rs")).expect("the keywords");
    let mut table = "| declaration | what it declares |\n|---|---|\n".to_owned();
    for line in source.lines().filter_map(|line| line.strip_prefix("/// ")) {
        let (declaration, what) = line
            .rsplit_once("`: ")
            .expect("a declaration and what it is");
        let what = what.trim_end_matches('.');
        table += &format!("| {declaration}` | {what} |\n");
    }
    assert_table(
        "reference/fields.md",
        ("declarations", "end of declarations"),
        &table,
    );
}

#[test]
fn fields_are_found_with_their_documentation() {
    let schema = "static X: Schema = block(\n&[required(\"a\", \"1\"), optional(\n  \"b\",\n \"\\\"c\\\"\",\n).or(&[\"d\"])]\n);\nrequired(\"e\", \"1\")";
    let expected = [("a", true, "1"), ("b", false, "\"c\"")];
    let expected = expected.map(|(name, required, example)| Field {
        name: name.to_owned(),
        required,
        example: example.to_owned(),
    });
    assert_eq!(fields(schema, "X: Schema"), expected);
    let source = "pub struct S {\n    /// One [`T`](U::t) \\[s\\].\n    /// Default: 2.\n    pub a: u32,\n}\n";
    let documented = documentation(source, "S");
    assert_eq!(
        documented,
        [("a".to_owned(), "One `T` (s). Default: 2.".to_owned())]
    );
    assert_eq!(
        row(&expected[1], &documented[0].1),
        "| `b` | One `T` (s). | 2 | `\"c\"` |\n"
    );
}
