#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host user      { speed: 10Gflop/s }
    host worker[2] { speed: 1Gflop/s }
    link wan       { bandwidth: 10MB/s }
    link lan[2]    { bandwidth: 10MB/s }
    route user <-> worker via [wan];
    route user <-> worker[0] via [lan];
    route user <-> worker[2] via [wan];
    route user <-> worker[1];
    route user -> user via [wan];
    route user <-> workr[1] via [lan[1]];
}

fn main() {}
