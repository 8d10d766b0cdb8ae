#![allow(unused)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx, answers: Mailbox<u64>) {
    ctx.send(answers, 1).await;
}

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host user { speed: 1Gflop/s }
    mailbox answers;
    controller client(answers) on user;
}

fn main() {}
