#![allow(unused)]

use coldstart::prelude::*;

#[controller]
async fn client(cloud: Serverless) {
    drop(cloud);
}

fn main() {}
