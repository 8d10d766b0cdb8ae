//! What each format says, and what becomes of its known defects. Expected values are counted by hand in `fixtures`.

use coldstart::distribution::constructors::{Constant, Quantiles};
use coldstart::units::short::{gb, mb, millis, secs};
use coldstart::units::{Bytes, SimTime};
use coldstart::workload::trace::{Defect, Trace, TraceOptions};

use super::fixtures::{self, rows};

/// All defects that were mended, and no other.
fn assert_mended(trace: &Trace, expected: &[(Defect, u64)]) {
    let mut expected = expected.to_vec();
    expected.sort();
    let found: Vec<(Defect, u64)> = trace.mended().iter().collect();
    assert_eq!(found, expected);
}

fn names(trace: &Trace) -> Vec<&str> {
    trace.functions().iter().map(|one| &*one.name).collect()
}

fn at(seconds: f64) -> SimTime {
    SimTime::from_secs_f64(seconds)
}

#[test]
fn azure_2019() {
    let trace = fixtures::azure_2019().trace();
    assert_mended(
        &trace,
        &[
            (Defect::ColumnsReordered, 1),
            (Defect::MinutesRenumbered, 1),
            // A count of invocations and a `Count` of durations.
            (Defect::PointInCount, 2),
            (Defect::MissingCount, 1),
            // A count, a quantile, a memory.
            (Defect::Negative, 3),
            // A function, a row of durations, one of memory.
            (Defect::Duplicate, 3),
            // f1: 57523 for 3.
            (Defect::CountDiffers, 1),
            (Defect::QuantilesDecrease, 1),
            (Defect::ZeroDuration, 1),
            // f4.
            (Defect::MissingDuration, 1),
            // f3, whose memory is negative, and f4.
            (Defect::MissingMemory, 2),
        ],
    );
    assert_eq!(names(&trace), ["f1", "f2", "f3", "f4"]);
    let counts: Vec<u64> = trace
        .functions()
        .iter()
        .map(|one| one.invocations)
        .collect();
    assert_eq!(counts, [3, 3, 4, 1]);
    let [f1, f2, f3, f4] = trace.functions() else {
        panic!("four functions");
    };
    assert_eq!(
        (&*f1.app, f1.memory, f1.trigger.as_deref()),
        ("a", mb(170), Some("http"))
    );
    assert_eq!((f3.memory, f4.trigger.as_deref()), (mb(140), None));
    assert_eq!(f1.duration, Some(Constant(millis(100))));
    // Without the negative one, and 3 after 4 raised.
    let points = [
        (0.0, millis(2)),
        (0.01, millis(2)),
        (0.25, millis(4)),
        (0.5, millis(4)),
        (0.75, millis(5)),
        (0.99, millis(6)),
        (1.0, millis(9)),
    ];
    assert_eq!(f2.duration, Some(Quantiles(points)));
    assert_eq!(f3.duration, Some(Constant(millis(1))));
    assert_eq!(f4.duration, Some(TraceOptions::default().missing_duration));
    // f1: 2 in minute 540, the first, and 1 in 543, the fourth; f2: 3 in 543.
    let in_minute = |function, minute| {
        let rows = rows(&trace).into_iter();
        let rows = rows.filter(|row| row.function == function);
        rows.filter(|row| row.date.as_nanos() / 60_000_000_000 == minute)
            .count()
    };
    assert_eq!(
        [0, 1, 2, 3].map(|minute| in_minute(0, minute)),
        [2, 0, 0, 1]
    );
    assert_eq!(
        [0, 1, 2, 3].map(|minute| in_minute(1, minute)),
        [0, 0, 0, 3]
    );
    assert_eq!(
        [0, 1, 2, 3].map(|minute| in_minute(2, minute)),
        [1, 1, 1, 1]
    );
}

#[test]
fn azure_2021() {
    let trace = fixtures::azure_2021().trace();
    assert_mended(
        &trace,
        &[
            (Defect::DatedByEnd, 7),
            // All after the first start but 30 and 31: 10, 12.25, 10 after 20; -2 after 31.
            (Defect::OutOfOrder, 4),
            (Defect::Duplicate, 1),
            (Defect::ZeroDuration, 1),
            (Defect::Negative, 1),
            (Defect::MissingDuration, 1),
            (Defect::BeforeStart, 1),
            (Defect::MissingMemory, 3),
        ],
    );
    // `f` is of two applications.
    assert_eq!(names(&trace), ["a/f", "a/g", "b/f"]);
    let found: Vec<(SimTime, usize)> = rows(&trace)
        .iter()
        .map(|row| (row.date, row.function))
        .collect();
    let expected = [
        (0.0, 2),
        (10.0, 0),
        (12.25, 1),
        (20.0, 0),
        (30.0, 2),
        (31.0, 2),
    ];
    assert_eq!(found, expected.map(|(date, function)| (at(date), function)));
    let durations: Vec<_> = rows(&trace).iter().map(|row| row.duration).collect();
    assert_eq!(durations[..4], [secs(5), secs(1), millis(1), millis(500)]);
}

#[test]
fn huawei_2023() {
    let trace = fixtures::huawei_2023().trace();
    assert_mended(
        &trace,
        &[
            (Defect::ColumnsReordered, 1),
            (Defect::PointInCount, 1),
            (Defect::Negative, 2),
            // Function 1 has no delay that is one, and no memory.
            (Defect::MissingDuration, 1),
            (Defect::MissingMemory, 1),
        ],
    );
    assert_eq!(names(&trace), ["0", "1"]);
    assert_eq!(trace.functions()[0].duration, Some(Constant(millis(250))));
    // 1024 MB of four instances.
    assert_eq!(trace.functions()[0].memory, mb(256));
    let found: Vec<(u64, usize)> = (rows(&trace).iter())
        .map(|row| (row.date.as_nanos() / 60_000_000_000, row.function))
        .collect();
    assert_eq!(found, [(0, 0), (0, 0), (1, 1), (2, 1), (2, 1), (2, 1)]);
}

#[test]
fn huawei_2025() {
    let trace = fixtures::huawei_2025().trace();
    assert_mended(
        &trace,
        &[
            (Defect::DatedByEnd, 4),
            (Defect::OutOfOrder, 2),
            (Defect::Duplicate, 1),
            (Defect::ZeroDuration, 2),
            (Defect::MissingDuration, 1),
            // A memory, a cold start.
            (Defect::Negative, 2),
        ],
    );
    assert_eq!(
        names(&trace),
        ["296---224---pool22-300-128", "7---9---pool24-600-512"]
    );
    let first = &trace.functions()[0];
    assert_eq!(
        (&*first.app, first.memory, first.cores),
        ("224", mb(128), Some(0.3))
    );
    assert_eq!(first.cold_start, Some(Constant(millis(2500))));
    assert_eq!(first.trigger.as_deref(), Some("workflow-S"));
    let found = rows(&trace);
    let dates: Vec<SimTime> = found.iter().map(|row| row.date).collect();
    assert_eq!(dates, [at(0.0), at(2.0), at(6.0)]);
    assert_eq!(
        (found[1].duration, found[1].memory),
        (millis(500), Some(Bytes::new(32_500_000)))
    );
}

#[test]
fn ibm_code_engine() {
    let trace = fixtures::ibm_code_engine().trace();
    assert_mended(
        &trace,
        &[
            (Defect::OutOfOrder, 2),
            (Defect::ZeroDuration, 1),
            (Defect::MissingCount, 1),
            (Defect::MissingDuration, 1),
            (Defect::Negative, 1),
            (Defect::MissingMemory, 1),
        ],
    );
    let [a, b] = trace.functions() else {
        panic!("two functions");
    };
    assert_eq!(
        (a.memory, a.cores, a.concurrency, a.min_instances),
        (gb(4), Some(1.0), Some(10), Some(0))
    );
    assert_eq!(
        (b.concurrency, b.cores, b.min_instances),
        (None, None, None)
    );
    let found = rows(&trace);
    let dates: Vec<SimTime> = found.iter().map(|row| row.date).collect();
    assert_eq!(dates, [at(0.0), at(1.0), at(2.0)]);
    assert_eq!(
        (found[0].duration, found[2].duration),
        (millis(1), millis(250))
    );
}

#[test]
fn in_vitro() {
    let trace = fixtures::in_vitro().trace();
    assert_mended(
        &trace,
        &[(Defect::PointInCount, 2), (Defect::MissingMemory, 1)],
    );
    let [f, g] = trace.functions() else {
        panic!("two functions");
    };
    assert_eq!(
        (f.invocations, f.memory, f.duration.clone()),
        (10, mb(120), Some(Constant(millis(250))))
    );
    // The mean, since there is no quantile.
    assert_eq!(
        (g.invocations, g.duration.clone()),
        (1, Some(Constant(millis(100))))
    );
}

#[test]
fn dslab() {
    let trace = fixtures::dslab().trace();
    assert_mended(
        &trace,
        &[
            (Defect::OutOfOrder, 1),
            (Defect::Duplicate, 1),
            (Defect::Negative, 2),
            (Defect::ZeroDuration, 1),
            (Defect::MissingDuration, 1),
            (Defect::MissingMemory, 2),
        ],
    );
    assert_eq!(names(&trace), ["0/0", "1/0", "1/7"]);
    let first = &trace.functions()[0];
    assert_eq!(
        (first.memory, first.cold_start.clone()),
        (mb(512), Some(Constant(millis(500))))
    );
    let found = rows(&trace);
    assert_eq!((found[0].date, found[0].duration), (at(1.5), millis(1)));
    assert_eq!((found[1].date, found[1].duration), (at(2.5), millis(250)));
}

#[test]
fn open_dc() {
    let trace = fixtures::open_dc().trace();
    assert_mended(
        &trace,
        &[
            (Defect::PointInCount, 1),
            (Defect::Negative, 1),
            (Defect::ZeroDuration, 1),
            (Defect::MissingDuration, 1),
        ],
    );
    assert_eq!(names(&trace), ["one", "two"]);
    assert_eq!(trace.functions()[0].memory, mb(256));
    let found = rows(&trace);
    let of_one: Vec<_> = found.iter().filter(|row| row.function == 0).collect();
    assert_eq!(of_one.len(), 3);
    assert!(of_one[1].date < at(60.0) && of_one[2].date >= at(60.0));
    assert_eq!(
        [0, 1, 2].map(|index| of_one[index].duration),
        [millis(500), millis(500), millis(1)]
    );
}

#[test]
fn cloud_watch() {
    let trace = fixtures::cloud_watch().trace();
    assert_mended(
        &trace,
        &[
            (Defect::DatedByEnd, 5),
            // All of the second file, after the first.
            (Defect::OutOfOrder, 3),
            (Defect::ForeignLine, 1),
            (Defect::Duplicate, 1),
            (Defect::ZeroDuration, 2),
        ],
    );
    assert_eq!(names(&trace), ["thumbs", "resize"]);
    let resize = &trace.functions()[1];
    assert_eq!(
        (resize.memory, resize.cold_start.clone()),
        (mb(128), Some(Constant(millis(1500))))
    );
    let found = rows(&trace);
    // 12:00:03, after 5 s less 1.5 s and 0.5 s, is the start; 4; 5.75; 6.
    let dates: Vec<SimTime> = found.iter().map(|row| row.date).collect();
    assert_eq!(dates, [at(0.0), at(1.0), at(2.75), at(3.0)]);
    let colds: Vec<_> = found.iter().map(|row| row.cold).collect();
    assert_eq!(colds, [Some(true), Some(false), Some(false), Some(false)]);
    assert_eq!(
        (found[0].duration, found[0].memory),
        (millis(500), Some(mb(63)))
    );
    assert_eq!((found[1].duration, found[3].duration), (millis(1), secs(1)));
}

#[test]
fn coldstart() {
    let trace = fixtures::coldstart().trace();
    assert_mended(
        &trace,
        &[
            (Defect::OutOfOrder, 1),
            // A duration and a memory.
            (Defect::Negative, 2),
            (Defect::MissingMemory, 1),
        ],
    );
    let [resize, pay] = trace.functions() else {
        panic!("two functions");
    };
    assert_eq!(
        (&*resize.name, &*resize.app, resize.concurrency),
        ("resize, small", "shop", Some(4))
    );
    assert_eq!(
        (&*pay.app, pay.trigger.as_deref(), pay.memory),
        ("pay", None, mb(140))
    );
    let found = rows(&trace);
    let facts: Vec<_> = found
        .iter()
        .map(|row| (row.date, row.function, row.cold))
        .collect();
    assert_eq!(
        facts,
        [
            (at(1.0), 1, Some(false)),
            (at(2.0), 0, Some(true)),
            (at(3.0), 1, None)
        ]
    );
    assert_eq!(found[1].memory, Some(mb(128)));
}
