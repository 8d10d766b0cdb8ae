#![allow(unused)]

use coldstart::prelude::*;

/// Serde does not know it.
#[derive(Clone)]
pub struct Pair(u64, u64);

simulation! {
    #[derive(Clone)]
    pub struct Platform { pair: Pair = Pair(1, 2) }

    host worker { speed: 1Gflop/s, cores: pair.0 as u32 }
}

fn main() {}
