//! From a text to values: syntax, keys and types. The first error ends it.

use super::error::{Problem, ScenarioError};
use super::format::Format;
use super::{syntax, wording};
use crate::scenario::schema::Scenario;

/// An error and its place in the text.
struct Misread {
    line: usize,
    column: usize,
    path: String,
    message: String,
}

pub(super) fn read(text: &str, format: Format, origin: &str) -> Result<Scenario, ScenarioError> {
    let read = match format {
        Format::Json => from_json(text),
        Format::Toml => from_toml(text),
    };
    read.map_err(
        |Misread {
             line,
             column,
             path,
             message,
         }| ScenarioError::Malformed {
            origin: origin.to_owned(),
            line,
            column,
            problem: Problem { path, message },
        },
    )
}

fn from_json(text: &str) -> Result<Scenario, Misread> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let scenario = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let misread = misread_json(text, error.inner(), &path);
        match error.inner().is_syntax().then(|| mistyped(text)).flatten() {
            Some(problem) => Misread {
                path: problem.path,
                message: problem.message,
                ..misread
            },
            None => misread,
        }
    })?;
    deserializer
        .end()
        .map_err(|error| misread_json(text, &error, ""))?;
    Ok(scenario)
}

/// What is wrong with a text that is JSON: where one of several words belongs, the parser takes anything else for a mistake of
/// syntax.
fn mistyped(text: &str) -> Option<Problem> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let error = serde_path_to_error::deserialize::<_, Scenario>(value).err()?;
    Some(Problem {
        path: shown(&error.path().to_string()),
        message: wording::reword(&error.inner().to_string()),
    })
}

fn misread_json(text: &str, error: &serde_json::Error, path: &str) -> Misread {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    let mut offset = offset(text, error.line(), error.column());
    if error.is_eof() {
        offset = text.trim_end().len();
    } else if message == "expected ident" {
        // The parser has read as far as the word agrees with one that it knows.
        offset = text[..offset].trim_end_matches(char::is_alphabetic).len();
    }
    let (line, column) = place_of(text, offset);
    if error.is_data() {
        return Misread {
            line,
            column,
            path: shown(path),
            message: wording::reword(message),
        };
    }
    // Where the text is not even JSON, the path is only as far as it could be read.
    let (before, rest) = text.split_at(offset);
    let rest = if error.is_eof() { "" } else { rest };
    Misread {
        line,
        column,
        path: String::new(),
        message: syntax::json(message, before, rest),
    }
}

/// Where in the text a place is that the JSON parser names: a line, and which byte of it, from 1. A line that begins too
/// early, and what it ends, has the byte 0.
fn offset(text: &str, line: usize, byte: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut offset = (start + byte).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The line and the column of a place, in letters, from 1.
fn place_of(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

fn from_toml(text: &str) -> Result<Scenario, Misread> {
    let deserializer =
        toml::Deserializer::parse(text).map_err(|error| misread_toml(text, &error, ""))?;
    let mut track = serde_path_to_error::Track::new();
    Scenario::deserialize(serde_path_to_error::Deserializer::new(
        deserializer,
        &mut track,
    ))
    .map_err(|error| misread_toml(text, &error, &track.path().to_string()))
}

fn misread_toml(text: &str, error: &toml::de::Error, path: &str) -> Misread {
    let start = error.span().map_or(0, |span| span.start).min(text.len());
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let (line, column) = place_of(text, before.len());
    let message = error.message().replace('\n', "; ");
    Misread {
        line,
        column,
        path: shown(path),
        message: syntax::toml(&message, before, rest).unwrap_or_else(|| wording::reword(&message)),
    }
}

/// The path as messages show it: none for the whole file.
fn shown(path: &str) -> String {
    if path == "." {
        String::new()
    } else {
        path.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// The message for the sample with one text replaced by another.
    fn refused(right: &str, wrong: &str) -> String {
        let text = serde_json::to_string_pretty(&sample::scenario()).unwrap();
        assert!(text.contains(right), "no `{right}` in the sample");
        read(&text.replacen(right, wrong, 1), Format::Json, "my.json")
            .unwrap_err()
            .to_string()
    }

    #[track_caller]
    fn assert_ends(message: &str, end: &str) {
        assert!(
            message.ends_with(end),
            "`{message}` does not end with `{end}`"
        );
    }

    #[test]
    fn a_syntax_error_is_told_with_its_place() {
        assert_eq!(
            read("{\n  \"name\": \"a\",,\n}", Format::Json, "my.json")
                .unwrap_err()
                .to_string(),
            "my.json:2:15: expected a key in double quotes, such as \"name\", found `,`",
        );
        let two = format!("{0}{0}", sample::scenario());
        let error = read(&two, Format::Json, "my.json").unwrap_err().to_string();
        assert_ends(
            &error,
            ": expected the end of the file, found `{`; the scenario is complete before; remove the rest",
        );
        let toml = read("name = \"a\"\nname = \n", Format::Toml, "my.toml")
            .unwrap_err()
            .to_string();
        assert!(toml.starts_with("my.toml:2:"), "{toml}");
    }

    #[test]
    fn a_wrong_quantity_is_told_with_its_path() {
        assert_ends(
            &refused(r#""time_limit": 60"#, r#""time_limit": "60 sec""#),
            ": functions[0].time_limit: invalid time `60 sec`: unknown unit `sec`; did you mean `s`? \
             (units: ns, us, ms, s, min, h, d); expected seconds (a number) or a text such as \"60s\"",
        );
    }

    #[test]
    fn a_wrong_value_is_told_with_its_place() {
        assert_eq!(
            read("{\n \"seed\": -1\n}", Format::Json, "my.json")
                .unwrap_err()
                .to_string(),
            "my.json:2:11: seed: invalid value: integer `-1`; expected a whole number from 0 to 18446744073709551615",
        );
    }

    #[test]
    fn a_wrong_type_is_told_with_its_path() {
        assert_ends(
            &refused(r#""time_limit": 60"#, r#""time_limit": true"#),
            ": functions[0].time_limit: invalid type: boolean `true`; \
             expected seconds (a number) or a text such as \"60s\"",
        );
        assert_ends(
            &refused(r#""cores": 1"#, r#""cores": 1.5"#),
            ": platform.hosts[0].cores: invalid type: floating point `1.5`; \
             expected a whole number from 0 to 4294967295",
        );
        assert_ends(
            &refused(r#""cores": 1"#, r#""cores": 4294967296"#),
            ": platform.hosts[0].cores: invalid value: integer `4294967296`; \
             expected a whole number from 0 to 4294967295",
        );
        assert_ends(
            &refused(r#""images": ["#, r#""images": 5, "timeline": ["#),
            ": images: invalid type: integer `5`; expected a list",
        );
    }

    #[test]
    fn a_number_that_is_too_large_for_a_policy_is_told_with_the_range() {
        let seeds = ["99999999999999999999999", "-4", "18446744073709551616"];
        for seed in seeds {
            let scheduler = format!(r#""kind": "random", "seed": {seed}"#);
            let message = refused(r#""kind": "fcfs""#, &scheduler);
            assert!(
                message.contains(": service.scheduler: the scheduler `random`: seed: invalid "),
                "{message}"
            );
            assert_ends(
                &message,
                "; expected a whole number from 0 to 18446744073709551615",
            );
        }
        let toml = "seed = 18446744073709551616\n";
        let message = read(toml, Format::Toml, "my.toml").unwrap_err().to_string();
        assert_eq!(
            message,
            "my.toml:1:8: seed: invalid type: integer `18446744073709551616`; \
             expected a whole number from 0 to 18446744073709551615",
        );
    }

    #[test]
    fn an_unknown_key_is_told_with_the_one_that_was_meant() {
        assert_ends(
            &refused(r#""time_limit""#, r#""tyme_limit""#),
            ": functions[0].tyme_limit: unknown key `tyme_limit`; did you mean `time_limit`? \
             (keys: name, image, time_limit, disk_limit, ram_limit, concurrency, cpu, gpus, ingress, egress, min_instances, \
             expected and 12 more)",
        );
    }

    #[test]
    fn a_value_where_a_word_belongs_is_told_with_its_path() {
        let wrong = r#""time_limit": 60, "register": true"#;
        let told = ": functions[0].register: invalid type: boolean `true`; expected a text";
        assert_ends(&refused(r#""time_limit": 60"#, wrong), told);
    }

    #[test]
    fn an_unknown_choice_is_told_with_those_there_are() {
        assert_ends(
            &refused(r#""kind": "fcfs""#, r#""kind": "fcsf""#),
            ": service.scheduler.kind: unknown value `fcsf`; did you mean `fcfs`? \
             (values: fcfs, first_fit, random, random_stream, workload_balancing, round_robin, least_loaded, warm_first, \
             best_fit, worst_fit, locality, power_of_choices and 1 more)",
        );
    }

    #[test]
    fn a_missing_key_is_told() {
        let error = refused(r#""image": "img","#, "");
        assert_ends(&error, ": functions[0]: missing key `image`; add it");
    }

    #[test]
    fn a_wrong_step_is_told_with_its_path() {
        assert_ends(
            &refused(r#""op": "sleep""#, r#""op": "read""#),
            ": functions[0].body[0]: a `read` step has no key `seconds` (its keys: file, size)",
        );
    }

    #[test]
    fn a_wrong_value_in_toml_is_told_with_its_place_and_path() {
        let text = "[platform]\n\n[[platform.hosts]]\nname = \"a\"\nspeed = \"2GHz\"\n";
        let error = read(text, Format::Toml, "my.toml").unwrap_err().to_string();
        let start = "my.toml:5:9: platform.hosts[0].speed: invalid speed `2GHz`: unknown unit `GHz`; \
                     did you mean `Gflop/s`?";
        assert!(error.starts_with(start), "{error}");
    }
}
