#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE, memory: 200MB)]
async fn work(ctx: &mut Ctx) {}

fn main() {}
