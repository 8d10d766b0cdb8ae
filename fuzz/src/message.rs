//! What may be expected of a message: it says something, in a few lines that can be printed.

/// How long a message may be, in bytes.
const LONGEST: usize = 64 * 1024;

/// Checks a message.
///
/// # Panics
///
/// If it is empty, very long, or would do something to a terminal.
pub fn check(message: &str) {
    assert!(!message.trim().is_empty(), "the message is empty");
    assert!(
        message.len() <= LONGEST,
        "the message has {} bytes: {:?}",
        message.len(),
        message.chars().take(500).collect::<String>()
    );
    let control = message
        .chars()
        .find(|character| character.is_control() && *character != '\n');
    assert!(
        control.is_none(),
        "{control:?} is in the message {:?}",
        message.chars().take(2_000).collect::<String>()
    );
}
