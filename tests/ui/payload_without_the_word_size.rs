#![allow(unused)]

use coldstart::prelude::*;

#[derive(Payload)]
#[payload(2MB)]
struct Photo {
    pixels: Bytes,
}

fn main() {}
