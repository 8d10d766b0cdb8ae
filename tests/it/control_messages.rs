//! Control messages with a size: what each kind costs, and who waits for it.

use std::cell::Cell;
use std::rc::Rc;

use coldstart::prelude::*;

use crate::support::{IMAGE, Plan, World, at, call, dispatches, host};

/// What takes 0.1 s from a host to itself, in the model of the reference: 9.7 GB/s.
const LOCAL: Bytes = mb(970);

/// What takes 0.1 s over a link of 100 MB/s in the ideal model.
const REMOTE: Bytes = mb(10);

const TENTH: f64 = 0.1;

/// Deploys a function that writes a file, reads it, and reads one that is not there.
fn reader(world: &mut World) -> Function<(), ()> {
    let spec = FunctionSpec {
        disk: gb(1),
        ..FunctionSpec::new("reader", IMAGE)
    };
    let body = async |ctx: &mut Ctx, (): ()| {
        ctx.write(File::new("a", mb(100)))
            .await
            .expect("there is room");
        ctx.read("a").await.expect("it is there");
        assert!(ctx.read("b").await.is_err());
    };
    let function = world.sim.function(spec, body);
    world.sim.deploy(function, world.cloud, world.registry);
    function
}

/// When the body starts, and how long it takes \[s\].
fn storage_times(messages: MessageSizes) -> (f64, f64) {
    let mut plan = Plan::default();
    plan.service.messages = Some(messages);
    let mut world = plan.declare();
    world.sim.network(Lv08);
    let (f, cloud) = (reader(&mut world), world.cloud);
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, ()).await;
    });
    let row = &report.invocations[0];
    let (start, end) = (row.start.expect("it ran"), row.end.expect("it ended"));
    let start = start.as_secs_f64();
    (start, end.as_secs_f64() - start)
}

#[test]
fn each_message_of_a_storage_service_is_sent_as_often_as_the_reference_sends_it() {
    let none = MessageSizes::default();
    let without = storage_times(none);
    // A download and a copy; a load; a write, a read, and a read that fails. The answer to the write travels while the
    // bytes do, which takes longer.
    let expected = [
        (
            MessageSizes {
                copy_request: LOCAL,
                ..none
            },
            2.0,
            0.0,
        ),
        (
            MessageSizes {
                copy_answer: LOCAL,
                ..none
            },
            2.0,
            0.0,
        ),
        (
            MessageSizes {
                read_request: LOCAL,
                ..none
            },
            1.0,
            2.0,
        ),
        (
            MessageSizes {
                read_answer: LOCAL,
                ..none
            },
            1.0,
            2.0,
        ),
        (
            MessageSizes {
                write_request: LOCAL,
                ..none
            },
            0.0,
            1.0,
        ),
        (
            MessageSizes {
                write_answer: LOCAL,
                ..none
            },
            0.0,
            0.0,
        ),
        (
            MessageSizes {
                acknowledgement: LOCAL,
                ..none
            },
            1.0,
            2.0,
        ),
    ];
    for (sizes, before, within) in expected {
        let times = storage_times(sizes);
        let more = (times.0 - without.0, times.1 - without.1);
        let wrong = (more.0 - before * TENTH)
            .abs()
            .max((more.1 - within * TENTH).abs());
        assert!(wrong < 1e-8, "{sizes:?}: {more:?} s more");
    }
}

#[test]
fn the_answer_to_a_write_is_waited_for_before_the_first_chunk_and_before_the_end() {
    let length = |buffer, size| {
        let mut plan = Plan::default();
        plan.service.buffer = buffer;
        plan.service.messages = Some(MessageSizes {
            write_answer: size,
            ..MessageSizes::default()
        });
        let mut world = plan.declare();
        world.sim.network(Lv08);
        let spec = FunctionSpec {
            disk: gb(1),
            ..FunctionSpec::new("writer", IMAGE)
        };
        let body = async |ctx: &mut Ctx, (): ()| ctx.write(File::new("a", mb(1))).await;
        let f = world.sim.fallible_function(spec, body);
        world.sim.deploy(f, world.cloud, world.registry);
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            let _ = call(ctx, cloud, f, ()).await;
        });
        let row = &report.invocations[0];
        (row.end.expect("it ended") - row.start.expect("it ran")).as_secs_f64()
    };
    let more = |buffer| length(buffer, LOCAL) - length(buffer, Bytes::ZERO);
    assert!((more(Buffer::Whole) - TENTH).abs() < 1e-8);
    // A stream of 10 ms is over before the answer is there.
    assert!((more(Buffer::Fluid) - (TENTH - 0.01)).abs() < 1e-8);
}

#[test]
fn a_storage_service_that_sends_the_answer_to_a_read_takes_in_nothing() {
    let mut plan = Plan::default();
    plan.service.messages = Some(MessageSizes {
        read_answer: LOCAL,
        ..MessageSizes::default()
    });
    let mut world = plan.declare();
    world.sim.network(Lv08);
    let body = async |ctx: &mut Ctx, (): ()| {
        let start = ctx.now();
        let miss = async move |ctx: &mut Ctx| {
            assert!(ctx.read("nothing").await.is_err());
            ctx.now() - start
        };
        let first = ctx.spawn("first", miss).await;
        let second = ctx.spawn("second", miss).await;
        assert_eq!(ctx.join(first).await, millis(100));
        assert_eq!(ctx.join(second).await, millis(200));
    };
    let spec = FunctionSpec::new("two", IMAGE);
    let f = world.sim.function(spec, body);
    world.sim.deploy(f, world.cloud, world.registry);
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, ()).await.expect("it succeeds");
    });
}

/// The dates of an invocation whose body lasts 1 s.
fn remote_dates(messages: MessageSizes) -> Vec<Option<SimTime>> {
    let mut plan = Plan::default();
    plan.service.messages = Some(messages);
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let over = Rc::new(Cell::new(None));
    let told = Rc::clone(&over);
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(1)).await;
        told.set(Some(ctx.now()));
    });
    let row = &report.invocations[0];
    vec![row.submit, row.accepted, row.dispatch, row.end, over.get()]
}

#[test]
fn each_message_between_a_caller_and_a_service_takes_its_time() {
    let none = MessageSizes::default();
    let expected = [
        (none, [0.0, 0.0, 3.0, 4.0, 4.0]),
        (
            MessageSizes {
                invocation_request: REMOTE,
                ..none
            },
            [0.1, 0.1, 3.1, 4.1, 4.1],
        ),
        // It travels beside the image, with half of the bandwidth each, and the image has the link for itself afterwards.
        (
            MessageSizes {
                invocation_answer: REMOTE,
                ..none
            },
            [0.0, 0.2, 3.1, 4.1, 4.1],
        ),
        (
            MessageSizes {
                completion: REMOTE,
                ..none
            },
            [0.0, 0.0, 3.0, 4.0, 4.1],
        ),
        (
            MessageSizes {
                stop: REMOTE,
                ..none
            },
            [0.0, 0.0, 3.0, 4.0, 4.1],
        ),
        (
            MessageSizes {
                stopped: REMOTE,
                ..none
            },
            [0.0, 0.0, 3.0, 4.0, 4.1],
        ),
    ];
    for (sizes, dates) in expected {
        let dates = dates.map(|date| Some(at(date)));
        assert_eq!(remote_dates(sizes), dates, "{sizes:?}");
    }
}

#[test]
fn a_registration_takes_its_request_and_its_answer() {
    let none = MessageSizes::default();
    let expected = [
        (none, 0),
        (
            MessageSizes {
                registration_request: REMOTE,
                ..none
            },
            100,
        ),
        (
            MessageSizes {
                registration_answer: REMOTE,
                ..none
            },
            100,
        ),
        (MessageSizes::all(REMOTE), 200),
    ];
    for (sizes, expected) in expected {
        let mut plan = Plan::default();
        plan.service.messages = Some(sizes);
        let mut world = plan.declare();
        let f = world.sim.function(
            FunctionSpec::new("f", IMAGE),
            async |_: &mut Ctx, (): ()| (),
        );
        world.sim.deploy_later(f, world.cloud, world.registry);
        let cloud = world.cloud;
        world.run(async move |ctx: &mut Ctx| {
            ctx.register(cloud, f).await.expect("it fits");
            assert_eq!(ctx.now() - SimTime::ZERO, millis(expected), "{sizes:?}");
        });
    }
}

const STOPS: MessageSizes = {
    let mut sizes = MessageSizes::all(Bytes::ZERO);
    sizes.stop = REMOTE;
    sizes.stopped = REMOTE;
    sizes
};

#[test]
fn a_service_is_blocked_while_the_storage_of_a_container_stops() {
    let mut plan = Plan::default();
    plan.service.messages = Some(STOPS);
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let first = ctx.invoke(cloud, f, secs(1)).await;
        let second = ctx.invoke(cloud, f, millis(1050)).await;
        let third = ctx.invoke(cloud, f, secs(1)).await;
        ctx.wait_all([first, second, third]).await;
    });
    // The bodies end at 4 s and at 4.05 s. Until 4.2 s the service waits for the storage of the first; then the third starts
    // on the core that is free, and then comes the end of the second.
    assert_eq!(
        dispatches(&report),
        [3.0, 3.0, 4.2].map(|date| Some(at(date)))
    );
    let ends: Vec<_> = report
        .invocations
        .iter()
        .map(|row| row.completion)
        .collect();
    assert_eq!(ends, [4.2, 4.4, 5.4].map(|date| Some(at(date))));
}

/// When the second of two functions is dispatched that do not fit on the node together.
fn evicting(disk: Bytes, memory: Bytes) -> Option<SimTime> {
    let mut plan = Plan::over([host(2, gb(1), gb(10))]).keeping(mins(10));
    plan.service.messages = Some(STOPS);
    let mut world = plan.declare();
    let [f, g] = ["f", "g"].map(|name| {
        world.sleeper(FunctionSpec {
            disk,
            memory,
            ..FunctionSpec::new(name, IMAGE)
        })
    });
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for function in [f, g] {
            let _ = call(ctx, cloud, function, secs(1)).await;
        }
    });
    assert_eq!(report.summary.succeeded, 2);
    dispatches(&report)[1]
}

#[test]
fn an_eviction_waits_for_the_storage_of_its_victim() {
    // The first ends at 4 s. Its storage is told to stop and says that it has: 0.2 s.
    assert_eq!(evicting(gb(6), Bytes::ZERO), Some(at(4.2)));
    // Where the memory lacks, the new container has a private storage already, which is stopped first.
    assert_eq!(evicting(Bytes::ZERO, mb(600)), Some(at(4.4)));
}

#[test]
fn a_container_that_expires_blocks_the_service_too() {
    let mut plan = Plan::default().keeping(secs(5));
    plan.service.messages = Some(STOPS);
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(1)).await;
        ctx.sleep(millis(5100)).await;
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    // Idle from 4 s to 9 s; the request of 9.1 s is handled at 9.2 s.
    assert_eq!(report.invocations[1].requested, at(9.1));
    assert_eq!(report.invocations[1].submit, Some(at(9.2)));
}

/// When a body starts whose image travels in one chunk from a registry, which moves it as a stream or likewise.
fn start_of_chunks(registry: Buffer, messages: MessageSizes) -> f64 {
    let mut plan = Plan::default();
    plan.registry.buffer = registry;
    plan.service.buffer = Buffer::Whole;
    let mut world = plan.declare();
    world.sim.network(Lv08);
    world.sim.control_messages(messages);
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, secs(1)).await;
    });
    let start = report.invocations[0].start.expect("it ran");
    start.as_secs_f64()
}

#[test]
fn a_copy_in_chunks_is_read_from_its_source_and_a_stream_is_asked_of_it() {
    let none = MessageSizes::default();
    let size = mb(90);
    // Over a link of 100 MB/s, and from a host to itself.
    let (far, near) = (90e6 * 1.05 / 0.97e8, 90e6 / 9.7e9);
    let request = MessageSizes {
        copy_request: size,
        ..none
    };
    let answer = MessageSizes {
        copy_answer: size,
        ..none
    };
    let read = MessageSizes {
        read_request: size,
        ..none
    };
    let granted = MessageSizes {
        read_answer: size,
        ..none
    };
    let expected = [
        // The gateway reads from the registry, the node from the gateway, the memory from the node's disk.
        (Buffer::Whole, request, 2.0 * near),
        (Buffer::Whole, answer, 2.0 * near),
        (Buffer::Whole, read, 2.0 * far + near),
        (Buffer::Whole, granted, 2.0 * far + near),
        // The registry sends a stream, and is asked for it by the gateway.
        (Buffer::Fluid, request, far + near),
        (Buffer::Fluid, answer, far + near),
        (Buffer::Fluid, read, far + near),
    ];
    for (registry, sizes, expected) in expected {
        let more = start_of_chunks(registry, sizes) - start_of_chunks(registry, none);
        assert!(
            (more - expected).abs() < 1e-8,
            "{registry:?}, {sizes:?}: {more} s more"
        );
    }
}
