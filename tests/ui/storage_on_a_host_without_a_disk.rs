#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host user { speed: 10Gflop/s }
    storage repository on user { images: [IMAGE] }
}

fn main() {}
