use super::*;
use crate::platform::network::{Ideal, Lv08};
use crate::platform::{self, HostSpec, LinkSpec};
use crate::units::short::{gflop_per_sec, mb_per_sec, tb, us};
use crate::units::{Bandwidth, SimDuration};

fn disk(speed: Bandwidth) -> Disk {
    Disk {
        capacity: tb(5),
        read: speed,
        write: speed,
    }
}

struct World {
    fabric: Fabric<&'static str>,
    user: HostId,
    head: HostId,
    node: HostId,
}

/// A user, a head and a node in a row; 100 MB/s disks.
fn row(wan: LinkSpec, lan: LinkSpec, model: Box<dyn NetworkModel>) -> World {
    let mut platform = Platform::default();
    let spec = HostSpec {
        speed: gflop_per_sec(1),
        disk: disk(mb_per_sec(100)),
        ..HostSpec::default()
    };
    let [user, head, node] = ["user", "head", "node"].map(|name| platform.host(name, spec.clone()));
    let wan = platform.link("wan", wan);
    let lan = platform.link("lan", lan);
    platform.routes.symmetrical(user, head, &[wan]);
    platform.routes.symmetrical(head, node, &[lan]);
    World {
        fabric: Fabric::new(platform, model),
        user,
        head,
        node,
    }
}

fn link(bandwidth: u64, latency: SimDuration) -> LinkSpec {
    LinkSpec {
        bandwidth: mb_per_sec(bandwidth),
        latency,
        ..LinkSpec::default()
    }
}

impl World {
    fn stream(&mut self, at: f64, from: End, to: End, bytes: u64, token: &'static str) {
        let movement = Movement {
            from,
            to,
            bytes: Bytes::new(bytes),
            departure: SimTime::ZERO,
        };
        self.fabric
            .start(SimTime::from_secs_f64(at), movement, token)
            .unwrap();
        self.fabric.settle(SimTime::from_secs_f64(at));
    }

    /// All ends until `horizon`, in seconds.
    fn run(&mut self, horizon: f64) -> Vec<(f64, &'static str)> {
        let mut ends = Vec::new();
        while let Some(date) = self.fabric.next_movement() {
            if date.as_secs_f64() > horizon {
                break;
            }
            while let Some(token) = self.fabric.moved(date) {
                ends.push((date.as_secs_f64(), token));
            }
            self.fabric.settle(date);
        }
        ends
    }
}

fn assert_ends(actual: &[(f64, &str)], expected: &[(f64, &str)]) {
    assert_eq!(actual.len(), expected.len(), "{actual:?}");
    for ((date, token), (expected_date, expected_token)) in actual.iter().zip(expected) {
        assert_eq!(token, expected_token, "{actual:?}");
        assert!(
            (date - expected_date).abs() < 2e-9,
            "{token} ended at {date}, not at {expected_date}"
        );
    }
}

#[test]
fn a_copy_is_one_flow_limited_by_the_narrowest_of_link_and_disks() {
    // SEMANTICS 10.1, the basic example: download, then copy, then load.
    let mut world = row(link(10, us(20)), link(100, us(2)), Box::new(Lv08));
    world.stream(
        0.0,
        End::Disk(world.user),
        End::Disk(world.head),
        250_000_000,
        "download",
    );
    let ends = world.run(f64::INFINITY);
    assert_ends(
        &ends,
        &[(13.01 * 2e-5 + 250e6 / (0.97 * 10e6 / 1.05), "download")],
    );
    let start = ends[0].0;
    world.stream(
        start,
        End::Disk(world.head),
        End::Disk(world.node),
        250_000_000,
        "copy",
    );
    let copied = start + 13.01 * 2e-6 + 250e6 / (0.97 * 100e6 / 1.05);
    assert_ends(&world.run(f64::INFINITY), &[(copied, "copy")]);
    world.stream(
        copied,
        End::Disk(world.node),
        End::Memory(world.node),
        250_000_000,
        "load",
    );
    assert_ends(&world.run(f64::INFINITY), &[(32.268_327_457, "load")]);
}

#[test]
fn transfers_over_a_fat_pipe_each_have_all_of_it() {
    // 0.97 C each, without the 1.05: acknowledgements take nothing from a fat pipe.
    let fat = LinkSpec {
        sharing: platform::Sharing::Fatpipe,
        ..link(10, us(20))
    };
    let end = 13.01 * 2e-5 + 100e6 / (0.97 * 10e6);
    let mut world = row(fat, link(100, us(2)), Box::new(Lv08));
    let (user, head) = (End::Memory(world.user), End::Memory(world.head));
    let alone = world
        .fabric
        .time_alone(world.user, world.head, Bytes::new(100_000_000))
        .unwrap();
    assert!((alone.as_secs_f64() - end).abs() < 2e-9, "{alone}");
    for (from, to, token) in [
        (user, head, "there"),
        (user, head, "too"),
        (head, user, "back"),
    ] {
        world.stream(0.0, from, to, 100_000_000, token);
    }
    assert_ends(
        &world.run(f64::INFINITY),
        &[(end, "there"), (end, "too"), (end, "back")],
    );

    let mut world = row(fat, link(100, us(2)), Box::new(Ideal));
    let (user, head) = (End::Memory(world.user), End::Memory(world.head));
    for token in ["one", "two"] {
        world.stream(0.0, user, head, 100_000_000, token);
    }
    let end = 2e-5 + 100e6 / 10e6;
    assert_ends(&world.run(f64::INFINITY), &[(end, "one"), (end, "two")]);
}

#[test]
fn two_downloads_share_a_link_equally() {
    // SEMANTICS 10.1, probe_two_downloads.
    let mut world = row(link(10, us(20)), link(100, us(2)), Box::new(Lv08));
    world.stream(
        0.0,
        End::Disk(world.user),
        End::Disk(world.head),
        400_000_000,
        "a",
    );
    assert!(world.run(3.0).is_empty());
    world.stream(
        3.0,
        End::Disk(world.user),
        End::Disk(world.head),
        400_000_000,
        "b",
    );
    assert_ends(&world.run(84.0), &[(83.598_198_344, "a")]);
}

#[test]
fn streams_share_a_disk_in_inverse_proportion_to_their_priorities() {
    // SEMANTICS 10.1, probe_copy_vs_load, from the moment that the head's disk is shared.
    let mut world = row(link(1000, us(20)), link(1000, us(2)), Box::new(Lv08));
    let (p_wan, p_lan) = (2e-5 + 20537.0 / 1e9, 2e-6 + 20537.0 / 1e9);
    world.stream(
        0.0,
        End::Disk(world.head),
        End::Disk(world.node),
        400_000_000,
        "copy",
    );
    world.stream(
        0.0,
        End::Disk(world.user),
        End::Disk(world.head),
        400_000_000,
        "download",
    );
    let copy_share = (1.0 / p_lan) / (1.0 / p_lan + 1.0 / p_wan);
    // The copy has the disk for itself until the first bytes of the download arrive.
    let alone = 13.01 * (2e-5 - 2e-6);
    let copied = 13.01 * 2e-5 + (400e6 - alone * 100e6) / (copy_share * 100e6);
    assert_ends(&world.run(copied + 0.1), &[(copied, "copy")]);
}

#[test]
fn a_stream_over_links_without_latency_starves_as_a_local_one_does() {
    let mut world = row(
        link(1000, us(20)),
        link(1000, SimDuration::ZERO),
        Box::new(Lv08),
    );
    let (head, user, node) = (world.head, world.user, world.node);
    world.stream(0.0, End::Disk(head), End::Disk(node), 100_000_000, "near");
    world.stream(0.0, End::Disk(head), End::Disk(user), 100_000_000, "far");
    // Priorities 1 and 2e-5 + 20537 / 1e9: the near stream gets the crumbs of the head's disk, though its link is as wide.
    let crumbs = 100e6 * (2e-5 + 20537.0 / 1e9) / (1.0 + 2e-5 + 20537.0 / 1e9);
    let begun = 13.01 * 2e-5;
    let far = begun + 100e6 / (100e6 - crumbs);
    // At the end of the other one it has what the link lets through, 0.97 x 1000 / 1.05, or rather what the disk reads.
    let near = far + (100e6 - 100e6 * begun - crumbs * (far - begun)) / 100e6;
    assert_ends(&world.run(f64::INFINITY), &[(far, "far"), (near, "near")]);
}

#[test]
fn a_local_stream_starves_next_to_a_remote_one() {
    let mut world = row(link(1000, us(20)), link(1000, us(2)), Box::new(Lv08));
    world.stream(
        0.0,
        End::Disk(world.head),
        End::Disk(world.node),
        800_000_000,
        "copy",
    );
    world.stream(
        0.0,
        End::Disk(world.node),
        End::Memory(world.node),
        100_000_000,
        "load",
    );
    let ends = world.run(f64::INFINITY);
    let p_lan = 2e-6 + 20537.0 / 1e9;
    let crumbs = 100e6 * p_lan / (1.0 + p_lan);
    let copied = 13.01 * 2e-6 + 800e6 / (100e6 - crumbs);
    let loaded = copied + (100e6 - 100e6 * 13.01 * 2e-6 - crumbs * (copied - 13.01 * 2e-6)) / 100e6;
    assert_ends(&ends, &[(copied, "copy"), (loaded, "load")]);
}

#[test]
fn local_and_remote_streams_are_equal_on_an_ideal_network() {
    let mut world = row(link(1000, us(0)), link(1000, us(0)), Box::new(Ideal));
    world.stream(
        0.0,
        End::Disk(world.head),
        End::Disk(world.node),
        100_000_000,
        "copy",
    );
    world.stream(
        0.0,
        End::Disk(world.node),
        End::Memory(world.node),
        100_000_000,
        "load",
    );
    assert_ends(&world.run(f64::INFINITY), &[(2.0, "copy"), (2.0, "load")]);
}

#[test]
fn a_message_within_an_ideal_host_takes_no_time() {
    let mut world = row(link(10, us(20)), link(100, us(2)), Box::new(Ideal));
    world.stream(
        1.0,
        End::Memory(world.node),
        End::Memory(world.node),
        1000,
        "note",
    );
    assert_ends(&world.run(f64::INFINITY), &[(1.0, "note")]);
}

#[test]
fn turning_a_link_off_breaks_what_crosses_it_and_nothing_else() {
    let mut world = row(link(10, us(20)), link(100, us(2)), Box::new(Lv08));
    world.stream(
        0.0,
        End::Disk(world.user),
        End::Disk(world.head),
        1_000_000,
        "download",
    );
    world.stream(
        0.0,
        End::Disk(world.head),
        End::Disk(world.node),
        1_000_000,
        "copy",
    );
    assert_eq!(world.fabric.turn_off(LinkId::from_index(0)), ["download"]);
    world.fabric.settle(SimTime::ZERO);
    assert_eq!(world.run(f64::INFINITY).len(), 1);
    let again = Movement {
        from: End::Disk(world.user),
        to: End::Disk(world.head),
        bytes: Bytes::new(1),
        departure: SimTime::ZERO,
    };
    assert_eq!(
        world.fabric.start(SimTime::ZERO, again, "late"),
        Err(Broken::LinkDown)
    );
}

#[test]
fn copies_to_several_nodes_share_the_disk_of_the_head() {
    // SEMANTICS 10.1, probe_head_disk_contention: 8 copies of 200 MB from a disk of 100 MB/s, over links of their own.
    let mut platform = Platform::default();
    let spec = HostSpec {
        speed: gflop_per_sec(1),
        disk: disk(mb_per_sec(100)),
        ..HostSpec::default()
    };
    let head = platform.host("head", spec.clone());
    let nodes: Vec<HostId> = (0..8)
        .map(|node| {
            let node = platform.host(format!("node{node}"), spec.clone());
            let lan = platform.link("lan", link(1000, us(2)));
            platform.routes.symmetrical(head, node, &[lan]);
            node
        })
        .collect();
    let fabric = Fabric::new(platform, Box::new(Lv08));
    let mut world = World {
        fabric,
        user: head,
        head,
        node: nodes[0],
    };
    for node in nodes {
        world.stream(0.0, End::Disk(head), End::Disk(node), 200_000_000, "copy");
    }
    let copied = 13.01 * 2e-6 + 16.0;
    assert_ends(&world.run(f64::INFINITY), &[(copied, "copy"); 8]);
}

#[test]
fn a_long_download_is_bounded_by_the_window() {
    // SEMANTICS 10.1, sweep_wan_latency_300ms: the download alone.
    let mut world = row(
        link(10, SimDuration::from_millis(300)),
        link(100, us(2)),
        Box::new(Lv08),
    );
    world.stream(
        0.0,
        End::Disk(world.user),
        End::Disk(world.head),
        250_000_000,
        "download",
    );
    assert_ends(
        &world.run(f64::INFINITY),
        &[(13.01 * 0.3 + 250e6 / (0.97 * 4_194_304.0 / 0.6), "download")],
    );
}

#[test]
fn a_control_message_takes_its_latency_and_its_size_over_the_rate() {
    // SEMANTICS 10.1, sweep_control_messages_1KiB.
    let world = row(link(10, us(20)), link(100, us(2)), Box::new(Lv08));
    let time = world
        .fabric
        .time_alone(world.user, world.head, Bytes::new(1024));
    let seconds = time.map(SimDuration::as_secs_f64).unwrap();
    assert!((seconds - 0.000_371_045).abs() < 2e-9, "{seconds}");
    let local = world
        .fabric
        .time_alone(world.head, world.head, Bytes::new(1024));
    assert_eq!(
        local,
        Ok(SimDuration::from_nanos(106)),
        "1024 B at 9.7 GB/s"
    );
}
