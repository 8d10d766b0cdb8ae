#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host worker { speed: 1Gflop/s }
    fault node worker down for 1min;
}

fn main() {}
