#![allow(unused)]

use coldstart::prelude::*;

struct Photo {
    pixels: Bytes,
}

#[derive(Payload)]
struct Album {
    #[payload]
    photos: Vec<Photo>,
}

fn main() {}
