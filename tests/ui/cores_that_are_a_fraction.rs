#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host worker { speed: 1Gflop/s, cores: 1.5 }
}

fn main() {}
