#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    hots worker { speed: 1Gflop/s }
}

fn main() {}
