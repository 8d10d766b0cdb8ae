//! No file imports itself by way of others.
//!
//! What depends on each other in a circle can only be read, tested and moved as one. What counts as an import is told in
//! [`imports`](super::imports).

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{Import, Source, imports};
use crate::support::sources::{assert_none, read, root, rust_files, shown};

/// The folders whose files are read together: those of a crate.
const CRATES: [&str; 5] = [
    "sim-units/src",
    "sim-macros/src",
    "sim-runtime/src",
    "src",
    "fuzz/src",
];

/// A circle that may be there.
struct Exception {
    /// Files, or folders that end with `/`; together they hold the whole circle.
    places: &'static [&'static str],
    reason: &'static str,
}

/// The circles that may be there.
const EXCEPTIONS: &[Exception] = &[Exception {
    places: &[
        "sim-macros/src/parse/control.rs",
        "sim-macros/src/parse/item.rs",
    ],
    reason: "the grammar is recursive: `for` and `if` are declarations, and hold declarations",
}];

#[test]
fn files_do_not_import_each_other_in_circles() {
    let mut problems = Vec::new();
    let mut needed = BTreeSet::new();
    for folder in CRATES {
        for circle in circles(&imports_of(folder)) {
            let exception = EXCEPTIONS
                .iter()
                .position(|exception| circle.files().all(|file| exception.holds(file)));
            match exception {
                Some(number) => _ = needed.insert(number),
                None => problems.push(circle.told()),
            }
        }
    }
    for (number, exception) in EXCEPTIONS.iter().enumerate() {
        if !needed.contains(&number) {
            problems.push(format!(
                "{}: there is no circle any more; remove the exception ({})",
                exception.places.join(", "),
                exception.reason
            ));
        }
    }
    assert_none(&problems);
}

impl Exception {
    fn holds(&self, file: &str) -> bool {
        let holds =
            |place: &&str| *place == file || (place.ends_with('/') && file.starts_with(place));
        self.places.iter().any(holds)
    }
}

/// The imports between the files of a crate, with their paths from the root of the workspace.
fn imports_of(folder: &str) -> Vec<Import> {
    let source = |file: &std::path::PathBuf| {
        let place = shown(file);
        let path = place
            .trim_start_matches(folder)
            .trim_start_matches('/')
            .to_owned();
        Source {
            path,
            text: read(file),
        }
    };
    // The command is a crate of its own, of one file.
    let files = rust_files(&root().join(folder))
        .into_iter()
        .filter(|file| shown(file) != "src/main.rs");
    let sources: Vec<Source> = files.map(|file| source(&file)).collect();
    let full = |file: String| format!("{folder}/{file}");
    let imports = imports(&sources).into_iter();
    imports
        .map(|Import { from, line, to }| Import {
            from: full(from),
            line,
            to: full(to),
        })
        .collect()
}

/// The imports that make a circle.
struct Circle(Vec<Import>);

impl Circle {
    fn files(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|import| import.from.as_str())
    }

    fn told(&self) -> String {
        let files: BTreeSet<&str> = self.files().collect();
        let imports = self.0.iter().map(|import| {
            format!(
                "\n    {}:{} imports from {}",
                import.from, import.line, import.to
            )
        });
        format!(
            "{} files import each other:{}",
            files.len(),
            imports.collect::<String>()
        )
    }
}

/// The circles that imports make: the files of each can all be reached from each other.
fn circles(imports: &[Import]) -> Vec<Circle> {
    let mut after: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for import in imports {
        after.entry(&import.from).or_default().insert(&import.to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = after
        .keys()
        .map(|file| (*file, reached(file, &after)))
        .collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|files| files.contains(to));
    let mut circles: BTreeMap<&str, Vec<Import>> = BTreeMap::new();
    for import in imports
        .iter()
        .filter(|import| reaches(&import.to, &import.from))
    {
        // The first file that it is in a circle with stands for the circle.
        let mut files = reached[import.from.as_str()].iter();
        let first = files
            .find(|file| reaches(file, &import.from))
            .expect("the file itself");
        circles.entry(first).or_default().push(import.clone());
    }
    circles.into_values().map(Circle).collect()
}

/// The files that a file imports, directly or not.
fn reached<'a>(file: &'a str, after: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    while let Some(next) = open.pop() {
        for to in after.get(next).into_iter().flatten() {
            if reached.insert(*to) {
                open.push(to);
            }
        }
    }
    reached
}

mod checker {
    //! The finder itself must be able to fail.

    use super::{Import, circles};

    #[test]
    fn each_circle_is_found_with_its_imports() {
        let arrows = ["ab", "bc", "ca", "cd", "de", "ed", "ef"];
        let imports: Vec<Import> = arrows
            .iter()
            .zip(1..)
            .map(|(arrow, line)| Import {
                from: arrow[..1].to_owned(),
                line,
                to: arrow[1..].to_owned(),
            })
            .collect();
        let found: Vec<Vec<usize>> = circles(&imports)
            .iter()
            .map(|circle| circle.0.iter().map(|import| import.line).collect())
            .collect();
        assert_eq!(found, [vec![1, 2, 3], vec![5, 6]]);
    }
}
