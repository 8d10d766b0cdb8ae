//! One controller may run several times, with arguments and hosts of its own each time.
#![deny(warnings)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx, position: usize, everyone: Vec<HostId>, done: Mailbox<usize>) {
    assert_eq!(everyone.len(), 3);
    ctx.sleep(secs(position as u64)).await;
    ctx.send(done, position).await;
}

#[controller]
async fn count(ctx: &mut Ctx, done: Mailbox<usize>, users: usize) {
    for position in 0..users {
        assert_eq!(ctx.receive(done).await, position);
    }
}

simulation! {
    #[derive(Clone, Debug)]
    struct Users { users: usize = 3 }

    host user[users] { speed: 1Gflop/s }
    mailbox done: usize;
    for i in 0..users {
        controller client(i, user, done) on user[i];
    }
    controller count(done, users) on user[0];
}

fn main() {
    let report = Users::default().run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.final_date, SimTime::ZERO + secs(2));
}
