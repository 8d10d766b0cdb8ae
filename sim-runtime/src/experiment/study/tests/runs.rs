//! Which runs are made, by whom, and in which order: none of it changes what is found.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::shop::{Shop, csv, json, small, with_threads};
use crate::experiment::study::{Execution, Shard, Studied, Told, merge};
use crate::prelude::*;

#[test]
fn how_many_threads_there_are_changes_nothing() {
    let one = small().run_with(with_threads(1)).unwrap();
    let four = small().run_with(with_threads(4)).unwrap();
    assert_eq!(json(&one), json(&four));
    assert_eq!(csv(&one), csv(&four));
    let header = "simulation,nodes,rate,length,invocations,seed,replication,mean_s,p99_s,cold_start_rate,failure_rate,error";
    assert_eq!(csv(&one).lines().next(), Some(header));
    assert_eq!(csv(&one).lines().count(), 1 + 4 * 4);
}

#[test]
fn the_first_replication_is_the_run_of_the_seed_and_the_others_are_not() {
    let result = Shop::study().replications(3).measure("mean").run().unwrap();
    let plain = crate::results::run(&Shop::default(), Seed(42)).unwrap();
    let mean = plain
        .overall
        .response
        .as_ref()
        .map(|one| one.mean.as_secs_f64());
    let means: Vec<Option<f64>> = result.rows.iter().map(|row| row.values[0]).collect();
    assert_eq!(means[0], mean);
    assert!(means[1] != means[0] && means[2] != means[1] && means[2] != means[0]);
    assert_eq!(plain.replication, 0);
    assert!(
        !serde_json::to_string(&plain)
            .unwrap()
            .contains("\"replication\"")
    );
}

#[test]
fn points_have_common_random_numbers() {
    // With the same dates of requests, and twice as many nodes, no request waits longer.
    let result = Shop::study()
        .vary("nodes", [1_u64, 2])
        .replications(10)
        .measure("mean_wait")
        .compare("nodes")
        .run()
        .unwrap();
    let (one, two) = result.rows.split_at(10);
    assert!(
        one.iter()
            .zip(two)
            .all(|(one, two)| two.values[0] < one.values[0])
    );
    let difference = result.comparisons[0].figures[0].unwrap();
    assert!(difference.paired.half_width < difference.unpaired_half_width);
}

#[test]
fn what_was_stopped_goes_on_and_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let (stop, rows) = (AtomicBool::new(false), AtomicUsize::new(0));
    let stopped = small()
        .run_with(Execution {
            threads: Some(2),
            out: Some(&out),
            stop: &stop,
            told: Box::new(|told| {
                if matches!(told, Told::Row(_)) && rows.fetch_add(1, Ordering::Relaxed) == 4 {
                    stop.store(true, Ordering::Relaxed);
                }
            }),
            ..Execution::default()
        })
        .unwrap();
    assert!(!stopped.is_complete());
    let kept = rows.load(Ordering::Relaxed);
    assert!((5..16).contains(&kept), "{kept}");
    let again = AtomicUsize::new(0);
    let resumed = small()
        .run_with(Execution {
            out: Some(&out),
            told: Box::new(|told| {
                if matches!(told, Told::Row(_)) {
                    again.fetch_add(1, Ordering::Relaxed);
                }
            }),
            ..Execution::default()
        })
        .unwrap();
    assert_eq!(again.into_inner(), 16 - kept);
    let whole = small().run().unwrap();
    assert_eq!(json(&resumed), json(&whole));
    assert_eq!(json(&merge(&out).unwrap()), json(&whole));
}

#[test]
fn any_number_of_shards_gives_the_same_bytes() {
    let precise = || {
        Shop::study()
            .vary("rate", [0.2, 0.4, 0.6])
            .precision("25%")
            .replications(3)
            .most(12)
    };
    for study in [small(), precise()] {
        let whole = json(&study.run().unwrap());
        for count in [1, 2, 7] {
            let folder = tempfile::tempdir().unwrap();
            for number in 1..=count {
                // Of seven shards some have nothing to do.
                if (number, count) == (2, 2) {
                    let error = merge(folder.path()).unwrap_err().to_string();
                    assert!(error.contains("the study is not complete"), "{error}");
                    assert!(error.contains(" = 0."), "{error}");
                }
                let shard = Execution {
                    out: Some(folder.path()),
                    shard: Shard::new(number, count),
                    ..Execution::default()
                };
                study.run_with(shard).unwrap();
            }
            let merged = merge(folder.path()).unwrap_or_else(|error| panic!("{count}: {error}"));
            assert_eq!(json(&merged), whole, "{count} shards");
        }
    }
}
