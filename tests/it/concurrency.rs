//! Processes beside processes: spawned, joined, limited, and talking through mailboxes.

use coldstart::prelude::*;
use coldstart::simulation::{Halt, Mailbox};

use crate::support::{host, link};

/// Runs controllers on one host, to each of which the mailbox is given.
fn run<E, C>(controllers: impl IntoIterator<Item = C>) -> Result<Report, RunError>
where
    E: coldstart::simulation::Termination + 'static,
    C: AsyncFnOnce(&mut Ctx, Mailbox<u32>, [Storage; 2]) -> E + 'static,
{
    let mut sim = Builder::new();
    let mut spec = host(1, gb(1), gb(1));
    spec.disk.write = mb_per_sec(50);
    let [here, there] = ["here", "there"].map(|name| sim.host(name, spec.clone()));
    let link = sim.link("link", link(gb_per_sec(10)));
    sim.route(here, there, [link]);
    let storages = [("near", here), ("far", there)]
        .map(|(name, host)| sim.storage(name, host, StorageSpec::default()));
    let mailbox = sim.mailbox("numbers");
    for (index, controller) in controllers.into_iter().enumerate() {
        let name = format!("controller {index}");
        sim.controller(&name, here, async move |ctx: &mut Ctx| {
            controller(ctx, mailbox, storages).await
        });
    }
    sim.run(Seed(1))
}

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + secs(seconds)
}

#[test]
fn a_spawned_process_runs_beside_its_parent_and_returns_something() {
    run([async |ctx: &mut Ctx, _, _| {
        let child = ctx
            .spawn("child", async |ctx: &mut Ctx| {
                ctx.sleep(secs(3)).await;
                7
            })
            .await;
        ctx.sleep(secs(2)).await;
        assert_eq!(ctx.join(child).await, 7);
        assert_eq!(ctx.now(), at(3));
        let early = ctx.spawn("early", async |ctx: &mut Ctx| ctx.name()).await;
        ctx.sleep(secs(1)).await;
        assert_eq!(ctx.join(early).await, "controller 0/early#1");
    }])
    .expect("it runs");
}

#[test]
fn a_spawned_process_ends_with_its_parent() {
    let report = run([async |ctx: &mut Ctx, _, _| {
        let child = async |ctx: &mut Ctx| {
            let grandchild = ctx
                .spawn("grandchild", async |ctx: &mut Ctx| {
                    ctx.sleep(secs(50)).await;
                    ctx.log("no");
                })
                .await;
            ctx.sleep(secs(60)).await;
            drop(grandchild);
        };
        drop(ctx.spawn("child", child).await);
        ctx.sleep(secs(1)).await;
    }])
    .expect("it runs");
    assert_eq!((report.final_date, report.log.len()), (at(1), 0));
}

#[test]
fn a_computation_that_is_interrupted_gives_its_core_back() {
    run([async |ctx: &mut Ctx, _, _| {
        let rival = ctx
            .spawn("rival", async |ctx: &mut Ctx| {
                ctx.compute(gflop(3)).await;
                ctx.now()
            })
            .await;
        let limited = ctx
            .with_timeout(secs(2), async |ctx: &mut Ctx| ctx.compute(gflop(9)).await)
            .await;
        assert!(limited.is_err());
        // One core: half of 2 s, and then all of it.
        assert_eq!(ctx.join(rival).await, at(4));
    }])
    .expect("it runs");
}

#[test]
fn what_is_over_at_the_very_date_of_its_limit_counts_as_done() {
    run([async |ctx: &mut Ctx, _, _| {
        let exact = ctx
            .with_timeout(secs(2), async |ctx: &mut Ctx| {
                ctx.sleep(secs(2)).await;
                5
            })
            .await;
        assert_eq!(exact, Ok(5));
        let late = ctx
            .with_timeout(secs(2), async |ctx: &mut Ctx| ctx.sleep(secs(3)).await)
            .await;
        assert_eq!(late.unwrap_err().to_string(), "timed out after 2s");
        assert_eq!(ctx.now(), at(4));
        // Nothing is left of the sleep that was dropped, which would have ended now.
        ctx.sleep(secs(10)).await;
        assert_eq!(ctx.now(), at(14));
    }])
    .expect("it runs");
}

#[test]
fn an_outer_limit_interrupts_what_an_inner_one_would_allow() {
    run([async |ctx: &mut Ctx, _, _| {
        let outer = ctx.with_timeout(secs(2), async |ctx: &mut Ctx| {
            ctx.with_timeout(secs(5), async |ctx: &mut Ctx| ctx.sleep(secs(9)).await)
                .await
        });
        assert!(outer.await.is_err());
        let inner = ctx.with_timeout(secs(5), async |ctx: &mut Ctx| {
            let inner = ctx
                .with_timeout(secs(2), async |ctx: &mut Ctx| ctx.sleep(secs(9)).await)
                .await;
            ctx.sleep(secs(1)).await;
            inner
        });
        assert!(inner.await.expect("within the outer limit").is_err());
        assert_eq!(ctx.now(), at(5));
    }])
    .expect("it runs");
}

#[test]
fn messages_come_in_the_order_in_which_they_were_sent() {
    run([0, 1].map(|side| {
        async move |ctx: &mut Ctx, numbers: Mailbox<u32>, _: [Storage; 2]| {
            if side == 0 {
                for number in 0..3 {
                    ctx.send(numbers, number).await;
                    ctx.sleep(secs(1)).await;
                }
            } else {
                let mut received = Vec::new();
                for _ in 0..3 {
                    received.push((ctx.receive(numbers).await, ctx.now()));
                }
                assert_eq!(received, [(0, at(0)), (1, at(1)), (2, at(2))]);
            }
        }
    }))
    .expect("it runs");
}

#[test]
fn waiting_for_a_message_that_never_comes_is_told() {
    let outcome = run([async |ctx: &mut Ctx, numbers: Mailbox<u32>, _| {
        ctx.sleep(secs(4)).await;
        ctx.receive(numbers).await;
    }]);
    let Err(RunError::Halted {
        halt: Halt::Stuck { date, waiting },
        ..
    }) = outcome
    else {
        panic!("the run was not stuck");
    };
    assert_eq!(date, at(4));
    let expected =
        "`controller 0` has been waiting since 4.000000000 s for a message in mailbox `numbers`";
    assert_eq!(waiting[0].to_string(), expected);
}

#[test]
fn a_file_is_written_copied_read_and_deleted_on_storage_services() {
    run([async |ctx: &mut Ctx, _, [near, far]: [Storage; 2]| {
        ctx.write_to(near, File::new("data", mb(100)))
            .await
            .expect("there is room");
        assert_eq!(ctx.now(), at(2), "100 MB at 50 MB/s");
        ctx.copy("data", near, far).await.expect("there is room");
        assert_eq!(ctx.now(), at(4), "written at 50 MB/s while read");
        ctx.read_from(far, "data").await.expect("it was copied");
        assert_eq!(ctx.now(), at(5), "read at 100 MB/s");
        ctx.delete_from(near, "data").await.expect("it was written");
        assert!(matches!(
            ctx.copy("data", near, far).await,
            Err(Failure::FileNotFound { .. })
        ));
        let huge = ctx.write_to(far, File::new("huge", gb(2))).await;
        assert!(matches!(huge, Err(Failure::NotEnoughSpace { .. })));
    }])
    .expect("it runs");
}
