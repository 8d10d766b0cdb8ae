#![deny(unused_must_use)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx) {
    ctx.sleep(1s);
}

fn main() {}
