#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone, Default)]
    pub struct Platform { cores: u32 = 4 }

    host worker { speed: 1Gflop/s, cores: cores }
}

fn main() {}
