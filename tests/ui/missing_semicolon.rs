#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host user    { speed: 10Gflop/s }
    host gateway { speed: 10Gflop/s }
    link wan     { bandwidth: 10MB/s }
    route user <-> gateway via [wan]
    link lan     { bandwidth: 10MB/s }
}

fn main() {}
