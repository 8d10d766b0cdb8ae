//! Very many processes, beside each other or each inside another: what is told of them stays short.

use std::pin::Pin;

use coldstart::prelude::*;
use coldstart::simulation::Halt;

use crate::support::{Plan, at};

/// Far more than a stack has room for.
const DEPTH: u32 = 50_000;

/// Spawns a process that spawns a process, and so on; the innermost does something.
fn nest(
    ctx: &mut Ctx,
    left: u32,
    innermost: fn(&mut Ctx) -> Pin<Box<dyn Future<Output = ()> + '_>>,
) -> Pin<Box<dyn Future<Output = ()> + '_>> {
    Box::pin(async move {
        if left == 0 {
            return innermost(ctx).await;
        }
        let deeper = async move |ctx: &mut Ctx| nest(ctx, left - 1, innermost).await;
        let child = ctx.spawn("deep", deeper).await;
        ctx.join(child).await;
    })
}

fn nap(ctx: &mut Ctx) -> Pin<Box<dyn Future<Output = ()> + '_>> {
    Box::pin(async move {
        let draw: u32 = ctx.random().uniform(0..=9);
        ctx.log(format!("{draw}"));
        ctx.sleep(secs(1)).await;
    })
}

fn wait_for_ever(ctx: &mut Ctx) -> Pin<Box<dyn Future<Output = ()> + '_>> {
    Box::pin(ctx.sleep(secs(10_000)))
}

#[test]
fn fifty_thousand_nested_processes_end_one_after_the_other() {
    let report = Plan::default()
        .declare()
        .run(async |ctx: &mut Ctx| nest(ctx, DEPTH, nap).await);
    assert_eq!(report.final_date, at(1.0));
    assert_eq!(report.processes.len(), DEPTH as usize + 1);
    let longest = report.processes.iter().map(|row| row.process.len()).max();
    assert!(longest < Some(100), "{longest:?}");
    let innermost = "client/deep#0/deep#0/deep#0/deep#0/..49992 more/deep#0/deep#0/deep#0/deep#0";
    assert_eq!(report.log[0].process, innermost);
    assert_eq!(&*report.processes[0].process, innermost);
}

#[test]
fn fifty_thousand_nested_processes_end_with_the_first() {
    let report = Plan::default().declare().run(async |ctx: &mut Ctx| {
        let limited = ctx.with_timeout(secs(3), async |ctx: &mut Ctx| {
            nest(ctx, DEPTH, wait_for_ever).await;
        });
        assert!(limited.await.is_err());
    });
    assert_eq!(report.final_date, at(3.0));
    assert_eq!(report.processes.len(), DEPTH as usize + 1);
}

#[test]
fn a_stuck_run_names_twenty_processes_and_counts_the_others() {
    for (processes, told) in [
        (20, ""),
        (21, "and 1 other process waits"),
        (999, "and 979 other processes wait"),
    ] {
        let mut world = Plan::default().declare();
        let mailbox = world.sim.mailbox::<u32>("news");
        let (halt, _) = world.stuck(async move |ctx: &mut Ctx| {
            for _ in 1..processes {
                let reader = async move |ctx: &mut Ctx| ctx.receive(mailbox).await;
                drop(ctx.spawn("reader", reader).await);
            }
            ctx.receive(mailbox).await;
        });
        let Halt::Stuck { waiting, .. } = &halt else {
            panic!("not stuck: {halt}");
        };
        assert_eq!((waiting.first.len(), waiting.others), (20, processes - 20));
        assert_eq!(waiting.first[0].process, "client");
        assert_eq!(waiting.first[19].process, "client/reader#18");
        let text = halt.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 21 + usize::from(processes > 20), "{text}");
        assert!(text.ends_with(told), "{text}");
    }
}
