//! Mistakes in sizes of payloads.

use crate::tests::Expansion;

#[test]
fn a_payload_says_nothing() {
    assert_payload_errors!("struct Job { id: u64 }");
    assert_payload_errors!("enum Any { A, B(u64) }");
    assert_payload_errors!("union Any { a: u64, b: u32 }");
}

#[test]
fn a_payload_says_too_much() {
    assert_payload_errors!(
        "#[payload(size = 1MB)] struct Job { #[payload] id: u64, #[payload] photo: Photo }"
    );
    assert_payload_errors!(
        "enum Any { #[payload(size = 1MB)] A { #[payload(size = 3B)] id: u64 }, #[payload] B }"
    );
    assert_payload_errors!(
        "#[payload(size = 1MB)] #[payload] enum Any { #[payload(size = 1B)] A }"
    );
}

#[test]
fn a_payload_is_written_wrongly() {
    assert_payload_errors!("#[payload] struct Job { id: u64 }");
    assert_payload_errors!("#[payload()] struct Job { id: u64 }");
    assert_payload_errors!("#[payload = 3] struct Job { id: u64 }");
    assert_payload_errors!("#[payload(2MB)] struct Job { id: u64 }");
    assert_payload_errors!("#[payload(bytes = 2Mb)] struct Job { id: u64 }");
    assert_payload_errors!(
        "struct Job { #[payload(size)] id: u64, #[payload(size: 3MB)] photo: Photo }"
    );
}
