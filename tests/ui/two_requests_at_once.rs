#![allow(unused)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx) {
    let first = ctx.sleep(1s);
    let second = ctx.sleep(2s);
    first.await;
    second.await;
}

fn main() {}
