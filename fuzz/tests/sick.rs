//! A target that is not well: it does what its input says.

use std::process::ExitCode;

use coldstart_fuzz::{Outcome, Target};

fn main() -> ExitCode {
    coldstart_fuzz::fuzz(Target {
        name: "sick",
        seeds: || vec![b"well\n".to_vec(), b"refuse\n".to_vec()],
        words: &["panic"],
        read,
    })
}

fn read(input: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(input);
    match text.trim() {
        "panic" => panic!("as it was told"),
        "abort" => std::process::abort(),
        "hang" => loop {
            std::thread::yield_now();
        },
        "eat" => Outcome::Accepted(format!("{}", vec![1u8; 2 << 30].len())),
        "deep" => Outcome::Accepted(format!("{}", depth(u64::MAX))),
        "mute" => Outcome::Refused(String::new()),
        "ring" => Outcome::Refused("\u{7}".to_owned()),
        "well" => Outcome::Accepted(String::new()),
        _ => Outcome::Refused("no such thing".to_owned()),
    }
}

/// Takes as much stack as there is.
#[expect(unconditional_recursion, reason = "that is what is tried")]
fn depth(more: u64) -> u64 {
    let frame = std::hint::black_box([more; 64]);
    depth(more - 1) + frame[1]
}
