#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform { workers: usize }

    host worker[workers] { speed: 1Gflop/s }
}

fn main() {}
