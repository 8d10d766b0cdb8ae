#![allow(unused)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx, answers: Mailbox<u64>) {
    ctx.send(answers, "done").await;
}

fn main() {}
