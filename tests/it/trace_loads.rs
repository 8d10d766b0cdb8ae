//! Traces as loads: a declaration of the language and one of a scenario file bring the functions of a trace and invoke them.

use std::path::{Path, PathBuf};

use coldstart::prelude::*;
use coldstart::scenario::{load, run};
use coldstart::workload::trace::Format;

use crate::support::{IMAGE, Plan, host};

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/azure-functions-2019")
}

simulation! {
    /// An hour of the sample, beside functions that only last.
    #[derive(Clone, Debug)]
    pub struct Hour {
        length: SimDuration = 100ms,
    }

    host gateway { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    host node { speed: 1Gflop/s, cores: 64, ram: 512GB, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    link lan { bandwidth: 10Gbit/s, latency: 50us }
    route gateway <-> node via [lan];
    storage registry on gateway { images: [IMAGE] }
    serverless cloud on gateway over node { scheduler: FirstFit, idle_timeout: 10min }

    function ping lasts Constant(length) { image: IMAGE, memory: 128MB }
    function told lasts input { image: IMAGE, memory: 128MB, time_limit: 300ms }

    trace hour from Azure2019 {
        path: sample(),
        functions: 10,
        rate: 0.05,
        from: 12h,
        until: 13h,
        grouping: Grouping::Functions,
    } on cloud from registry;
    deploy ping, told on cloud from registry;
    deploy ping as slow_ping on cloud from registry { memory: 256MB };
    workload pings of ping on cloud from gateway { arrivals: Regular::every(1s).take(5) }
    workload slow_pings of slow_ping on cloud from gateway { arrivals: Regular::every(1s).take(5) }
    workload tells of told on cloud from gateway { arrivals: Regular::every(1s).take(5), input: |number, _| 100ms * number }
}

fn rows<'a>(report: &'a Report, function: &str) -> Vec<&'a coldstart::results::InvocationRow> {
    let rows = report.invocations.iter();
    rows.filter(|row| *row.function == *function).collect()
}

#[test]
fn a_trace_of_the_language_invokes_its_functions_when_it_says() {
    let report = Hour::default().run(Seed(1)).expect("it runs");
    let spec = TraceSpec {
        path: sample(),
        functions: 10.into(),
        rate: 0.05,
        from: hours(12),
        until: hours(13),
        ..TraceSpec::default()
    };
    let trace = spec
        .open("hour", Some(Format::Azure2019))
        .expect("it is there");
    let names: Vec<&str> = trace
        .functions()
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names.len(), 10);
    let of_trace = report
        .invocations
        .iter()
        .filter(|row| *row.caller == *"hour");
    let of_trace: Vec<_> = of_trace.collect();
    // A twentieth of what the ten have in that hour, give or take four standard deviations.
    let expected = trace.invocations() as f64 * 0.05;
    let deviation = (trace.invocations() as f64 * 0.05 * 0.95).sqrt();
    assert!((of_trace.len() as f64 - expected).abs() < 4.0 * deviation);
    for row in of_trace {
        assert!(names.contains(&&*row.function), "{}", row.function);
        assert!(row.requested < SimTime::ZERO + hours(1));
    }
}

#[test]
fn functions_that_last_are_deployed_limited_and_invoked_as_others() {
    let report = Hour::default().run(Seed(1)).expect("it runs");
    let lasted = |name| {
        let rows = rows(&report, name).into_iter();
        rows.map(|row| row.end.unwrap_or(row.completion.unwrap()) - row.start.unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(lasted("ping"), [millis(100); 5]);
    assert_eq!(lasted("slow_ping"), [millis(100); 5]);
    // Four times 0 to 300 ms; what would end at its limit, or later, is stopped there.
    assert_eq!(lasted("told"), [0, 100, 200, 300, 300].map(millis));
    let failed = rows(&report, "told")
        .into_iter()
        .filter(|row| row.success == Some(false));
    assert_eq!(failed.count(), 2);
}

#[test]
fn the_functions_of_an_application_may_be_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("day.csv");
    let text = "date,function,duration,app\n1,resize,2,shop\n2,pay,2,shop\n9,stats,1,back\n";
    std::fs::write(&path, text).expect("it is written");
    let run = |grouping| {
        let mut world = Plan::over([host(4, gb(4), gb(10))])
            .keeping(mins(10))
            .declare();
        let spec = TraceSpec {
            path: path.clone(),
            grouping,
            ..TraceSpec::default()
        };
        let functions = world
            .sim
            .trace("day", None, world.cloud, world.registry, spec);
        (functions.len(), world.sim.run(Seed(1)).expect("it runs"))
    };
    let (functions, report) = run(Grouping::Functions);
    assert_eq!((functions, report.containers.len()), (3, 3));
    let (functions, report) = run(Grouping::Apps);
    // The second of the shop finds its only instance busy; so there are two of the shop, and one of the back.
    assert_eq!((functions, report.containers.len()), (2, 3));
    let apps: Vec<&str> = report
        .invocations
        .iter()
        .map(|row| &*row.function)
        .collect();
    assert_eq!(apps, ["shop", "shop", "back"]);
}

#[test]
fn a_trace_that_cannot_be_read_is_a_mistake_of_the_declaration() {
    let mut world = Plan::default().declare();
    let spec = TraceSpec {
        path: "nowhere.csv".into(),
        ..TraceSpec::default()
    };
    world
        .sim
        .trace("day", None, world.cloud, world.registry, spec);
    let error = world
        .sim
        .run(Seed(1))
        .expect_err("there is no such file")
        .to_string();
    assert!(
        error.contains("trace `day`") && error.contains("nowhere.csv"),
        "{error}"
    );
    let mut world = Plan::default().declare();
    let spec = TraceSpec {
        path: sample(),
        rate: 0.0,
        ..TraceSpec::default()
    };
    world
        .sim
        .trace("day", Format::Azure2019, world.cloud, world.registry, spec);
    let error = world
        .sim
        .run(Seed(1))
        .expect_err("nothing would be kept")
        .to_string();
    assert!(error.contains("rate"), "{error}");
}

#[test]
fn an_image_of_a_trace_that_no_disk_holds_is_a_mistake() {
    let mut world = Plan::default().declare();
    let spec = TraceSpec {
        path: sample(),
        image: Some(Image::new("vast", tb(1))),
        ..TraceSpec::default()
    };
    world
        .sim
        .trace("day", None, world.cloud, world.registry, spec);
    let error = world.sim.run(Seed(1)).expect_err("it does not fit");
    assert!(error.to_string().contains("enlarge the disk"), "{error}");
}

/// A scenario with functions that last and a trace beside it, in a folder of its own.
fn scenario(folder: &Path, function: &str) -> PathBuf {
    let path = folder.join("shop.toml");
    let text = format!(
        r#"
        controller_host = "user"
        storage = {{ host = "user" }}
        service = {{ head_host = "user", compute_hosts = ["node"], properties = {{ container_idle_timeout = 60 }} }}
        images = [{{ name = "img", disk_size = 0, ram_size = 0 }}]
        functions = [{{ name = "f", image = "img", disk_limit = 0, ram_limit = "128MB", {function} }}]
        timeline = [{{ invoke = "f", id = "a" }}, {{ invoke = "f", id = "b" }}]
        traces = [{{ name = "day", path = "day.csv", concurrency = 2 }}]
        workloads = [{{ name = "w", function = "f", arrivals = "Regular::every(1s).take(3)" }}]

        [platform]
        hosts = [
            {{ name = "user", speed = "1Gflop/s", disk = {{ size = "1TB", read_bw = "1GB/s", write_bw = "1GB/s" }} }},
            {{ name = "node", speed = "1Gflop/s", cores = 8, ram = "64GB", disk = {{ size = "1TB", read_bw = "1GB/s", write_bw = "1GB/s" }} }},
        ]
        links = [{{ name = "lan", bandwidth = "1GB/s" }}]
        routes = [{{ src = "user", dst = "node", links = ["lan"] }}]
        "#
    );
    std::fs::write(&path, text).expect("it is written");
    std::fs::write(
        folder.join("day.csv"),
        "date,function,duration\n1,g,0.5\n1.2,g,0.5\n",
    )
    .expect("it is written");
    path
}

#[test]
fn a_scenario_file_has_traces_and_functions_that_last() {
    let folder = tempfile::tempdir().expect("a folder");
    // The path of the trace is that of the file's folder.
    let path = scenario(folder.path(), r#"lasts = "Constant(2s)""#);
    let scenario = load::load(&path).expect("it makes sense");
    let report = run::run(&scenario, Seed(1)).expect("it runs").report;
    assert_eq!(rows(&report, "g").len(), 2);
    assert_eq!(
        report
            .containers
            .iter()
            .filter(|row| *row.function == *"g")
            .count(),
        1
    );
    let lasted = rows(&report, "f")
        .into_iter()
        .map(|row| row.end.unwrap() - row.start.unwrap());
    assert_eq!(lasted.collect::<Vec<_>>(), [secs(2); 5]);
}

/// How often a file is opened while something is done.
#[cfg(all(feature = "cli", target_os = "linux"))]
fn openings(file: &Path, act: impl FnOnce()) -> usize {
    use std::mem::MaybeUninit;

    use rustix::fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init};
    use rustix::io::Errno;

    let watch = init(CreateFlags::NONBLOCK).expect("files can be watched");
    // Two events that are equal count as one, so that each opening needs its end beside it.
    let events = WatchFlags::OPEN | WatchFlags::CLOSE_NOWRITE;
    add_watch(&watch, file, events).expect("the file is there");
    act();
    let mut buffer = [MaybeUninit::uninit(); 1 << 12];
    let mut reader = Reader::new(watch, &mut buffer);
    let mut openings = 0;
    loop {
        match reader.next() {
            Ok(event) => openings += usize::from(event.events().contains(ReadFlags::OPEN)),
            Err(Errno::WOULDBLOCK) => return openings,
            Err(error) => panic!("{error}"),
        }
    }
}

#[cfg(all(feature = "cli", target_os = "linux"))]
#[test]
fn a_check_of_a_function_does_not_read_the_trace_once_more() {
    use crate::support::command::{coldstart, text};

    let folder = tempfile::tempdir().expect("a folder");
    let path = scenario(folder.path(), r#"lasts = "Constant(2s)""#);
    let run = |more: &[&str]| {
        openings(&folder.path().join("day.csv"), || {
            let output =
                coldstart(&[&["run", "-q", path.to_str().expect("a name")], more].concat());
            assert!(output.status.success(), "{}", text(&output.stderr));
        })
    };
    let without = run(&[]);
    assert!(without > 0);
    assert_eq!(run(&["--check", "p99 of g < 1h"]), without);
}

#[test]
fn a_scenario_file_says_how_long_lasts_what_the_trace_does_not_know() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = scenario(folder.path(), r#"lasts = "Constant(2s)""#);
    let rows_without = "date,function,duration\n1,g,0.5\n9,g,\n";
    std::fs::write(folder.path().join("day.csv"), rows_without).expect("it is written");
    let text = std::fs::read_to_string(&path).expect("it was written");
    let lasted = |given: &str| {
        let text = text.replace("concurrency = 2", given);
        std::fs::write(&path, text).expect("it is written");
        let scenario = load::load(&path).expect("it makes sense");
        let report = run::run(&scenario, Seed(1)).expect("it runs").report;
        let rows = rows(&report, "g").into_iter();
        rows.map(|row| row.end.unwrap() - row.start.unwrap())
            .collect::<Vec<_>>()
    };
    let known = millis(500);
    assert_eq!(lasted(r#"missing_duration = "3s""#), [known, secs(3)]);
    assert_eq!(
        lasted(r#"missing_duration = "Constant(4s)""#),
        [known, secs(4)]
    );
    assert!(lasted("concurrency = 2")[1] != known);
}

#[test]
fn a_body_of_one_sleep_is_data_and_nobody_can_tell() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |function| {
        let scenario = load::load(&scenario(folder.path(), function)).expect("it makes sense");
        let run = run::run(&scenario, Seed(1)).expect("it runs");
        serde_json::to_string(&run.report).expect("a report")
    };
    let data = run(r#"body = [{ op = "sleep", seconds = 2 }]"#);
    // Two steps are code.
    let code = run(r#"body = [{ op = "sleep", seconds = 2 }, { op = "sleep", seconds = 0 }]"#);
    assert_eq!(data, code);
}

#[test]
fn what_lasts_has_no_body() {
    let folder = tempfile::tempdir().expect("a folder");
    let both = r#"lasts = "Constant(2s)", body = [{ op = "sleep", seconds = 2 }]"#;
    let error = load::load(&scenario(folder.path(), both))
        .expect_err("it has both")
        .to_string();
    assert!(error.contains("functions[0].lasts"), "{error}");
    let size = load::load(&scenario(folder.path(), r#"lasts = "Constant(2MB)""#));
    let error = size.expect_err("a size is no time").to_string();
    assert!(error.contains("functions[0].lasts"), "{error}");
}

#[cfg(feature = "cli")]
#[test]
fn whoever_keeps_instances_for_longer_has_fewer_cold_starts_of_the_day() {
    use crate::support::programs::azure_day::AzureDay;
    let day = |keep| {
        let day = AzureDay {
            trace: sample().display().to_string(),
            rate: 0.01,
            keep,
            ..AzureDay::default()
        };
        day.run(Seed(42)).expect("it runs").summary
    };
    let (minutes, hour) = (day(mins(10)), day(hours(1)));
    assert_eq!(minutes.invocations, hour.invocations);
    assert!(hour.cold_starts < minutes.cold_starts);
    assert_eq!(hour.failed, 0);
}
