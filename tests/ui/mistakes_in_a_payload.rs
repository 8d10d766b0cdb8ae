#![allow(unused)]

use coldstart::prelude::*;

#[derive(Payload)]
enum Message {
    #[payload(size = 2Mb)]
    Text { text: String },
    #[payload(bytes = 5)]
    Numbers(Vec<u64>),
    Photo(#[payload] String),
}

fn main() {}
