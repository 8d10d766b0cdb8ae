//! Tables of the book that follow from declarations.

use std::fs;

use super::files::repository;

/// Asserts that a chapter has a table between two marks. A chapter that does not is rewritten, so that a new row of the
/// table needs no other edit.
#[track_caller]
pub(crate) fn assert_table(chapter: &str, (begin, end): (&str, &str), table: &str) {
    let path = repository("book/src").join(chapter);
    let text = fs::read_to_string(&path).expect("the chapter");
    let (begin, end) = (format!("<!-- {begin} -->\n"), format!("<!-- {end} -->\n"));
    let (before, rest) = text.split_once(&begin).expect("the first mark");
    let (_, after) = rest.split_once(&end).expect("the second mark");
    let expected = format!("{before}{begin}\n{table}\n{end}{after}");
    if text != expected {
        fs::write(&path, expected).expect("the chapter is written");
        panic!("{} was out of date and has been rewritten", path.display());
    }
}
