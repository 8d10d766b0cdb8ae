#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host worker { speed: 1Gflop/s }
    host worker { speed: 2Gflop/s }
}

fn main() {}
