#![allow(unused)]

use coldstart::prelude::*;

#[controller]
fn client(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

fn main() {}
