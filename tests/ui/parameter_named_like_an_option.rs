#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Sweep {
        seed: u64 = 42,
    }
}

fn main() {}
