//! How many random cases a property is tried on, and which.
//!
//! Without any variable, all runs of the tests try the same cases. `PROPTEST_CASES=N` changes their number.
//! `INVARIANTS_SEED=random` takes others each time, for a soak; what fails prints the number to write instead of `random`.

use std::env::{self, VarError};
use std::hash::{BuildHasher, RandomState};

use proptest::test_runner::{Config, RngSeed};

/// The variable that says where random cases come from.
pub(crate) const SEED: &str = "INVARIANTS_SEED";

/// So many cases, or as many as the environment says.
pub(crate) fn cases(usual: u32) -> u32 {
    match variable("PROPTEST_CASES") {
        Some(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("PROPTEST_CASES={text} is no number")),
        None => usual,
    }
}

/// What the cases of all properties come from; `None` for those of every run.
pub(crate) fn seed() -> Option<u64> {
    let text = variable(SEED)?;
    if text == "random" {
        return Some(RandomState::new().hash_one(0) >> 32);
    }
    let seed = text.parse();
    Some(seed.unwrap_or_else(|_| panic!("{SEED}={text} is neither a number nor `random`")))
}

/// Whether the cases are those of every run of the tests: which of them are seen is known then.
pub(crate) fn are_usual() -> bool {
    variable("PROPTEST_CASES").is_none() && variable(SEED).is_none()
}

/// A configuration with these cases for the property of this number.
pub(crate) fn config(property: u64, seed: Option<u64>, usual: u32) -> Config {
    Config {
        cases: cases(usual),
        rng_seed: RngSeed::Fixed(property + seed.unwrap_or_default().wrapping_mul(1_000_003)),
        failure_persistence: None,
        ..Config::default()
    }
}

fn variable(name: &str) -> Option<String> {
    match env::var(name) {
        Ok(text) => Some(text),
        Err(VarError::NotPresent) => None,
        Err(error) => panic!("{name}: {error}"),
    }
}
