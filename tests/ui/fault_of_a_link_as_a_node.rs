#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host worker { speed: 1Gflop/s }
    link wan { bandwidth: 100MB/s }
    fault node wan down at 10s for 1min;
}

fn main() {}
