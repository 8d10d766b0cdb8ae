#![allow(unused)]

use coldstart::prelude::*;

#[derive(Payload)]
#[payload(size = 2MB)]
struct Photo {
    #[payload]
    pixels: Bytes,
}

fn main() {}
