#![deny(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE)]
async fn never_deployed(_ctx: &mut Ctx) {}

simulation! {
    #[derive(Clone)]
    pub struct Platform { spare: usize = 4 }

    host unused { speed: 1Gflop/s }
    host user   { speed: 1Gflop/s }
    controller client() on user;
}

#[controller]
async fn client(_ctx: &mut Ctx) {}

fn main() {
    let _ = Platform::default().run(Seed(1));
}
