#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    link wan { bandwidth: 10MB/min }
}

fn main() {}
