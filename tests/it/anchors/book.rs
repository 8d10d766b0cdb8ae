//! The book's table of known answers follows from the tests: their names have the ids, their documentation says what is known.

use crate::support::chapters::assert_table;
use crate::support::files::repository;
use crate::support::sources::{assert_none, read, rust_files, shown};

/// A test of a known answer.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Anchor {
    /// Its number among the anchors.
    id: u32,
    file: String,
    /// Its place in the file.
    place: usize,
    name: String,
    /// Its documentation, in one line.
    doc: String,
}

/// The number in the name of a test such as `v7_one_shared_core`.
fn id(name: &str) -> Option<u32> {
    let (id, _) = name.strip_prefix('v')?.split_once('_')?;
    id.parse().ok()
}

/// The anchors in the text of a file.
fn anchors(file: &str, text: &str) -> Vec<Anchor> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let tests = lines.iter().enumerate().filter_map(|(place, line)| {
        let name = line.strip_prefix("fn ")?.split('(').next()?;
        let id = id(name)?;
        let above = lines[..place].iter().rev();
        let above = above.take_while(|line| line.starts_with("#[") || line.starts_with("///"));
        let mut doc: Vec<&str> = above.filter_map(|line| line.strip_prefix("///")).collect();
        doc.reverse();
        let doc: Vec<&str> = doc.into_iter().map(str::trim).collect();
        Some(Anchor {
            id,
            file: file.to_owned(),
            place,
            name: name.to_owned(),
            doc: doc.join(" "),
        })
    });
    tests.collect()
}

/// All of them, in the order of the table.
fn all() -> Vec<Anchor> {
    let files = rust_files(&repository("tests/it")).into_iter();
    let found = files.flat_map(|file| anchors(&shown(&file), &read(&file)));
    let mut found: Vec<Anchor> = found.collect();
    found.sort();
    found
}

/// Its model, and what is known of it.
fn parts(anchor: &Anchor) -> Option<(&str, &str)> {
    anchor.doc.split_once(" Known: ")
}

#[test]
fn every_known_answer_says_what_is_known() {
    let silent: Vec<String> = all()
        .iter()
        .filter(|one| parts(one).is_none_or(|(model, known)| model.is_empty() || known.is_empty()))
        .map(|one| {
            format!(
                "{}: document `{}`: the model, and `Known: ` what of it",
                one.file, one.name
            )
        })
        .collect();
    assert_none(&silent);
}

#[test]
fn the_book_has_every_known_answer() {
    let head = "| id | model | what is known | test |\n|---|---|---|---|\n";
    let rows = all();
    let rows = rows.iter().filter_map(|one| {
        let (model, known) = parts(one)?;
        let (id, file, name) = (one.id, &one.file, &one.name);
        // A module of its own is named by its file.
        let file = file.trim_start_matches("tests/it/");
        Some(format!(
            "| V{id} | {model} | {known} | `{name}` in `{file}` |\n"
        ))
    });
    let table: String = rows.collect();
    assert_table(
        "explanation/known-answers.md",
        ("known answers", "end of known answers"),
        &format!("{head}{table}"),
    );
}

#[test]
fn a_test_is_found_with_its_documentation() {
    let text = "/// A queue\n/// of one server.\n/// Known: 1.\n#[test]\nfn v6_waits() {\nfn other() {\nfn v7_x() {\n";
    let found = anchors("a.rs", text);
    let seen: Vec<_> = found.iter().map(|one| (one.id, parts(one))).collect();
    assert_eq!(
        seen,
        [(6, Some(("A queue of one server.", "1."))), (7, None)]
    );
}
