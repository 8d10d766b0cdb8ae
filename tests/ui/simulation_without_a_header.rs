#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    host worker { speed: 1Gflop/s }
}

fn main() {}
