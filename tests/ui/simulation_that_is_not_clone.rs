#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    pub struct Platform { cores: u32 = 4 }

    host worker { speed: 1Gflop/s, cores: cores }
}

fn main() {}
