//! What SimGrid makes of platform files, and what is made of them here: hosts, routes in order of their links, and times of transfers.
//!
//! The answers beside the files are SimGrid's own; `tests/platforms/oracle/answers.sh` asks for them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use coldstart::platform::network::Lv08;
use coldstart::platform::simgrid_xml::Imported;
use coldstart::platform::{End, Fabric, Movement, Platform};
use coldstart::prelude::*;
use serde_json::Value;

/// The folder of the files, from the root of the workspace.
const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/platforms/features");

fn answers(file: &Path) -> Value {
    let answers = fs::read_to_string(file.with_extension("json")).expect("the answers are there");
    serde_json::from_str(&answers).expect("they are JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// How long a transfer of 1 MB takes.
fn transfer(platform: &Platform, from: HostId, to: HostId) -> SimTime {
    let mut fabric = Fabric::new(platform.clone(), Box::new(Lv08));
    let movement = Movement {
        from: End::Memory(from),
        to: End::Memory(to),
        bytes: mb(1),
        departure: SimTime::ZERO,
    };
    let started = fabric.start(SimTime::ZERO, movement, ());
    started.expect("there is a route");
    let mut now = SimTime::ZERO;
    loop {
        fabric.settle(now);
        now = fabric.next_movement().expect("it is on its way");
        if fabric.moved(now).is_some() {
            return now;
        }
    }
}

/// What SimGrid says otherwise of the platform of a file.
fn differences(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("it is there");
    let imported = Imported::read(&text, Path::new(FILES)).expect("it is a platform");
    let platform = imported.platform();
    let all = imported.zones().first().expect("there is a zone").1;
    let hosts: BTreeMap<&str, HostId> = all
        .iter()
        .map(|host| (&*platform[*host].name, *host))
        .collect();
    let answers = answers(file);
    let mut differences = Vec::new();
    if all.len() as u64 != answers["count"][0] {
        differences.push(format!("{} hosts", all.len()));
    }
    for (name, said) in answers["hosts"].as_object().expect("hosts by name") {
        let spec = &platform[hosts[name.as_str()]].spec;
        if spec.speed.get() != number(&said[0]) || u64::from(spec.cores) != said[1] {
            differences.push(format!("host {name}: {spec:?}"));
        }
    }
    for (pair, said) in answers["routes"].as_object().expect("routes by their ends") {
        let (from, to) = pair.split_once(" -> ").expect("two ends");
        let (from, to) = (hosts[from], hosts[to]);
        let Some(route) = platform.routes.get(from, to) else {
            differences.extend((!said.is_null()).then(|| format!("{pair}: no route")));
            continue;
        };
        let links = route.links.iter();
        let names: Vec<&str> = links.clone().map(|link| &*platform[*link].name).collect();
        let latencies = links.map(|link| platform[*link].spec.latency().get());
        let latency = latencies.sum::<f64>() + route.distance.get();
        let time = transfer(platform, from, to).as_secs_f64();
        let (said_latency, said_time) = (number(&said[0]), number(&said[1]));
        if said[2] != Value::from(names.clone())
            || (latency - said_latency).abs() > 1e-12
            || (time - said_time).abs() > 1e-6 * said_time
        {
            differences.push(format!(
                "{pair}: {latency}, {time}, {names:?}, and not {said}"
            ));
        }
    }
    differences
}

#[test]
fn hosts_routes_and_transfers_are_those_of_simgrid() {
    let mut files: Vec<_> = fs::read_dir(FILES)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "xml"))
        // Its transfers are those of a run.
        .filter(|path| !path.ends_with("profiles.xml"))
        .collect();
    files.sort();
    assert!(files.len() >= 14, "{files:?}");
    for file in files {
        let differences = differences(&file);
        assert!(
            differences.is_empty(),
            "{}: {differences:#?}",
            file.display()
        );
    }
}

/// When writing 3 MB from `a` to the disk of another host is over, or that it fails.
fn written(to: &'static str) -> Option<f64> {
    let mut sim = Builder::new();
    let lab = sim.platform_from(FILES, "profiles.xml");
    let store = sim.storage("store", lab[to], StorageSpec::default());
    let date = std::rc::Rc::new(std::cell::Cell::new(None));
    let told = date.clone();
    sim.controller("client", lab["a"], async move |ctx: &mut Ctx| {
        if ctx.write_to(store, File::new("file", mb(3))).await.is_ok() {
            told.set(Some(ctx.now().as_secs_f64()));
        }
    });
    sim.run(Seed(1)).expect("it runs");
    date.get()
}

#[test]
fn transfers_over_links_that_change_take_as_long_as_in_simgrid() {
    let answers = answers(&Path::new(FILES).join("profiles.xml"));
    for to in ["b", "c", "d"] {
        let said = number(&answers["routes"][format!("a -> {to}")][1]);
        match written(to) {
            Some(date) => assert!((date - said).abs() < 1e-6 * said, "{date} is not {said}"),
            None => assert_eq!(said, -1.0, "{to}"),
        }
    }
}

#[test]
fn a_host_computes_at_the_share_of_its_speed_that_its_profile_says() {
    let mut sim = Builder::new();
    let speed = gflop_per_sec(1);
    let host = sim.host(
        "host",
        HostSpec {
            speed,
            ..HostSpec::default()
        },
    );
    // 2 Gflop in each period of 4 s at half, and then at a quarter of the speed.
    let profile = Profile::new([(secs(0), 0.5), (secs(2), 0.25)]).every(secs(4));
    sim.speed_profile(host, profile);
    sim.controller("client", host, async |ctx: &mut Ctx| {
        ctx.compute(gflop(4)).await;
        // 1.5 Gflop in each of two periods, and 1 Gflop in the first half of the third.
        assert_eq!(ctx.now(), SimTime::ZERO + secs(10));
    });
    sim.run(Seed(1)).expect("it runs");
}

#[test]
fn a_link_is_down_again_and_again() {
    let mut sim = Builder::new();
    let host = HostSpec {
        speed: gflop_per_sec(1),
        ..HostSpec::default()
    };
    let disk = Disk {
        capacity: tb(1),
        read: gb_per_sec(1),
        write: gb_per_sec(1),
    };
    let user = sim.host("user", host.clone());
    let server = sim.host("server", HostSpec { disk, ..host });
    let wan = sim.link(
        "wan",
        LinkSpec {
            bandwidth: mb_per_sec(10),
            ..LinkSpec::default()
        },
    );
    sim.route(user, server, [wan]);
    sim.link_state_profile(
        wan,
        Profile::new([(secs(1), false), (secs(2), true)]).every(secs(3)),
    );
    let store = sim.storage("store", server, StorageSpec::default());
    sim.controller("client", user, async move |ctx: &mut Ctx| {
        for (date, arrives) in [(0, true), (1, false), (2, true), (4, false), (5, true)] {
            ctx.sleep_until(SimTime::ZERO + millis(date * 1000 + 200))
                .await;
            let file = File::new(format!("file {date}"), mb(1));
            assert_eq!(ctx.write_to(store, file).await.is_ok(), arrives, "{date}");
        }
    });
    let report = sim.run(Seed(1)).expect("it runs");
    assert_eq!(report.faults.len(), 2);
}

#[test]
fn profiles_that_make_no_sense_are_told() {
    let mut sim = Builder::new();
    let host = sim.host(
        "host",
        HostSpec {
            speed: gflop_per_sec(1),
            ..HostSpec::default()
        },
    );
    let link = sim.link(
        "link",
        LinkSpec {
            bandwidth: mb_per_sec(10),
            ..LinkSpec::default()
        },
    );
    sim.bandwidth_profile(link, Profile::new([(secs(1), Bandwidth::new(0.0))]));
    sim.speed_profile(host, Profile::new([(secs(2), 1.0), (secs(1), -1.0)]));
    sim.latency_profile(link, Profile::new([(secs(2), us(1))]).every(secs(1)));
    sim.link_state_profile(link, Profile::new([]));
    sim.controller("client", host, async |_: &mut Ctx| {});
    let problems = sim
        .build()
        .err()
        .expect("the declaration is wrong")
        .problems;
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "profile `bandwidth of link`: is 0.0 B/s at a step; give it a bandwidth above 0, or let the link be down",
            "profile `speed of host`: is -1.0 of it at a step; give it a share above 0, or let it be down",
            "fault `speed of host`: goes back in time; put its steps in order",
            "fault `latency of link`: comes again every 1s, before its last step at 2s; make the period longer",
            "fault `link link down`: has no step; give it at least one",
        ]
    );
}
