#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host gateway   { speed: 10Gflop/s }
    host worker[4] { speed: 1Gflop/s }
    link lan[3]    { bandwidth: 100MB/s }
    for i in 0..4 {
        route gateway <-> worker[i] via [lan[i]];
    }
}

fn main() {}
