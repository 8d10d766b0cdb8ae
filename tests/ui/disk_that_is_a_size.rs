#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host worker { speed: 1Gflop/s, disk: 5TB }
}

fn main() {}
