#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform { pair: (u64, u64) = (1, 2) }

    host worker { speed: 1Gflop/s, cores: pair.0 as u32 }
}

fn main() {}
