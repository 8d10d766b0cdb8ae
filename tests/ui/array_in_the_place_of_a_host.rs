#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host gateway   { speed: 10Gflop/s }
    host worker[3] { speed: 1Gflop/s }
    link lan       { bandwidth: 100MB/s }
    route gateway <-> worker via [lan];
}

fn main() {}
