#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE)]
async fn work<T>(ctx: &mut Ctx, job: T) {}

fn main() {}
