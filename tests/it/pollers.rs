//! Event pollers: batches, failures, and how many pollers there are.

use std::cell::RefCell;
use std::rc::Rc;

use coldstart::prelude::*;

use crate::support::{Plan, World, at, host};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// What has been handled: when, and which messages.
type Handled = Rc<RefCell<Vec<(SimTime, Vec<u32>)>>>;

/// A world with a queue, and a function that takes a second and fails with messages of ten and more the first few times.
fn world(failures: u32) -> (World, Function<Vec<u32>, (), String>, Mailbox<u32>, Handled) {
    let mut world = Plan::over([host(100, gb(10), gb(10))])
        .with_images([NOTHING])
        .keeping(mins(10))
        .declare();
    let handled = Handled::default();
    let (told, left) = (Rc::clone(&handled), RefCell::new(failures));
    let body = async move |ctx: &mut Ctx, batch: Vec<u32>| {
        told.borrow_mut().push((ctx.now(), batch.clone()));
        ctx.sleep(secs(1)).await;
        let mut left = left.borrow_mut();
        if *left > 0 && batch.iter().any(|message| *message >= 10) {
            *left -= 1;
            return Err("no".to_owned());
        }
        Ok(())
    };
    let function = FunctionSpec::new("store", NOTHING);
    let function = world.sim.fallible_function(function, body);
    world.sim.deploy(function, world.cloud, world.registry);
    let queue = world.sim.mailbox::<u32>("queue");
    (world, function, queue, handled)
}

/// Sends messages, one after the other.
async fn send(ctx: &mut Ctx, queue: Mailbox<u32>, messages: impl IntoIterator<Item = u32>) {
    for message in messages {
        ctx.send(queue, message).await;
    }
}

#[test]
fn messages_of_a_date_are_taken_in_batches_oldest_first() {
    let (world, store, queue, handled) = world(0);
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        send(ctx, queue, 0..7).await;
        let pollers = EventPollers {
            batch: 3,
            start: 2,
            messages: 7,
            ..EventPollers::sqs()
        };
        let polled = ctx.poll(queue, cloud, store, pollers).await;
        assert_eq!((polled.done, polled.most_pollers), (7, 3));
        assert!(polled.given_up.is_empty());
    });
    // The third comes after 60 s / 300.
    let expected = [
        (at(0.0), vec![0, 1, 2]),
        (at(0.0), vec![3, 4, 5]),
        (at(0.2), vec![6]),
    ];
    assert_eq!(*handled.borrow(), expected);
}

#[test]
fn messages_that_come_later_find_the_pollers_that_are_left() {
    let (world, store, queue, handled) = world(0);
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        let shop = async move |ctx: &mut Ctx| {
            for _ in 0..3 {
                send(ctx, queue, 0..4).await;
                ctx.sleep(secs(10)).await;
            }
        };
        let shop = ctx.spawn("shop", shop).await;
        let pollers = EventPollers {
            batch: 1,
            start: 2,
            per_minute: 100,
            messages: 12,
            ..EventPollers::sqs()
        };
        assert_eq!(ctx.poll(queue, cloud, store, pollers).await.most_pollers, 3);
        ctx.join(shop).await;
    });
    // Two at once, a third after 60 s / 100, and the fourth when one of the first has done. When none waits, they go.
    let handled = handled.borrow();
    let dates: Vec<SimTime> = handled.iter().map(|(date, _)| *date).collect();
    let each = |start: f64| [start, start, start + 0.6, start + 1.0].map(at);
    assert_eq!(dates, [each(0.0), each(10.0), each(20.0)].concat());
}

#[test]
fn messages_of_an_invocation_that_fails_come_back_until_they_are_given_up() {
    for (receives, given_up) in [(0, vec![]), (2, vec![10])] {
        let (world, store, queue, handled) = world(3);
        let cloud = world.cloud;
        world.run(async move |ctx: &mut Ctx| {
            send(ctx, queue, [1, 10]).await;
            let pollers = EventPollers {
                batch: 1,
                retry_after: secs(5),
                receives,
                messages: 2,
                ..EventPollers::sqs()
            };
            let polled = ctx.poll(queue, cloud, store, pollers).await;
            assert_eq!(polled.done, 2 - given_up.len() as u64);
            assert_eq!(polled.given_up, given_up);
        });
        let tries = if receives == 0 { 4 } else { 2 };
        let handled = handled.borrow();
        let again = handled.iter().filter(|(_, batch)| *batch == [10]);
        let dates: Vec<SimTime> = again.map(|(date, _)| *date).collect();
        let expected = (0..tries).map(|one| at(6.0 * f64::from(one)));
        assert_eq!(dates, expected.collect::<Vec<_>>());
    }
}

#[test]
fn what_is_throttled_comes_back() {
    let mut plan = Plan::over([host(4, gb(10), gb(10))]).with_images([NOTHING]);
    plan.service.admission = Box::new(ConcurrencyLimit::of_account(1));
    let mut world = plan.keeping(mins(10)).declare();
    let store = world.sim.function(
        FunctionSpec::new("store", NOTHING),
        async |ctx: &mut Ctx, _: Vec<u32>| {
            ctx.sleep(secs(1)).await;
        },
    );
    world.sim.deploy(store, world.cloud, world.registry);
    let queue = world.sim.mailbox::<u32>("queue");
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        send(ctx, queue, 0..2).await;
        let pollers = EventPollers {
            batch: 1,
            retry_after: secs(5),
            messages: 2,
            ..EventPollers::sqs()
        };
        assert_eq!(ctx.poll(queue, cloud, store, pollers).await.done, 2);
    });
    let requested: Vec<SimTime> = report.invocations.iter().map(|row| row.requested).collect();
    assert_eq!(requested, [0.0, 0.0, 5.0].map(at));
    let refused: Vec<bool> = report.invocations.iter().map(|row| row.refused).collect();
    assert_eq!(refused, [false, true, false]);
}

#[test]
fn pollers_that_would_try_for_ever_at_one_date_are_told() {
    let (mut world, store, queue, _) = world(0);
    let cloud = world.cloud;
    let pollers = EventPollers {
        retry_after: SimDuration::ZERO,
        ..EventPollers::sqs()
    };
    world
        .sim
        .controller("pollers", world.user, async move |ctx: &mut Ctx| {
            ctx.poll(queue, cloud, store, pollers).await;
        });
    let error = world.sim.run(Seed(1)).map(drop).expect_err("it is told");
    assert!(
        error.to_string().contains("`retry_after` is zero"),
        "{error}"
    );
}
