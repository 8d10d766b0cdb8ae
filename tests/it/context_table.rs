//! The book's table of what a context can do: its methods and their errors from the sources, what each takes in time from here.

use std::fs;

use crate::support::chapters::assert_table;
use crate::support::files::repository;

/// What each method takes in simulated time; a method that is not here fails the test, and so does one that is gone.
const TIME: &[(&str, &str)] = &[
    ("now", "none"),
    ("sleep", "the duration"),
    ("sleep_until", "until the date"),
    (
        "compute",
        "work / speed of a core, or longer on a host with more to do than cores",
    ),
    ("is_cold_start", "none"),
    ("turn_off", "none"),
    ("random", "none"),
    ("stream", "none"),
    ("sample", "none"),
    ("sample_duration", "none"),
    ("log", "none"),
    ("param", "none"),
    ("name", "none"),
    (
        "invoke",
        "until the service has accepted or refused the request",
    ),
    ("try_invoke", "as `invoke`"),
    ("capacity", "none"),
    ("invoke_async", "none"),
    ("invoke_and_wait", "until the invocation is over"),
    ("is_done", "none"),
    ("wait", "until the invocation is over"),
    (
        "wait_at_most",
        "until the invocation is over, at most the limit",
    ),
    ("cancel", "none"),
    ("until_done", "until the invocation is over"),
    (
        "until_all_done",
        "until all invocations of this process are over",
    ),
    ("wait_all", "until all are over"),
    ("wait_any", "until one is over"),
    ("register", "until the service has answered"),
    ("spawn", "none"),
    ("join", "until the process has ended"),
    ("send", "none"),
    ("receive", "until there is a message"),
    ("with_timeout", "what the body takes, at most the limit"),
    ("allocate", "none"),
    ("free", "none"),
    ("run", "until its last step is over"),
    ("read", "size / read bandwidth of the disk, shared"),
    ("write", "size / write bandwidth of the disk, shared"),
    (
        "invoke_retrying",
        "until the service has accepted an attempt, or refused the last",
    ),
    ("invoke_event", "none"),
    ("create", "none"),
    ("delete", "none"),
    ("read_from", "over disk and network, shared"),
    ("write_to", "over network and disk, shared"),
    ("delete_from", "none"),
    ("copy", "over both disks and the network, shared"),
];

const FILES: [&str; 7] = [
    "context.rs",
    "context/calls.rs",
    "context/concurrency.rs",
    "context/files.rs",
    "context/memory.rs",
    "context/repetition.rs",
    "context/workflows.rs",
];

/// A method as its source has it.
struct Method {
    name: String,
    signature: String,
    errors: String,
}

#[test]
fn the_book_has_every_method_of_a_context() {
    let methods: Vec<Method> = FILES.iter().flat_map(|file| methods(file)).collect();
    let found: Vec<&str> = methods.iter().map(|method| method.name.as_str()).collect();
    let known: Vec<&str> = TIME.iter().map(|(name, _)| *name).collect();
    let both = |one: &[&str], other: &[&str]| -> Vec<String> {
        let missing = one.iter().filter(|name| !other.contains(name));
        missing.map(|name| (*name).to_owned()).collect()
    };
    assert_eq!(
        both(&found, &known),
        Vec::<String>::new(),
        "what do these take in time?"
    );
    assert_eq!(both(&known, &found), Vec::<String>::new(), "these are gone");
    let mut table = "| method | time | errors |\n|---|---|---|".to_owned();
    for (name, time) in TIME {
        let Some(method) = methods.iter().find(|method| method.name == *name) else {
            continue;
        };
        table += &format!("\n| `{}` | {time} | {} |", method.signature, method.errors);
    }
    assert_table(
        "reference/context.md",
        ("methods of a context", "end of methods"),
        &table,
    );
}

fn methods(file: &str) -> Vec<Method> {
    let path = repository("sim-runtime/src/simulation").join(file);
    let source = fs::read_to_string(path).expect("the source of the context");
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let starts = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.starts_with("pub fn ") || line.starts_with("pub async fn "));
    starts.map(|(at, _)| method(&lines, at)).collect()
}

fn method(lines: &[&str], at: usize) -> Method {
    let mut written = String::new();
    for line in &lines[at..] {
        written += line;
        if written.ends_with('{') {
            break;
        }
        written.push(' ');
    }
    let written = written
        .trim_start_matches("pub ")
        .trim_end_matches('{')
        .trim();
    let signature = written
        .replace("( ", "(")
        .replace(", )", ")")
        .replace(" ,", ",");
    let name = signature.split("fn ").nth(1).unwrap_or_default();
    let name = name.split(['(', '<']).next().unwrap_or_default().to_owned();
    let signature = signature.trim_end_matches(',').to_owned();
    Method {
        errors: errors(&lines[..at]),
        name,
        signature,
    }
}

/// What the documentation above a method says of its errors, in one line without links.
fn errors(above: &[&str]) -> String {
    let documentation = above
        .iter()
        .rev()
        .take_while(|line| line.starts_with("///"));
    let mut lines: Vec<&str> = documentation
        .map(|line| line.trim_start_matches('/').trim())
        .collect();
    lines.reverse();
    let errors = lines.iter().skip_while(|line| **line != "# Errors").skip(2);
    let errors: Vec<&str> = errors
        .copied()
        .take_while(|line| !line.is_empty())
        .collect();
    match errors.is_empty() {
        true => "none".to_owned(),
        false => without_links(&errors.join(" ")),
    }
}

/// `` [`Failure`](target) `` becomes `` `Failure` ``.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        plain += before;
        let (name, after) = link.split_once(']').unwrap_or((link, ""));
        plain += name;
        rest = match after
            .strip_prefix('(')
            .and_then(|target| target.split_once(')'))
        {
            Some((_, after)) => after,
            None => after,
        };
    }
    plain + rest
}
