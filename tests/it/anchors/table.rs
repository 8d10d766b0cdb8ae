//! The book's table of known answers is what `coldstart validate --markdown` prints.

use std::collections::BTreeSet;

use coldstart::validation::catalogue;
use coldstart::validation::table;

use super::answers::outcomes;
use crate::support::chapters::assert_table;

/// The known answers that there are: those of the plan for which there are models.
const IDS: [u32; 37] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
    29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
];

#[test]
fn no_known_answer_gets_lost() {
    let ids: BTreeSet<u32> = catalogue::all().iter().map(|one| one.number()).collect();
    assert_eq!(ids, BTreeSet::from(IDS));
}

#[test]
fn the_book_has_what_came_of_every_known_answer() {
    let outcomes: Vec<_> = outcomes().cloned().collect();
    assert_table(
        "explanation/known-answers.md",
        ("known answers", "end of known answers"),
        &table::markdown(&outcomes),
    );
}
