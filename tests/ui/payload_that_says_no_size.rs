#![allow(unused)]

use coldstart::prelude::*;

#[derive(Payload)]
struct Photo {
    pixels: Bytes,
}

fn main() {}
