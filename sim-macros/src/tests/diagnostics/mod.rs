//! What is said about mistakes, and where: all errors of one input.

/// Snapshots the errors of an expansion, with the source that they are about.
macro_rules! assert_errors {
    ($source:expr, $expansion:expr) => {
        insta::with_settings!({ description => $source, omit_expression => true }, {
            insta::assert_snapshot!($expansion.errors.join("\n"));
        });
    };
    ($declarations:literal) => {
        let source = concat!("struct Test { nodes: usize = 2 }\n", $declarations);
        assert_errors!(source, Expansion::of_simulation(source));
    };
}

/// As [`assert_errors`], for a serverless function.
macro_rules! assert_function_errors {
    ($options:literal, $source:literal) => {
        assert_errors!(
            concat!("#[serverless_function(", $options, ")]\n", $source),
            Expansion::of_function($options, $source)
        );
    };
}

/// As [`assert_errors`], for a type with `#[derive(Payload)]`.
macro_rules! assert_payload_errors {
    ($source:literal) => {
        assert_errors!($source, Expansion::of_payload($source));
    };
}

mod declarations;
mod functions;
mod header;
mod payloads;
mod relations;
