#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform { workers: usize = 3 }

    host gateway         { speed: 10Gflop/s }
    host worker[workers] { speed: 1Gflop/s }
    link lan             { bandwidth: 100MB/s }
    for i in 1..=workers {
        route gateway <-> worker[i] via [lan];
    }
}

fn main() {}
