//! How messages are worded: serde's in the words of a scenario file, and choices with the one that
//! was probably meant.

use crate::units::spelling::choices;

/// A message of serde in the words of a scenario file, by itself or after what it is about; any other as it is.
pub(crate) fn reword(message: &str) -> String {
    let begins = |start: &&str| Some(message.find(&format!(": {start}"))? + 2);
    match SERDE.iter().filter_map(begins).min() {
        Some(begin) => format!("{}{}", &message[..begin], reworded(&message[begin..])),
        None => reworded(message),
    }
}

/// How messages of serde begin that are about keys and their choices.
const SERDE: &[&str] = &[
    "unknown field `",
    "unknown variant `",
    "missing field `",
    "duplicate field `",
];

fn reworded(message: &str) -> String {
    let unknown = |prefix, word, plural| unknown(message, prefix, word, plural);
    (unknown("unknown field `", "key", "keys"))
        .or_else(|| unknown("unknown variant `", "value", "values"))
        .or_else(|| {
            quoted(message, "missing field `").map(|key| format!("missing key `{key}`; add it"))
        })
        .or_else(|| {
            quoted(message, "duplicate field `")
                .map(|key| format!("key `{key}` is given twice; remove one"))
        })
        .or_else(|| wrong_type(message))
        .unwrap_or_else(|| message.to_owned())
}

/// The word between backquotes after a prefix.
fn quoted<'a>(message: &'a str, prefix: &str) -> Option<&'a str> {
    message
        .strip_prefix(prefix)?
        .split_once('`')
        .map(|(word, _)| word)
}

/// ``unknown field `x`, expected one of `a`, `b` ``
fn unknown(message: &str, prefix: &str, word: &str, plural: &str) -> Option<String> {
    let written = quoted(message, prefix)?;
    let (_, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    if let Some(meant) = called_otherwise(written, &names) {
        let listed = choices("", plural, &names);
        return Some(format!(
            "unknown {word} `{written}`; write `{meant}`{listed}"
        ));
    }
    Some(format!(
        "unknown {word} `{written}`{}",
        choices(written, plural, &names)
    ))
}

/// What fields of Rust, of `simulation!` and of other tools are called in files: their names there, the keys here, and the objects that
/// these are in, if they are not in the same.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("memory", "ram_limit", ""),
    ("memory", "ram_size", ""),
    ("memory", "ram", ""),
    ("ram", "ram_limit", ""),
    ("ram", "ram_size", ""),
    ("disk", "disk_limit", ""),
    ("disk", "disk_size", ""),
    ("read", "read_bw", ""),
    ("write", "write_bw", ""),
    ("capacity", "size", ""),
    ("buffer", "buffer_size", ""),
    ("cpus", "cores", ""),
    ("vcpus", "cores", ""),
    ("flops", "speed", ""),
    ("timeout", "time_limit", ""),
    ("duration", "sleep", ""),
    ("workers", "compute_hosts", ""),
    ("head", "head_host", ""),
    ("source", "src", ""),
    ("destination", "dst", ""),
    ("bw", "bandwidth", ""),
    ("size", "disk_size", ""),
    ("bytes", "size", ""),
    ("eviction", "idle_container_eviction_policy", "properties"),
    ("idle_timeout", "container_idle_timeout", "properties"),
    (
        "container_startup",
        "container_startup_overhead",
        "properties",
    ),
    (
        "processing_overhead",
        "invocation_processing_overhead",
        "properties",
    ),
    (
        "remote_downloads",
        "simulate_remote_image_downloads",
        "properties",
    ),
    ("buffer", "storage_services_buffer_size", "properties"),
    ("network_timeout", "network_timeout", "properties"),
];

/// The key that something is called elsewhere, of those that there are.
fn called_otherwise(written: &str, keys: &[&str]) -> Option<String> {
    let mut called = OTHERWISE.iter().filter(|(name, ..)| *name == written);
    called.find_map(|(_, key, object)| match *object {
        "" => keys.contains(key).then(|| (*key).to_owned()),
        object => keys.contains(&object).then(|| format!("{object}.{key}")),
    })
}

/// ``invalid type: integer `5`, expected a sequence``, by itself or after what it is about.
fn wrong_type(message: &str) -> Option<String> {
    // TOML's, where one of several words belongs.
    if message.starts_with("wanted string") {
        return Some("invalid type; expected a text".to_owned());
    }
    let (found, expected) = message.rsplit_once(", expected ")?;
    if !found.starts_with("invalid ") && !found.contains(": invalid ") {
        return None;
    }
    // Which of Rust's types a number was read into says nothing here.
    let found = found.replace("` as i128", "`").replace("` as u128", "`");
    let whole = |most: &dyn std::fmt::Display| format!("a whole number from 0 to {most}");
    let expected = match expected {
        "u8" => whole(&u8::MAX),
        "u16" => whole(&u16::MAX),
        "u32" => whole(&u32::MAX),
        "u64" | "usize" => whole(&u64::MAX),
        "i64" => format!("a whole number from {} to {}", i64::MIN, i64::MAX),
        other => other_type(other).to_owned(),
    };
    Some(format!("{found}; expected {expected}"))
}

fn other_type(expected: &str) -> &str {
    match expected {
        "f64" => "a number",
        "a boolean" => "true or false",
        "a string" | "variant identifier" | "string or map" | "string or table" => "a text",
        "a sequence" => "a list",
        "map" | "a map" => "an object (keys and values)",
        rust if rust.starts_with("struct ") => "an object (keys and values)",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_name_the_one_that_was_meant() {
        assert_eq!(
            choices("gatway", "hosts", &["user", "gateway"]),
            "; did you mean `gateway`? (hosts: user, gateway)"
        );
        assert_eq!(
            choices("database", "hosts", &["user", "gateway"]),
            " (hosts: user, gateway)"
        );
        assert_eq!(choices("x", "links", &[]), " (there are no links)");
    }

    #[test]
    fn a_long_list_is_cut() {
        let names: Vec<String> = (0..100).map(|index| format!("worker{index}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(choices("gateway", "hosts", &names).ends_with("worker10, worker11 and 88 more)"));
    }

    #[test]
    fn messages_of_serde_are_reworded() {
        assert_eq!(
            reword("unknown field `ram_sise`, expected `name` or `ram_size`"),
            "unknown key `ram_sise`; did you mean `ram_size`? (keys: name, ram_size)"
        );
        assert_eq!(
            reword("unknown field `memory`, expected `name` or `ram_limit`"),
            "unknown key `memory`; write `ram_limit` (keys: name, ram_limit)"
        );
        assert_eq!(
            reword("unknown field `eviction`, expected `reuse` or `properties`"),
            "unknown key `eviction`; write `properties.idle_container_eviction_policy` (keys: reuse, properties)"
        );
        // `gpus` looks more like it.
        assert_eq!(
            reword("unknown field `cpus`, expected one of `speed`, `cores`, `gpus`"),
            "unknown key `cpus`; write `cores` (keys: speed, cores, gpus)"
        );
        assert_eq!(
            reword("unknown variant `x`, expected `start` or `timeline`"),
            "unknown value `x` (values: start, timeline)"
        );
        assert_eq!(
            reword("missing field `image`"),
            "missing key `image`; add it"
        );
        assert_eq!(
            reword("duplicate field `name`"),
            "key `name` is given twice; remove one"
        );
        assert_eq!(
            reword("invalid type: null, expected struct Disk"),
            "invalid type: null; expected an object (keys and values)"
        );
        assert_eq!(
            reword("the scheduler `x`: steps[0]: missing field `kind`"),
            "the scheduler `x`: steps[0]: missing key `kind`; add it"
        );
        assert_eq!(
            reword("invalid type: boolean `true`, expected string or map"),
            "invalid type: boolean `true`; expected a text"
        );
        assert_eq!(reword("trailing comma"), "trailing comma");
    }
}
