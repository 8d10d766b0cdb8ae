//! Event pollers: processes of the provider that take messages from a queue in batches, and invoke a function with each.

mod desk;
mod event_pollers;
mod growth;
mod messages;
mod polled;

use std::cell::RefCell;
use std::rc::Rc;

use crate::kernel::Stream;
use crate::simulation::{Ctx, Invocable, Mailbox, Serverless};
use desk::{Desk, work_through};
use growth::Growth;
use messages::{Messages, Sent};

pub use event_pollers::{EventPollers, Polled};

impl Ctx {
    /// Takes messages from a mailbox by pollers, and invokes a function with batches of them. Ends after as many
    /// [messages](EventPollers::messages) as it is told, or with its process.
    ///
    /// The pollers are processes of their own on the host of this one. All messages that have been sent at a date are there when
    /// the first batch of that date is taken.
    ///
    /// # Panics
    ///
    /// If `retry_after` and `receives` are both zero, which ends the run with a message.
    pub async fn poll<T, F, How>(
        &mut self,
        from: Mailbox<T>,
        on: Serverless,
        function: F,
        pollers: EventPollers,
    ) -> Polled<T>
    where
        T: Clone + 'static,
        F: Invocable<How, Input = Vec<T>> + Copy + 'static,
        How: 'static,
    {
        if let Some((which, mistake)) = pollers.mistake() {
            panic!("event pollers: `{which}` {mistake}");
        }
        let left = pollers.messages;
        let batch = |messages, _: &mut Stream| messages;
        work_off(self, Sent { from, left }, (on, function), pollers, batch).await
    }
}

/// Takes messages by pollers until they are over and worked through.
async fn work_off<T, M, F, How, I>(
    ctx: &mut Ctx,
    mut messages: M,
    (on, function): (Serverless, F),
    pollers: EventPollers,
    input: I,
) -> Polled<T>
where
    T: Clone + 'static,
    M: Messages<T>,
    F: Invocable<How> + Copy + 'static,
    How: 'static,
    I: FnMut(Vec<T>, &mut Stream) -> F::Input + 'static,
{
    let desk = Rc::new(RefCell::new(Desk::new()));
    let input = Rc::new(RefCell::new(input));
    let mut growth = Growth::new(&pollers);
    while !messages.are_over() || growth.next.is_some() {
        messages.take_in(ctx, &desk, growth.next).await;
        let was_empty = desk.borrow_mut().was_empty();
        growth.grow(ctx.now(), was_empty, desk.borrow().at_work());
        while desk.borrow().at_work() < growth.pollers && !desk.borrow().none_waits() {
            let (work, input) = (Rc::clone(&desk), Rc::clone(&input));
            let number = desk.borrow_mut().begin();
            let poller = async move |ctx: &mut Ctx| {
                work_through(ctx, (&work, number), (on, function), pollers, &input).await;
            };
            let process = ctx.spawn("poller", poller).await;
            desk.borrow_mut().keep(number, process);
        }
        let desk = desk.borrow();
        growth.set(ctx.now(), desk.none_waits(), desk.at_work());
    }
    let at_work = desk.borrow_mut().processes();
    for process in at_work {
        ctx.join(process).await;
    }
    desk.borrow_mut().take_polled()
}
