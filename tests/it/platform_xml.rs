//! Platforms from SimGrid files run like those that are declared, and their mistakes are told with those of the
//! declaration.

use coldstart::prelude::*;
use coldstart::simulation::{BuildError, Problem};

use crate::support::storage;

const IMAGE: Image = Image::new("worker", mb(250));

/// The folder of the files, from the root of the workspace.
const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/platforms");

/// Invokes a function once, whose image comes from the disk of `user`.
fn one_invocation(sim: &mut Builder, user: HostId, gateway: HostId, nodes: &[HostId]) {
    let storage = sim.storage("repository", user, storage([IMAGE]));
    let cloud = sim.serverless("cloud", gateway, nodes, ServerlessSpec::default());
    let function = sim.function(
        FunctionSpec::new("f", IMAGE),
        async |ctx: &mut Ctx, (): ()| {
            ctx.sleep(secs(1)).await;
        },
    );
    sim.deploy(function, cloud, storage);
    sim.controller("client", user, async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, function, ()).await;
        ctx.wait(call).await.map(drop)
    });
}

fn problems(sim: Builder) -> Vec<Problem> {
    let BuildError { problems } = sim.build().err().expect("the declaration is wrong");
    problems
}

#[test]
fn a_cluster_runs_like_its_hosts_and_links_declared_by_hand() {
    let mut from_file = Builder::new();
    let platform = from_file.platform_from(FILES, "cluster.xml");
    let nodes = platform.cluster("rack");
    assert_eq!(nodes.len(), 16);
    assert_eq!(nodes, platform.all_hosts());
    assert_eq!(platform["node-3"], nodes[3]);
    one_invocation(&mut from_file, nodes[0], nodes[1], &nodes[2..]);

    let mut by_hand = Builder::new();
    let disk = Disk {
        capacity: tb(1),
        read: mb_per_sec(200),
        write: mb_per_sec(100),
    };
    let spec = HostSpec {
        cores: 4,
        speed: gflop_per_sec(1),
        ram: gb(16),
        disk,
        ..HostSpec::default()
    };
    let [bandwidth, backbone] = [mb_per_sec(125), mb_per_sec(1250)];
    let mut link = |name: &str, bandwidth, latency| {
        by_hand.link(
            name,
            LinkSpec {
                bandwidth,
                latency,
                ..LinkSpec::default()
            },
        )
    };
    let backbone = link("backbone", backbone, us(500));
    let links: Vec<LinkId> = (0..16)
        .map(|i| link(&format!("link {i}"), bandwidth, us(50)))
        .collect();
    let nodes: Vec<HostId> = (0..16)
        .map(|i| by_hand.host(&format!("node-{i}"), spec.clone()))
        .collect();
    for to in 1..16 {
        for from in 0..to {
            by_hand.route(nodes[from], nodes[to], [links[from], backbone, links[to]]);
        }
    }
    one_invocation(&mut by_hand, nodes[0], nodes[1], &nodes[2..]);

    // The links of a cluster have names of their own.
    let without_links = |sim: Builder| {
        let mut report = sim.run(Seed(1)).expect("it runs");
        report.timeline.links.clear();
        report
    };
    assert_eq!(without_links(from_file), without_links(by_hand));
}

#[test]
fn a_site_of_several_zones_has_the_dates_of_its_routes() {
    let mut sim = Builder::new();
    let platform = sim.platform_from(FILES, "site.xml");
    let nodes = platform.cluster("rack");
    assert_eq!(platform.cluster("site")[1..], nodes);
    one_invocation(&mut sim, platform["user"], platform["gateway"], &nodes);
    let report = sim.run(Seed(1)).expect("it runs");

    // LV08: 13.01 L + S / (0.97 C / 1.05), without the 1.05 where acknowledgements return over another link. The
    // narrowest link from the user is `isp`, whose bandwidth a window of 4 MiB does not reach; that to a node is its own.
    let download = 13.01 * (20e-3 + 2e-6) + 250e6 / (0.97 * 10e6 / 1.05);
    let copy = 13.01 * (1e-6 + 10e-6 + 5e-6) + 250e6 / (0.97 * 50e6);
    let load = 250e6 / 100e6;
    let dispatch = report.invocations[0].dispatch.expect("it is dispatched");
    assert!(
        (dispatch.as_secs_f64() - (download + copy + load)).abs() < 3e-9,
        "{dispatch}"
    );
}

#[test]
fn transfers_over_a_fat_pipe_of_a_file_do_not_share_it() {
    let text = |policy: &str| {
        format!(
            r#"<platform version="4.1"><zone id="lab" routing="Full">
                 <host id="a" speed="1Gf"/>
                 <host id="b" speed="1Gf"><disk id="d" read_bw="1GBps" write_bw="1GBps"/></host>
                 <link id="core" bandwidth="10MBps" latency="20us" sharing_policy="{policy}"/>
                 <route src="a" dst="b"><link_ctn id="core"/></route>
               </zone></platform>"#
        )
    };
    // LV08: acknowledgements take a twentieth of a shared link and nothing of a fat pipe.
    for (policy, rate) in [("SHARED", 10e6 / 1.05 / 2.0), ("FATPIPE", 10e6)] {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("lab.xml"), text(policy)).expect("a file");
        let mut sim = Builder::new();
        let lab = sim.platform_from(folder.path().to_str().expect("a path"), "lab.xml");
        let store = sim.storage("store", lab["b"], StorageSpec::default());
        let end = 13.01 * 20e-6 + 50e6 / (0.97 * rate);
        for name in ["one", "two"] {
            sim.controller(name, lab["a"], async move |ctx: &mut Ctx| {
                let file = File::new(name, mb(50));
                ctx.write_to(store, file).await.expect("the disk is empty");
                let date = ctx.now().as_secs_f64();
                assert!((date - end).abs() < 2e-9, "{date} is not {end}");
            });
        }
        sim.run(Seed(1))
            .expect("both arrive at the date of the formula");
    }
}

#[test]
fn unknown_names_are_told_where_they_are_used_and_nothing_that_follows_from_them() {
    let mut sim = Builder::new();
    let platform = sim.platform_from(FILES, "site.xml");
    let gateway = platform["gatway"];
    let nodes = platform.cluster("racks");
    let line = line!() - 2;
    sim.route(platform["User"], gateway, [platform.link("ips")]);
    let disk = platform.host("database");
    one_invocation(&mut sim, disk, gateway, &nodes);
    let problems = problems(sim);
    let told: Vec<String> = problems.iter().map(Problem::to_string).collect();
    assert_eq!(
        told,
        [
            "platform `site.xml`: has no host `gatway`; did you mean `gateway`?",
            "platform `site.xml`: has no cluster or zone `racks`; did you mean `rack`?",
            "platform `site.xml`: has no host `User`; did you mean `user`?",
            "platform `site.xml`: has no link `ips`; did you mean `isp`?",
            "platform `site.xml`: has no host `database`; look its name up in the file",
        ]
    );
    assert!(problems[0].location.file().ends_with("platform_xml.rs"));
    assert_eq!(problems[0].location.line(), line);
    assert_eq!(problems[1].location.line(), line + 1);
}

#[test]
fn a_file_that_is_not_there_is_told_alone() {
    let mut sim = Builder::new();
    let platform = sim.platform_from("/nowhere", "missing.xml");
    one_invocation(
        &mut sim,
        platform["user"],
        platform["gateway"],
        &platform.cluster("rack"),
    );
    let told: Vec<String> = problems(sim).iter().map(Problem::to_string).collect();
    let [told] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert!(
        told.starts_with("platform `missing.xml`: cannot be read: ")
            && told.ends_with("it was looked for in the current directory and in `/nowhere`"),
        "{told}"
    );
}

#[test]
fn mistakes_of_a_file_are_told_with_their_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "<platform version=\"4.1\">\n<zone id=\"lab\" routing=\"Full\">\n<host id=\"a\" speed=\"1GHz\"/>\n<peer/>\n</zone>\n</platform>";
    std::fs::write(folder.path().join("lab.xml"), text).expect("a file");
    let mut sim = Builder::new();
    let platform = sim.platform_from(folder.path().to_str().expect("a path"), "lab.xml");
    one_invocation(
        &mut sim,
        platform["a"],
        platform["b"],
        &platform.all_hosts(),
    );
    let told: Vec<String> = problems(sim).iter().map(Problem::to_string).collect();
    assert_eq!(
        told,
        [
            "platform `lab.xml:3:14`: speed=\"1GHz\" of <host>: unknown unit `GHz`; write a speed such as 1Gf (units: f, kf, Mf, Gf, Tf, Pf)",
            "platform `lab.xml:4:1`: not supported: <peer>; it is for a zone with routing=\"Vivaldi\"; write it as a <host> with <link>s and <route>s",
        ]
    );
}

#[test]
fn a_platform_is_also_found_from_the_current_directory() {
    let mut sim = Builder::new();
    let platform = sim.platform_from("/nowhere", "tests/platforms/basic.xml");
    assert_eq!(platform.all_hosts().len(), 5);
    assert_eq!(
        platform.notes(),
        [
            "tests/platforms/basic.xml:53: the route from `gateway` to itself is left out: how fast a host reaches itself is the same for all"
        ]
    );
}

#[test]
fn a_platform_of_many_hosts_knows_the_way_between_any_two() {
    let folder = tempfile::tempdir().expect("a folder");
    // A table of all routes would have 10^10 entries.
    let text = "<platform version=\"4.1\"><cluster id=\"c\" prefix=\"n\" suffix=\"\" radical=\"0-99999\" speed=\"1Gf\" bw=\"10MBps\" lat=\"0\"><prop id=\"disk_read_bw\" value=\"1GBps\"/><prop id=\"disk_write_bw\" value=\"1GBps\"/></cluster></platform>";
    std::fs::write(folder.path().join("large.xml"), text).expect("a file");
    let mut sim = Builder::new();
    let large = sim.platform_from(folder.path().to_str().expect("a path"), "large.xml");
    assert_eq!(large.hosts("n9999?").len(), 10);
    let [one, other] = [large["n0"], large["n99999"]];
    let store = sim.storage("store", other, StorageSpec::default());
    sim.controller("client", one, async move |ctx: &mut Ctx| {
        let written = ctx.write_to(store, File::new("file", mb(1))).await;
        written.expect("there is a way and a disk");
        let date = ctx.now().as_secs_f64();
        assert!((date - 1e6 / (0.97 * 10e6)).abs() < 2e-9, "{date}");
    });
    sim.run(Seed(1)).expect("it runs");
}

#[test]
fn hosts_are_named_by_patterns() {
    let mut sim = Builder::new();
    let platform = sim.platform_from(FILES, "cluster.xml");
    assert_eq!(platform.hosts("node-*"), platform.all_hosts());
    assert_eq!(platform.hosts("node-1?").len(), 6);
    assert_eq!(platform.hosts("node-3"), [platform["node-3"]]);
    let nodes = platform.hosts("nodes-*");
    one_invocation(&mut sim, nodes[0], nodes[0], &nodes);
    let told: Vec<String> = problems(sim).iter().map(Problem::to_string).collect();
    assert_eq!(
        told,
        ["platform `cluster.xml`: has no host like `nodes-*`; did you mean `node-0`?"]
    );
}

#[test]
#[should_panic(expected = "has no host `typo`")]
fn an_unknown_name_after_the_simulation_is_built_panics() {
    let mut sim = Builder::new();
    let platform = sim.platform_from(FILES, "cluster.xml");
    let nodes = platform.all_hosts();
    one_invocation(&mut sim, nodes[0], nodes[1], &nodes[2..]);
    let _prepared = sim.build();
    let _ = platform["typo"];
}

#[cfg(feature = "cli")]
mod beside_the_basic_example {
    use coldstart::results::run;
    use coldstart::simulation::{ParameterError, ParameterInfo, ParameterValue};

    use super::*;
    use crate::support::programs::basic_builder;

    /// The basic example on the platform of a file.
    #[derive(Clone, Default)]
    struct FromFile {
        invocations: u64,
    }

    impl Declaration for FromFile {
        const NAME: &'static str = "Basic";
        const DOC: &'static str = "";
        const PARAMETERS: &'static [ParameterInfo] = &[];

        fn values(&self) -> Vec<ParameterValue> {
            Vec::new()
        }

        fn set(&mut self, name: &str, _: &str) -> Result<(), ParameterError> {
            Err(ParameterError::unknown(name))
        }

        fn build(&self, sim: &mut Builder) {
            let platform = sim.platform_from(FILES, "basic.xml");
            let worker: Vec<HostId> = (0..3).map(|i| platform[&format!("worker[{i}]")]).collect();
            let invocations = self.invocations;
            let user = platform["user"];
            let spec = FunctionSpec {
                time_limit: secs(60),
                disk: mb(500),
                memory: mb(200),
                ingress: mb(30),
                egress: mb(40),
                ..FunctionSpec::new("work", IMAGE)
            };
            let repository = sim.storage("repository", user, storage([IMAGE]));
            let cloud = sim.serverless(
                "cloud",
                platform["gateway"],
                &worker,
                ServerlessSpec::default(),
            );
            let work = sim.function(
                spec,
                async |ctx: &mut Ctx, (id, length): (u64, SimDuration)| {
                    ctx.sleep(length).await;
                    format!("Function {id} completed")
                },
            );
            sim.deploy(work, cloud, repository);
            sim.controller("client", user, async move |ctx: &mut Ctx| {
                let mut pending = Vec::new();
                for id in 0..invocations {
                    let length = secs(ctx.random().uniform(10..=90));
                    pending.push(ctx.invoke(cloud, work, (id, length)).await);
                    ctx.sleep(secs(1)).await;
                }
                for outcome in ctx.wait_all(pending).await {
                    match outcome {
                        Ok(done) => {
                            ctx.log(format!("{} (started {})", done.output, done.dates.start))
                        }
                        Err(failure) => ctx.log(failure),
                    }
                }
            });
        }
    }

    #[test]
    fn the_basic_example_runs_the_same_on_the_platform_of_a_file() {
        for (invocations, seed) in [(10, 42), (100, 7)] {
            let by_hand = basic_builder::Basic {
                invocations,
                nodes: 3,
            };
            let by_hand = run(&by_hand, Seed(seed)).expect("it runs");
            let from_file = run(&FromFile { invocations }, Seed(seed)).expect("it runs");
            let from_file = Report {
                parameters: by_hand.parameters.clone(),
                ..from_file
            };
            assert_eq!(from_file, by_hand);
        }
    }
}
