//! What the compiler says about mistakes in a program: one case a mistake, named after it, with the expected output beside it.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the outputs anew; they are then read, as a user would read them.

#[test]
fn mistakes_are_reported_where_they_are_made() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

#[test]
fn correct_programs_compile_and_run() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}
