#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host user    { speed: 10Gflop/s }
    host gateway { speed: 10Gflop/s }
    host switch  { speed: 10Gflop/s }
    route user <-> gateway via [switch];
}

fn main() {}
