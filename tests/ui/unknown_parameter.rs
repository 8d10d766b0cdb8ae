#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform { threads: u32 = 4 }

    host worker { speed: 1Gflop/s, cores: thread }
}

fn main() {}
