#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host worker[0..4] { speed: 1Gflop/s }
}

fn main() {}
