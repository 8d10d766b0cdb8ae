#![allow(unused)]

use coldstart::prelude::*;

#[derive(Payload)]
#[payload(size = 2s)]
struct Photo {
    pixels: Bytes,
}

fn main() {}
