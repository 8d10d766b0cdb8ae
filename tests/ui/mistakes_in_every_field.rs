#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host worker { cores: "4", speed: 1Gflop, ram: 64GB/s, dsk: 3, cores: 2 }
    link wan    { latency: 20MB, bandwidth: 1000 }
}

fn main() {}
