//! Coroutines that ask, are answered, end, and misbehave.

use super::*;

struct Doubler {
    exchange: Rc<Exchange<u32, u32>>,
    body: Box<dyn Coroutine<u32, u32, u32>>,
}

impl Doubler {
    fn resume(&mut self, reply: u32) -> Step<u32, u32> {
        self.body.resume(&self.exchange, reply)
    }
}

fn start<Fut: Future<Output = u32> + 'static>(
    body: impl FnOnce(Channel<u32, u32>) -> Fut + 'static,
) -> Doubler {
    let exchange = Rc::default();
    Doubler {
        body: coroutine(Rc::clone(&exchange), body),
        exchange,
    }
}

#[test]
fn a_request_is_answered_by_the_next_resume() {
    let mut doubler = start(|mut channel| async move { channel.ask(20).await + 2 });
    assert!(matches!(doubler.resume(0), Step::Asked(20)));
    assert!(matches!(doubler.resume(40), Step::Ended(End::Returned(42))));
}

/// Polls a future a second time whenever it is pending.
async fn polled_twice<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Pending => future.as_mut().poll(context),
        ready => ready,
    })
    .await
}

#[test]
fn a_request_that_is_polled_twice_is_pending_until_it_is_answered() {
    let mut doubler = start(|mut channel| async move {
        let first = polled_twice(channel.ask(20)).await;
        first + polled_twice(channel.ask(1)).await
    });
    assert!(matches!(doubler.resume(0), Step::Asked(20)));
    assert!(matches!(doubler.resume(40), Step::Asked(1)));
    assert!(matches!(doubler.resume(2), Step::Ended(End::Returned(42))));
}

/// Polls a future once and drops it.
async fn polled_once<F: Future>(future: F) {
    let mut future = std::pin::pin!(future);
    let polled = std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context)));
    assert!(polled.await.is_pending());
}

#[test]
fn a_request_that_is_dropped_at_once_is_taken_back() {
    let mut doubler = start(|mut channel| async move {
        polled_once(channel.ask(7)).await;
        channel.ask(20).await
    });
    assert!(matches!(doubler.resume(0), Step::Asked(20)));
    assert!(matches!(doubler.resume(40), Step::Ended(End::Returned(40))));
    let mut foreign = start(|mut channel| async move {
        polled_once(channel.ask(7)).await;
        std::future::pending().await
    });
    assert!(matches!(
        foreign.resume(0),
        Step::Ended(End::AwaitedForeign)
    ));
    assert!(foreign.exchange.request.take().is_none());
}

#[test]
fn awaiting_a_foreign_future_is_told_and_not_a_panic() {
    let mut stuck = start(|mut channel| async move {
        channel.ask(1).await;
        std::future::pending::<u32>().await
    });
    assert!(matches!(stuck.resume(0), Step::Asked(1)));
    assert!(matches!(stuck.resume(0), Step::Ended(End::AwaitedForeign)));
}

#[test]
fn a_panic_comes_out_with_its_message() {
    let mut failing = start(|mut channel| async move {
        let seven = channel.ask(1).await;
        assert_eq!(seven, 8, "seven is not eight");
        0
    });
    failing.resume(0);
    let Step::Ended(End::Panicked(text)) = failing.resume(7) else {
        unreachable!("the assertion above fails")
    };
    assert!(text.contains("seven is not eight"), "{text}");
}
