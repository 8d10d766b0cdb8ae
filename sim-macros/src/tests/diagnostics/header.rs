//! Mistakes in the header: the parameters of a simulation.

use crate::tests::Expansion;

#[test]
fn a_header_is_missing() {
    let source = "host user { cores: 1 }";
    assert_errors!(source, Expansion::of_simulation(source));
}

#[test]
fn parameters_are_broken() {
    let source = "pub struct Test<T> { a: u64, b = 3, c: = 4, 5, d: u64 = , a: u8 = 1, e: Vec<u8> = vec![1] f: u8 = 2 }";
    assert_errors!(source, Expansion::of_simulation(source));
}

#[test]
fn a_parameter_is_named_like_an_option() {
    let source = "pub struct Test { seed: u64 = 1, nodes: usize = 3, r#json: bool = true }";
    assert_errors!(source, Expansion::of_simulation(source));
}

#[test]
fn a_default_is_derived() {
    let source = "#[derive(Clone, Default)] pub struct Test { nodes: usize = 3 }";
    assert_errors!(source, Expansion::of_simulation(source));
}
