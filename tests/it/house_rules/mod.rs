//! House rules that a machine can hold: layers import downwards only, files do not import each other in circles, no order
//! depends on a hash, files are short, begin with what they are for, and are called after something.

mod circles;
mod imports;

use crate::support::sources::{assert_none, is_test, read, root, rust_files, shown};

/// The layers of `sim-runtime`, lowest first. A layer may name those before it, never those after it.
const LAYERS: [&str; 12] = [
    "units",
    "kernel",
    "distribution",
    "fluid",
    "platform",
    "storage",
    "serverless",
    "simulation",
    "workload",
    "results",
    "scenario",
    "experiment",
];

/// What belongs to no layer, because it shows all of them.
const ABOVE_ALL: [&str; 2] = ["lib.rs", "prelude.rs"];

/// How many lines a file may have.
const LINES: usize = 400;

/// The files that may have more.
const LONGER: [&str; 0] = [];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 5] = ["common", "helper", "helpers", "util", "utils"];

#[test]
fn layers_import_only_from_below() {
    let source = root().join("sim-runtime/src");
    let layers: Vec<&str> = LAYERS
        .into_iter()
        .filter(|layer| source.join(layer).is_dir())
        .collect();
    let mut problems = Vec::new();
    for file in rust_files(&source) {
        let place = shown(&file);
        let path: Vec<_> = file
            .strip_prefix(&source)
            .expect("a file of the folder")
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        if ABOVE_ALL.contains(&path[0].as_str()) {
            continue;
        }
        if !layers.contains(&path[0].as_str()) {
            problems.push(format!("{place}:1: belongs to no layer; add it to LAYERS"));
            continue;
        }
        for (line, name) in upward(&layers, &path, &read(&file)) {
            problems.push(format!(
                "{place}:{line}: `{}` imports from `{name}`, a layer above it",
                path[0]
            ));
        }
    }
    assert_none(&problems);
}

#[test]
fn no_order_of_the_runtime_depends_on_a_hash() {
    let mut problems = Vec::new();
    for file in rust_files(&root().join("sim-runtime/src")) {
        for (line, word) in words(&read(&file)) {
            if ["HashMap", "HashSet"].contains(&word) {
                problems.push(format!(
                    "{}:{line}: `{word}`, whose order differs from run to run",
                    shown(&file)
                ));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn files_are_short() {
    let mut problems = Vec::new();
    for file in rust_files(&root()).iter().filter(|file| !is_test(file)) {
        let (place, lines) = (shown(file), read(file).lines().count());
        let may = LONGER.contains(&place.as_str());
        if lines > LINES && !may {
            problems.push(format!(
                "{place}:{LINES}: has {lines} lines, more than {LINES}; split it"
            ));
        }
        if lines <= LINES && may {
            problems.push(format!(
                "{place}:1: has no more than {LINES} lines; remove it from LONGER"
            ));
        }
    }
    assert_none(&problems);
}

#[test]
fn files_begin_with_what_they_are_for() {
    let files = rust_files(&root());
    let silent = files
        .iter()
        .filter(|file| !is_test(file) && !read(file).starts_with("//!"));
    let problems: Vec<String> = silent
        .map(|file| format!("{}:1: does not begin with `//!`", shown(file)))
        .collect();
    assert_none(&problems);
}

#[test]
fn files_and_folders_are_called_after_what_is_inside() {
    let mut problems = Vec::new();
    for file in rust_files(&root()) {
        let place = shown(&file);
        let mut names = place.split('/').map(|name| name.trim_end_matches(".rs"));
        if let Some(name) = names.find(|name| EMPTY_NAMES.contains(name)) {
            problems.push(format!(
                "{place}:1: `{name}` says nothing; name it after what is inside"
            ));
        }
    }
    assert_none(&problems);
}

/// So that each is told from a function of the user, when it is called without the context.
#[test]
fn the_macros_know_the_requests_of_the_context() {
    let known = read(&root().join("sim-macros/src/check/bodies/methods.rs"));
    let simulation = root().join("sim-runtime/src/simulation");
    let mut files = rust_files(&simulation.join("context"));
    files.push(simulation.join("context.rs"));
    let mut problems = Vec::new();
    for file in files {
        let text = read(&file);
        let requests = text.split("pub async fn ").skip(1);
        let names = requests.filter_map(|request| request.split(['(', '<']).next());
        for name in names.filter(|name| !known.contains(&format!("method(\"{name}\""))) {
            problems.push(format!(
                "{}: `{name}` is not in the list of sim-macros/src/check/bodies/methods.rs",
                shown(&file)
            ));
        }
    }
    assert_none(&problems);
}

/// The layers that a file names although they are above its own, with the line of each.
///
/// `path` is the file's, from the crate's root. Paths begin at the root by `crate` or by as many `super` as the file is
/// deep; a module inside the file is not told from the file.
fn upward(layers: &[&str], path: &[String], text: &str) -> Vec<(usize, String)> {
    let height = |name: &str| layers.iter().position(|layer| *layer == name);
    let is_module_file = path.last().is_some_and(|file| file == "mod.rs");
    let depth = path.len() - usize::from(is_module_file);
    let words = words(text);
    let mut found = Vec::new();
    for start in 0..words.len() {
        let Some(path_words) = below_root(&words[start..], depth) else {
            continue;
        };
        if start > 0 && words[start - 1].1 == "::" {
            continue;
        }
        for (line, name) in first_names(path_words) {
            if height(name) > height(&path[0]) {
                found.push((line, name.to_owned()));
            }
        }
    }
    found
}

/// What follows `crate::`, or `super::` so often that it means the same.
fn below_root<'a, 'b>(
    words: &'a [(usize, &'b str)],
    depth: usize,
) -> Option<&'a [(usize, &'b str)]> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|(_, other)| *other == word);
    if is(0, "crate") && is(1, "::") {
        return Some(&words[2..]);
    }
    let supers = (0..)
        .take_while(|step| is(2 * step, "super") && is(2 * step + 1, "::"))
        .count();
    (supers > 0 && supers >= depth).then(|| &words[2 * supers..])
}

/// The first name of a path, or those of a group of paths in braces.
fn first_names<'a>(words: &[(usize, &'a str)]) -> Vec<(usize, &'a str)> {
    let Some((first, rest)) = words.split_first() else {
        return Vec::new();
    };
    if first.1 != "{" {
        return vec![*first];
    }
    let mut names = Vec::new();
    let mut open = 1;
    let mut begins = true;
    for word in rest {
        match word.1 {
            "{" => open += 1,
            "}" => open -= 1,
            _ if begins && open == 1 => names.push(*word),
            _ => {}
        }
        if open == 0 {
            break;
        }
        begins = word.1 == "," && open == 1;
    }
    names
}

/// The words and signs of a text without its comments, with the line of each; `::` is one sign.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut rest = line.split("//").next().unwrap_or(line).trim_start();
        while let Some(first) = rest.chars().next() {
            let is_part = |character: char| character.is_alphanumeric() || character == '_';
            let length = if rest.starts_with("::") {
                2
            } else if is_part(first) {
                rest.find(|character| !is_part(character))
                    .unwrap_or(rest.len())
            } else {
                first.len_utf8()
            };
            let (word, after) = rest.split_at(length);
            words.push((index + 1, word));
            rest = after.trim_start();
        }
    }
    words
}

mod checker {
    //! The checker itself must be able to fail.

    use super::{LAYERS, upward};

    fn found(file: &str, text: &str) -> Vec<(usize, String)> {
        let path: Vec<String> = file.split('/').map(str::to_owned).collect();
        upward(&LAYERS, &path, text)
    }

    fn named(names: &[(usize, &str)]) -> Vec<(usize, String)> {
        names
            .iter()
            .map(|(line, name)| (*line, (*name).to_owned()))
            .collect()
    }

    #[test]
    fn an_import_from_below_or_from_the_same_layer_is_fine() {
        let text =
            "use crate::units::SimTime;\nuse crate::platform::HostId;\nuse super::scenario;\n";
        assert_eq!(found("platform/host.rs", text), []);
    }

    #[test]
    fn an_import_from_above_is_found() {
        let text = "use crate::units::SimTime;\nuse crate::serverless::Image;\n";
        assert_eq!(found("storage/file.rs", text), named(&[(2, "serverless")]));
    }

    #[test]
    fn a_path_in_code_and_in_a_test_is_found() {
        let text = "fn a() { b::<crate::results::Report>() }\n#[cfg(test)]\nmod tests {\n    use crate::scenario::run;\n}\n";
        assert_eq!(
            found("fluid/solver.rs", text),
            named(&[(1, "results"), (4, "scenario")])
        );
    }

    #[test]
    fn every_path_of_a_group_is_found() {
        let text = "use crate::{\n    units::{Bytes, SimTime},\n    simulation::{run, world},\n    storage,\n};\n";
        assert_eq!(
            found("kernel/engine.rs", text),
            named(&[(3, "simulation"), (4, "storage")])
        );
    }

    #[test]
    fn a_path_up_to_the_root_is_found() {
        let text = "use super::super::scenario::schema;\nuse super::scenario;\n";
        assert_eq!(found("results/run.rs", text), named(&[(1, "scenario")]));
        assert_eq!(
            found("results/mod.rs", text),
            named(&[(1, "scenario"), (2, "scenario")])
        );
    }

    #[test]
    fn a_comment_may_name_what_it_likes() {
        assert_eq!(
            found("kernel/mod.rs", "/// See [`crate::results::Report`].\n"),
            []
        );
    }
}
