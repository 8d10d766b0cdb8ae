#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

struct Worker;

impl Worker {
    #[serverless_function(image = IMAGE)]
    async fn work(&self, length: SimDuration) {}
}

fn main() {}
