#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform { cores: u32 = 4 }

    host worker { speed: 1Gflop/s, cores: cores }
}

fn main() {
    Platform { core: 8, ..Default::default() };
}
