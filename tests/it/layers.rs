//! Layers that images share: they travel to a disk once, take space there once, and stay as long as an image there needs them.
//!
//! Everything moves 100 MB/s, so that 100 MB take a second, and so does each load.

use coldstart::prelude::*;
use coldstart::results::TransferKind;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::run;
use coldstart::simulation::BuildError;

use crate::support::{Plan, World, at, burst, host, storage};

const OS: Layer = Layer::new("os", mb(100));
const NUMPY: Layer = Layer::new("numpy", mb(30));

/// 200 MB, of which 100 are the layer `os`.
const A: Image = Image::layered("a", &[OS], mb(100)).in_memory(mb(100));

/// 150 MB, of which 100 are the layer `os`.
const B: Image = Image::layered("b", &[OS], mb(50)).in_memory(mb(100));

/// Nothing but the layer `os`.
const BARE: Image = Image::layered("bare", &[OS], Bytes::ZERO).in_memory(mb(100));

/// 100 MB that no other image has.
const PLAIN: Image = Image::new("plain", mb(100));

type Sleeper = Function<SimDuration, ()>;

/// A function of each image, on nodes with so much disk.
fn world(disk: Bytes, images: &[Image], nodes: usize) -> (World, Vec<Sleeper>) {
    let workers = vec![host(2, gb(1), disk); nodes];
    let mut world = Plan::over(workers).with_images(images).declare();
    let functions = images.iter().map(|image| {
        let name = format!("of_{}", image.name);
        world.sleeper(FunctionSpec::new(name, image.clone()))
    });
    let functions = functions.collect();
    (world, functions)
}

/// Invokes functions without a body of any length one after the other; returns when each has started.
fn one_by_one(world: World, functions: Vec<Sleeper>) -> Report {
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        for function in functions {
            let call = ctx.invoke(cloud, function, SimDuration::ZERO).await;
            ctx.wait(call).await.expect("nothing can fail here");
        }
    })
}

fn starts(report: &Report) -> Vec<SimTime> {
    let rows = report.invocations.iter();
    rows.map(|row| row.start.expect("it has started")).collect()
}

/// How many megabytes were moved by each movement of this kind, in order of start.
fn moved(report: &Report, kind: TransferKind) -> Vec<u64> {
    let rows = report.transfers.iter().filter(|row| row.kind == kind);
    rows.map(|row| row.bytes.get() / 1_000_000).collect()
}

#[test]
fn what_another_image_has_brought_does_not_travel_again() {
    let (world, of) = world(gb(10), &[A, B, BARE], 1);
    let report = one_by_one(world, of);
    // 2 s down, 2 s to the node, 1 s into memory; then half a second, half, and one; then only the one.
    assert_eq!(starts(&report), [at(5.0), at(7.0), at(8.0)]);
    assert_eq!(moved(&report, TransferKind::Download), [200, 50, 0]);
    assert_eq!(moved(&report, TransferKind::Copy), [200, 50, 0]);
    assert_eq!(moved(&report, TransferKind::Load), [100, 100, 100]);
    assert_eq!(report.nodes[0].disk_peak, mb(250));
    assert_eq!(report.nodes[0].memory_peak, mb(300));
}

#[test]
fn without_layers_in_common_each_image_travels_whole() {
    const OTHER: Image = Image::layered("other", &[NUMPY], mb(20)).in_memory(mb(100));
    let (world, of) = world(gb(10), &[A, OTHER, PLAIN], 1);
    let report = one_by_one(world, of);
    assert_eq!(starts(&report), [at(5.0), at(7.0), at(10.0)]);
    assert_eq!(moved(&report, TransferKind::Download), [200, 50, 100]);
}

#[test]
fn each_node_needs_the_layer_for_itself() {
    let (mut world, of) = world(gb(10), &[A, B], 2);
    let spec = FunctionSpec::new("again", B);
    let again = world.sleeper(spec);
    let cloud = world.cloud;
    let long = secs(100);
    let calls = vec![(of[0], long), (of[0], long), (of[1], long), (again, long)];
    let report = world.run(burst(calls, cloud));
    // `a` and `b` arrive at 2.5 s. Two of each fill a node, and each node takes the layer.
    assert_eq!(moved(&report, TransferKind::Download), [200, 50]);
    let mut copied = moved(&report, TransferKind::Copy);
    copied.sort_unstable();
    assert_eq!(copied, [150, 200]);
}

#[test]
fn a_layer_on_its_way_is_waited_for_by_the_next_image() {
    let (world, of) = world(gb(10), &[A, B], 1);
    let cloud = world.cloud;
    let report = world.run(burst(vec![(of[0], secs(1)), (of[1], secs(1))], cloud));
    // 50 MB of each in the first second; then the 150 MB of `a` that are left, with the layer. The copies do the same.
    let arrivals = |kind| {
        let rows = report.transfers.iter().filter(move |row| row.kind == kind);
        rows.map(|row| row.end.expect("it has arrived"))
            .collect::<Vec<_>>()
    };
    assert_eq!(arrivals(TransferKind::Download), [at(2.5), at(2.5)]);
    assert_eq!(arrivals(TransferKind::Copy), [at(5.0), at(5.0)]);
    assert_eq!(moved(&report, TransferKind::Copy), [200, 50]);
    assert_eq!(starts(&report), [at(7.0), at(7.0)]);
    assert_eq!(report.nodes[0].disk_peak, mb(250));
}

#[test]
fn a_layer_stays_until_the_last_image_of_it_is_evicted() {
    let (world, of) = world(mb(260), &[A, B, PLAIN], 1);
    let (a, b, plain) = (of[0], of[1], of[2]);
    let report = one_by_one(world, vec![a, b, plain, b, a, b]);
    // `plain` needs 90 MB more than are free: `a` goes with its own 100, and leaves the layer to `b`, which is not copied
    // again. Then `a` is back for its own 100 MB: `b` and `plain` make room, and the layer stays for `a`, and then for `b`.
    assert_eq!(moved(&report, TransferKind::Copy), [200, 50, 100, 100, 50]);
    let expected = [5.0, 7.0, 10.0, 10.0, 12.0, 13.5].map(at);
    assert_eq!(starts(&report), expected);
    assert_eq!(report.nodes[0].disk_peak, mb(250));
}

#[test]
fn a_layer_travels_again_when_no_image_has_kept_it() {
    let big = Image::new("big", mb(240)).in_memory(mb(100));
    let (world, of) = world(mb(260), &[A, B, big], 1);
    let (a, b, big) = (of[0], of[1], of[2]);
    let report = one_by_one(world, vec![a, b, big, b]);
    assert_eq!(moved(&report, TransferKind::Copy), [200, 50, 240, 150]);
    assert_eq!(report.nodes[0].disk_peak, mb(250));
}

#[test]
fn images_that_appear_at_once_are_copied_without_what_is_there() {
    let mut plan = Plan::default().with_images([A, B]);
    plan.service.remote_downloads = false;
    let mut world = plan.declare();
    let of = [A, B].map(|image| world.sleeper(FunctionSpec::new(image.name.clone(), image)));
    let report = one_by_one(world, of.to_vec());
    assert_eq!(starts(&report), [at(3.0), at(4.5)]);
}

/// A scenario with `a` and `b` as above; after so many seconds the link to the registry is off.
fn cut(seconds: f64) -> Report {
    let text = r#"{
        "name": "layers", "controller_host": "gateway", "network_model": "ideal", "engine": { "link_shutdown": true },
        "platform": {
            "hosts": [
                { "name": "user", "speed": 1e9, "disk": { "size": 1e12, "read_bw": 1e8, "write_bw": 1e8 } },
                { "name": "gateway", "speed": 1e9, "disk": { "size": 1e12, "read_bw": 1e8, "write_bw": 1e8 } },
                { "name": "worker", "speed": 1e9, "cores": 2, "ram": 1e9, "disk": { "size": 1e12, "read_bw": 1e8, "write_bw": 1e8 } }
            ],
            "links": [{ "name": "wan", "bandwidth": 1e8 }, { "name": "lan", "bandwidth": 1e8 }],
            "routes": [
                { "src": "user", "dst": "gateway", "links": ["wan"] },
                { "src": "gateway", "dst": "worker", "links": ["lan"] }
            ]
        },
        "storage": { "host": "user" },
        "service": { "head_host": "gateway", "compute_hosts": ["worker"] },
        "images": [
            { "name": "a", "disk_size": "200 MB", "ram_size": "100 MB", "layers": [{ "name": "os", "size": "100 MB" }] },
            { "name": "b", "disk_size": "150 MB", "ram_size": "100 MB", "layers": [{ "name": "os", "size": "100 MB" }] }
        ],
        "functions": [
            { "name": "f", "image": "a", "disk_limit": 0, "ram_limit": 0 },
            { "name": "g", "image": "b", "disk_limit": 0, "ram_limit": 0 }
        ],
        "timeline": [
            { "invoke": "f", "id": "f0" }, { "invoke": "g", "id": "g0" }, { "at": AT, "turn_off_link": "wan" },
            { "wait_all": true }
        ]
    }"#;
    let text = text.replace("AT", &seconds.to_string());
    let scenario = parse(&text, Format::Json, "layers").expect("a scenario without mistakes");
    run(&scenario, Seed(1)).expect("it runs").report
}

#[test]
fn an_image_fails_with_the_transfer_that_was_to_bring_its_layer() {
    // At 1.5 s all that `b` brings is there, and the layer is not; at 0.5 s both are on their way.
    for seconds in [0.5, 1.5] {
        let report = cut(seconds);
        assert_eq!(report.summary.failed, 2, "at {seconds}");
        for row in &report.invocations {
            let cause = row.failure_cause.as_deref().unwrap_or_default();
            assert!(cause.starts_with("Network error (link failure"), "{cause}");
            assert_eq!(row.completion, Some(at(seconds)));
        }
    }
    let report = cut(3.0);
    assert_eq!(report.summary.succeeded, 2);
    assert_eq!(starts(&report), [at(7.0), at(7.0)]);
}

/// What is wrong with a registry of these images, on a disk of so much.
fn mistakes(images: &[Image], disk: Bytes) -> Vec<String> {
    let plan = Plan {
        user: host(1, gb(1), disk),
        registry: storage(images),
        ..Plan::default()
    };
    let mut world = plan.declare();
    world
        .sim
        .controller("client", world.user, async |_: &mut Ctx| {});
    match world.sim.build() {
        Ok(_) => Vec::new(),
        Err(BuildError { problems, .. }) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_registry_holds_each_layer_once() {
    assert_eq!(mistakes(&[A, B], mb(250)), Vec::<String>::new());
    let told = mistakes(&[A, B], mb(249)).join("\n");
    assert!(
        told.contains("holds 250MB of images on a disk of 249MB"),
        "{told}"
    );
}

#[test]
fn a_layer_has_one_name_and_one_size() {
    const OTHER_OS: Layer = Layer::new("os", mb(90));
    const UNNAMED: Layer = Layer::new("", mb(1));
    const EMPTY: Layer = Layer::new("x", Bytes::ZERO);
    let cases = [
        (
            [A, Image::layered("c", &[OTHER_OS], mb(1))],
            "has a layer `os` of 90MB, which image `a` has with 100MB; a layer has one name and one size",
        ),
        (
            [A, Image::layered("c", &[UNNAMED], mb(1))],
            "has a layer with an empty name; give it one",
        ),
        (
            [A, Image::layered("c", &[EMPTY], mb(1))],
            "has a layer `x` of no size; give it one, or leave it out",
        ),
        (
            [A, Image::layered("c", &[OS, NUMPY, OS], mb(1))],
            "has the layer `os` twice; keep one",
        ),
        (
            [A, Image { disk: mb(99), ..B }],
            "has layers of 100MB together, more than its size of 99MB; enlarge it, or leave layers out",
        ),
        (
            [
                A,
                Image {
                    layers: Default::default(),
                    ..A
                },
            ],
            "has two lists of layers",
        ),
    ];
    for (images, expected) in cases {
        let told = mistakes(&images, gb(10)).join("\n");
        assert!(told.contains(expected), "{told}");
    }
}
