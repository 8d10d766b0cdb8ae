//! Where in a scenario a quantity is.

use std::str::FromStr;

use serde_json::Value;

use crate::scenario::schema::Scenario;
use crate::units::spelling::{closest, cut};

/// Where a quantity is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::experiment) enum Place {
    /// The number of nodes of the service.
    Nodes,
    /// A key of whatever has a name.
    Of { key: String, name: String },
    /// A way from the root of the scenario.
    Way(Vec<Step>),
}

/// A step of a way.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::experiment) enum Step {
    Key(String),
    /// A place in a list, from 0 on.
    Index(usize),
    /// The entry of a list that has this name.
    Named(String),
}

/// Lists of what has a name, and what a key is called there that has a shorter name.
const NAMED: [(&str, &[(&str, &str)]); 5] = [
    (
        "/functions",
        &[
            ("memory", "ram_limit"),
            ("disk", "disk_limit"),
            ("timeout", "time_limit"),
        ],
    ),
    ("/platform/hosts", &[("memory", "ram")]),
    ("/platform/links", &[]),
    ("/images", &[("size", "disk_size"), ("memory", "ram_size")]),
    ("/workloads", &[]),
];

/// What the number of nodes is called.
const NODES: &str = "nodes";

/// Where a first key may be that is not at the root.
const INSIDE: [&str; 3] = ["/platform", "/service", "/service/properties"];

/// Keys of the service that need not be there, and are there with a value only if the scenario says one.
const OF_THE_SERVICE: [&str; 5] = ["keep_alive", "start_up", "tariff", "provider", "limits"];

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err(
                "say a quantity before `=`, such as `nodes` or `hosts[2].cores`".to_owned(),
            );
        }
        if text == NODES {
            return Ok(Self::Nodes);
        }
        if let Some((key, name)) = text.split_once(" of ") {
            let (key, name) = (key.trim(), name.trim());
            if key.is_empty() || name.is_empty() {
                return Err("write a key, `of` and a name, such as `memory of resize`".to_owned());
            }
            return Ok(Self::Of {
                key: key.to_owned(),
                name: name.to_owned(),
            });
        }
        way(text).map(Self::Way)
    }
}

/// Reads `hosts[2].cores`.
fn way(text: &str) -> Result<Vec<Step>, String> {
    let wrong = || {
        format!(
            "`{}` is no way to a value; write one such as `hosts[2].cores` or `functions[resize].concurrency`",
            cut(text)
        )
    };
    let mut steps = Vec::new();
    for part in text.split('.') {
        let (key, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err(wrong());
        }
        steps.push(Step::Key(key.to_owned()));
        while let Some(inside) = rest.strip_prefix('[') {
            let end = inside.find(']').ok_or_else(wrong)?;
            let (index, after) = (inside[..end].trim(), &inside[end + 1..]);
            if index.is_empty() {
                return Err(wrong());
            }
            steps.push(
                index
                    .parse()
                    .map_or_else(|_| Step::Named(index.to_owned()), Step::Index),
            );
            rest = after;
        }
        if !rest.is_empty() {
            return Err(wrong());
        }
    }
    Ok(steps)
}

impl Place {
    /// The value in a scenario; one that is not said is put there, for the loader to say whether there is such a one.
    pub(super) fn find<'a>(&self, scenario: &'a mut Value) -> Result<&'a mut Value, String> {
        match self {
            Self::Nodes => Err("the number of nodes is no value of the file".to_owned()),
            Self::Of { key, name } => of(scenario, key, name),
            Self::Way(steps) => along(scenario, steps),
        }
    }

    /// The same, if it is a number.
    pub(super) fn find_number<'a>(&self, scenario: &'a mut Value) -> Result<&'a mut Value, String> {
        let target = self.find(scenario)?;
        let is_number = match &*target {
            Value::Null | Value::Number(_) => true,
            Value::String(text) => text.starts_with(|first: char| first.is_ascii_digit()),
            _ => false,
        };
        if !is_number {
            return Err("it is no number in the scenario; vary one that is".to_owned());
        }
        Ok(target)
    }

    /// What may have been meant by one word that the scenario does not have: `nodes`, or one that it has.
    pub(super) fn hint(&self, scenario: &Scenario) -> String {
        let Self::Way(steps) = self else {
            return String::new();
        };
        let [Step::Key(key)] = &steps[..] else {
            return String::new();
        };
        let scenario = serde_json::to_value(scenario).unwrap_or_default();
        let places = std::iter::once("").chain(INSIDE);
        let objects = places.filter_map(|place| scenario.pointer(place)?.as_object());
        let known: Vec<&String> = objects.flat_map(|object| object.keys()).collect();
        if known.contains(&key) {
            return String::new();
        }
        let names = std::iter::once(NODES).chain(known.into_iter().map(String::as_str));
        let meant = closest(key, names);
        meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
    }
}

/// A key of whatever has this name: of the first list where it has both.
fn of<'a>(scenario: &'a mut Value, key: &str, name: &str) -> Result<&'a mut Value, String> {
    let mut found: Option<(String, bool)> = None;
    let mut names = Vec::new();
    for (list, short) in NAMED {
        let entries = scenario.pointer(list).and_then(Value::as_array);
        for (index, entry) in entries.into_iter().flatten().enumerate() {
            let own = entry["name"].as_str().unwrap_or_default();
            names.push(own.to_owned());
            if own != name {
                continue;
            }
            let long = short.iter().find(|(short, _)| *short == key);
            let key = long.map_or(key, |(_, long)| long);
            let has_key = long.is_some() || entry.get(key).is_some();
            if found.as_ref().is_none_or(|(_, had)| has_key && !had) {
                found = Some((format!("{list}/{index}\n{key}"), has_key));
            }
        }
    }
    let Some((place, _)) = found else {
        let meant = closest(name, names.iter().map(String::as_str));
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        return Err(format!(
            "no function, host, link, image or workload is called `{}`{hint}",
            cut(name)
        ));
    };
    let (entry, key) = place.split_once('\n').unwrap_or((&place, key));
    let entry = scenario.pointer_mut(entry);
    let entry = entry.and_then(Value::as_object_mut);
    let entry = entry.ok_or_else(|| "it is not in the scenario".to_owned())?;
    Ok(entry.entry(key).or_insert(Value::Null))
}

/// The end of a way.
fn along<'a>(scenario: &'a mut Value, steps: &[Step]) -> Result<&'a mut Value, String> {
    let mut place = match steps.first() {
        Some(Step::Key(first)) if scenario.get(first).is_none() => {
            let has_it = |inside: &&str| {
                let inside = scenario.pointer(inside);
                inside.is_some_and(|inside| inside.get(first).is_some())
            };
            // What else is not said is a property, and the loader knows better.
            let unsaid = match steps.len() {
                1 if OF_THE_SERVICE.contains(&first.as_str()) => "/service",
                1 => "/service/properties",
                _ => "",
            };
            let inside = INSIDE.into_iter().find(has_it).unwrap_or(unsaid);
            scenario.pointer_mut(inside)
        }
        _ => Some(scenario),
    }
    .ok_or_else(|| "it is not in the scenario".to_owned())?;
    for (number, step) in steps.iter().enumerate() {
        let is_last = number + 1 == steps.len();
        place = match step {
            Step::Key(key) => keyed(place, key, is_last)?,
            Step::Index(index) => {
                let length = place.as_array().map_or(0, Vec::len);
                let entry = place.get_mut(*index);
                entry.ok_or_else(|| no_entry(index, length))?
            }
            Step::Named(name) => {
                if name.parse::<f64>().is_ok() {
                    let length = place.as_array().map_or(0, Vec::len);
                    return Err(no_entry(name, length));
                }
                let entries = place.as_array_mut().map(|entries| entries.iter_mut());
                let mut entries = entries.into_iter().flatten();
                let entry = entries.find(|entry| entry["name"].as_str() == Some(name));
                entry.ok_or_else(|| format!("nothing there is called `{}`", cut(name)))?
            }
        };
    }
    Ok(place)
}

/// That a list has no entry of a number, and how many it has.
fn no_entry(number: impl std::fmt::Display, length: usize) -> String {
    let number = number.to_string();
    format!(
        "there is no [{}]; there are {length}, from [0] on",
        cut(&number)
    )
}

fn keyed<'a>(place: &'a mut Value, key: &str, is_last: bool) -> Result<&'a mut Value, String> {
    if is_last && let Value::String(kind) = place {
        // A policy that is chosen by its name alone gets a parameter.
        *place = serde_json::json!({ "kind": std::mem::take(kind) });
    }
    let missing = || format!("there is no `{}` in the scenario", cut(key));
    let object = place.as_object_mut().ok_or_else(missing)?;
    if is_last {
        return Ok(object.entry(key).or_insert(Value::Null));
    }
    object.get_mut(key).ok_or_else(missing)
}
