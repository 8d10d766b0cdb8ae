//! Controllers send each other messages; a mailbox is declared with the type of what it holds.
#![deny(warnings)]

use coldstart::prelude::*;

struct Question {
    number: u64,
}

#[controller]
async fn ask(ctx: &mut Ctx, questions: Mailbox<Question>, answers: Mailbox<Vec<u64>>) {
    for number in 0..3 {
        ctx.sleep(1s).await;
        ctx.send(questions, Question { number }).await;
        assert_eq!(ctx.receive(answers).await, vec![number; 2]);
    }
}

#[controller]
async fn answer(ctx: &mut Ctx, (questions, answers): (Mailbox<Question>, Mailbox<Vec<u64>>)) {
    for _ in 0..3 {
        let question = ctx.receive(questions).await;
        ctx.send(answers, vec![question.number; 2]).await;
        ctx.log(question.number);
    }
}

simulation! {
    #[derive(Clone, Debug)]
    struct Talk;

    controller ask(questions, answers) on user;
    controller answer((questions, answers)) on user;
    mailbox questions: Question;
    mailbox answers: Vec<u64>;
    host user { cores: 2, speed: 1Gflop/s }
}

fn main() {
    let report = Talk.run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.log.len(), 3);
    assert_eq!(report.final_date, SimTime::ZERO + secs(3));
}
