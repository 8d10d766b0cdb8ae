#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform { workers: usize = 3 }

    for _ in 0..workers {
        host worker { speed: 1Gflop/s }
    }
}

fn main() {}
