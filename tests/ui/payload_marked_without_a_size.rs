#![allow(unused)]

use coldstart::prelude::*;

#[derive(Payload)]
#[payload]
struct Photo {
    pixels: Bytes,
}

fn main() {}
