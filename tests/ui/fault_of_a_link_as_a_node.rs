#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    link wan { bandwidth: 100MB/s }
    fault node wan down at 10s for 60;
}

fn main() {}
