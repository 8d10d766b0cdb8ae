#![allow(unused)]

use coldstart::prelude::*;

#[derive(Payload)]
struct Photo {
    #[payload]
    name: String,
}

fn main() {}
