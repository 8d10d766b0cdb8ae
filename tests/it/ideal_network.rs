//! The ideal network through the whole service, against closed forms: `S` bytes alone take `L + S / C`, and what shares a
//! link or a disk shares it equally.

use coldstart::prelude::*;
use coldstart::results::EventKind;

use crate::support::{IMAGE, OTHER, Plan, at, burst, disk, dispatches, host, link};

/// When each event of a kind happened.
fn dates(report: &Report, kind: EventKind) -> Vec<SimTime> {
    let rows = report.events.iter().filter(|row| row.event == kind);
    rows.map(|row| row.date).collect()
}

/// A host whose disk moves this much.
fn with_disk(cores: u32, speed: Bandwidth) -> HostSpec {
    HostSpec {
        disk: disk(speed),
        ..host(cores, gb(1), Bytes::ZERO)
    }
}

/// Every disk moves this much, there are so many workers of one core, and images come from nowhere.
fn fast_disks(workers: usize, speed: Bandwidth) -> Plan {
    Plan {
        user: with_disk(1, speed),
        gateway: with_disk(1, speed),
        workers: vec![with_disk(1, speed); workers],
        service: ServerlessSpec {
            remote_downloads: false,
            ..ServerlessSpec::default()
        },
        ..Plan::default()
    }
}

#[test]
fn a_download_and_a_copy_take_their_latency_and_their_size_over_the_bandwidth() {
    let wan = LinkSpec {
        bandwidth: mb_per_sec(10),
        latency: millis(50),
        ..LinkSpec::default()
    };
    let lan = LinkSpec {
        bandwidth: mb_per_sec(40),
        latency: millis(10),
        ..LinkSpec::default()
    };
    let mut world = Plan {
        wan,
        lan,
        service: ServerlessSpec::default(),
        ..fast_disks(1, mb_per_sec(200))
    }
    .declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(burst(vec![(f, secs(1))], cloud));
    // Download: 0.05 + 100 / 10. Copy: 0.01 + 100 / 40. Load: 100 / 200.
    assert_eq!(dates(&report, EventKind::ImageDownloaded), [at(10.05)]);
    assert_eq!(dates(&report, EventKind::CopyDone), [at(12.56)]);
    assert_eq!(dispatches(&report), [Some(at(13.06))]);
}

#[test]
fn the_narrowest_of_a_link_and_the_disks_at_its_ends_sets_the_pace() {
    for (from, wan, to) in [(20, 100, 100), (100, 20, 100), (100, 100, 20)] {
        let mut world = Plan {
            user: with_disk(1, mb_per_sec(from)),
            wan: link(mb_per_sec(wan)),
            gateway: with_disk(1, mb_per_sec(to)),
            ..Plan::default()
        }
        .declare();
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let cloud = world.cloud;
        let report = world.run(burst(vec![(f, secs(1))], cloud));
        // 100 / 20.
        assert_eq!(dates(&report, EventKind::ImageDownloaded), [at(5.0)]);
    }
}

#[test]
fn copies_that_share_a_link_share_it_equally() {
    let mut world = Plan {
        lan: link(mb_per_sec(30)),
        ..fast_disks(3, mb_per_sec(1000))
    }
    .declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(burst(vec![(f, secs(1)); 3], cloud));
    // Each of the three gets 30 / 3 MB/s: 100 / 10. Then each worker loads by itself: 100 / 1000.
    assert_eq!(dates(&report, EventKind::CopyDone), [at(10.0); 3]);
    assert_eq!(dispatches(&report), [Some(at(10.1)); 3]);
}

#[test]
fn a_copy_that_ends_leaves_its_share_to_the_other() {
    const SMALL: Image = Image::new("small", mb(50));
    let mut world = Plan {
        lan: link(mb_per_sec(30)),
        registry: StorageSpec {
            images: vec![SMALL, IMAGE],
            ..StorageSpec::default()
        },
        ..fast_disks(2, mb_per_sec(1000))
    }
    .declare();
    let f = world.sleeper(FunctionSpec::new("f", SMALL));
    let g = world.sleeper(FunctionSpec::new("g", IMAGE));
    let cloud = world.cloud;
    let report = world.run(burst(vec![(f, secs(1)), (g, secs(1))], cloud));
    // Both at 15 MB/s: the small one takes 50 / 15. The link was never idle, so the other ends after 150 / 30.
    assert_eq!(
        dates(&report, EventKind::CopyDone),
        [at(50.0 / 15.0), at(5.0)]
    );
}

#[test]
fn local_and_remote_streams_are_equal_on_a_disk() {
    const LARGE: Image = Image::new("large", mb(300));
    let fast = mb_per_sec(1000);
    let mut world = Plan {
        gateway: with_disk(1, fast),
        workers: vec![with_disk(2, mb_per_sec(100))],
        lan: link(fast),
        registry: StorageSpec {
            images: vec![IMAGE, LARGE],
            ..StorageSpec::default()
        },
        ..fast_disks(1, fast)
    }
    .declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let g = world.sleeper(FunctionSpec::new("g", LARGE));
    let cloud = world.cloud;
    let report = world.run(burst(vec![(f, secs(1)), (g, secs(1))], cloud));
    // The worker's disk moves 100 MB/s in all. Both copies write 50 MB/s: the first one is there after 2 s. Then its load
    // reads 50 MB/s while the other copy writes 50 MB/s: another 2 s. The 100 MB that are then missing take 1 s alone, and
    // the second load 3 s. (In the reference the load would get next to nothing: SEMANTICS, section 2.6.)
    assert_eq!(dates(&report, EventKind::CopyDone), [at(2.0), at(5.0)]);
    assert_eq!(dispatches(&report), [Some(at(4.0)), Some(at(8.0))]);
}

#[test]
fn reads_and_writes_of_bodies_share_the_disk_of_their_node_equally() {
    let mut world = fast_disks(1, mb_per_sec(100));
    world.workers = vec![with_disk(2, mb_per_sec(100))];
    let mut world = world.declare();
    let spec = FunctionSpec {
        disk: gb(1),
        ..FunctionSpec::new("f", IMAGE)
    };
    let body = async |ctx: &mut Ctx, size: Bytes| {
        ctx.write(File::new("a", size)).await.expect("it fits");
        let written = ctx.now();
        ctx.read("a").await.expect("it was written");
        (written, ctx.now())
    };
    let f = world.sim.function(spec, body);
    world.sim.deploy(f, world.cloud, world.registry);
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        let calls = [
            ctx.invoke(cloud, f, mb(100)).await,
            ctx.invoke(cloud, f, mb(200)).await,
        ];
        let outcomes = ctx.wait_all(calls).await.into_iter();
        let outputs: Vec<_> = outcomes
            .map(|outcome| outcome.expect("it runs").output)
            .collect();
        // From the start at 2 s (copy, load) on, each moves 50 MB/s: one writes 100 MB and reads them in 2 s each, and by
        // then the other has written its 200 MB. It reads them alone, in 2 s.
        assert_eq!(outputs, [(at(4.0), at(6.0)), (at(6.0), at(8.0))]);
    });
}

/// When an image of 100 MB has been downloaded over 50 MB/s and 100 ms, from and to disks of 200 MB/s.
fn downloaded(buffer: Buffer) -> Vec<SimTime> {
    let mut plan = fast_disks(1, mb_per_sec(200));
    plan.wan = LinkSpec {
        bandwidth: mb_per_sec(50),
        latency: millis(100),
        ..LinkSpec::default()
    };
    plan.registry.buffer = buffer;
    plan.service = ServerlessSpec {
        buffer,
        ..ServerlessSpec::default()
    };
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", OTHER));
    let cloud = world.cloud;
    let report = world.run(burst(vec![(f, secs(1))], cloud));
    dates(&report, EventKind::ImageDownloaded)
}

#[test]
fn chunks_overlap_and_each_has_the_latency_of_its_own() {
    // Fluid: 0.1 + 100 / 50.
    assert_eq!(downloaded(Buffer::Fluid), [at(2.1)]);
    // 10 chunks: r = w = 10 / 200, n = 0.1 + 10 / 50; r + n + w + 9 max(r, n, w).
    assert_eq!(
        downloaded(Buffer::Chunks(mb(10))),
        [at(0.05 + 0.3 + 0.05 + 9.0 * 0.3)]
    );
    // One chunk: 100 / 200 + (0.1 + 100 / 50) + 100 / 200.
    assert_eq!(downloaded(Buffer::Whole), [at(0.5 + 2.1 + 0.5)]);
}
