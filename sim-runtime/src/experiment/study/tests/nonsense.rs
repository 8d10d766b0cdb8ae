//! Studies that make no sense, and folders that are those of others.

use super::shop::{Shop, small};
use crate::experiment::ExperimentError;
use crate::experiment::statistics::warm_up::WarmUp;
use crate::experiment::study::{Execution, Studied, Study, merge};
use crate::prelude::*;

#[track_caller]
fn refused(study: &Study) -> String {
    match study.run() {
        Err(ExperimentError::Asked(message)) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn studies_that_make_no_sense_are_told() {
    let study = Shop::study;
    for (study, told) in [
        (
            study().vary("node", [1_u64]),
            "`Shop` has no parameter `node`; did you mean `nodes`? (there are: nodes, rate, length, invocations)",
        ),
        (
            study().vary("nodes", [1.5]),
            "`nodes`: `1.5` is not a natural number: invalid digit found in string",
        ),
        (
            study().vary::<u64>("nodes", []),
            "`nodes` takes no value; say some, such as `1..16` or `1,2,4`",
        ),
        (
            study().vary("nodes", [1_u64]).compare("nodes"),
            "`nodes` is to be compared and has one value; give it two or more",
        ),
        (
            study().vary("nodes", [1_u64]).compare("rate"),
            "`rate` is to be compared and is not varied (there are: nodes)",
        ),
        (
            study().replications(0),
            "0 is no number of replications; take one from 1 to 10000",
        ),
        (
            study().precision("2%").replications(1),
            "one replication does not tell how precise it is; begin with 2 or more",
        ),
        (
            study().precision("2%").most(5),
            "at most 5 replications is not possible if there are 10 at least; take a number from 10 to 10000",
        ),
        (
            study().precision("2% of p90"),
            "`p90` is to be precise and is not measured; did you mean `p99`? (there are: mean, p99, cold_start_rate, failure_rate)",
        ),
        (
            study().measure("mean").measure("mean"),
            "`mean` is measured twice; leave one out",
        ),
        (
            study().measure("mean of serv"),
            "`mean of serv`: there is no function `serv`; did you mean `serve`? (there are: serve)",
        ),
        (
            study().measure("utilisation").warm_up(WarmUp::Mser5),
            "`utilisation`: it is a figure of the whole run, of which no warm-up can be left out; measure it without one",
        ),
        (
            study()
                .recording(crate::results::Recording::Summary)
                .warm_up(WarmUp::Mser5),
            "what is left out as a warm-up is known of full recordings only, and not of `summary`; record all",
        ),
        (
            study().confidence(1.0),
            "a confidence of 1 is none; write one above 0 and below 1, such as 95%",
        ),
    ] {
        assert_eq!(refused(&study), told);
    }
    let unknown = refused(&study().measure("maen"));
    assert!(
        unknown.starts_with("there is no metric `maen`; did you mean `mean`?"),
        "{unknown}"
    );
    let impossible = refused(&study().vary("nodes", [1_u64, 0]));
    assert!(impossible.starts_with("with nodes = 0: "), "{impossible}");
}

#[test]
fn a_folder_of_another_study_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = || Execution {
        out: Some(folder.path()),
        ..Execution::default()
    };
    small().run_with(out()).unwrap();
    let told = |study: Study| study.run_with(out()).unwrap_err().to_string();
    let other = told(small().seed(Seed(1)));
    assert!(
        other.contains("has the rows of another study: its seed is 42, and not 1"),
        "{other}"
    );
    let other = told(small().vary("rate", [0.3]));
    assert!(other.contains("its sweep is "), "{other}");
    // More replications of the same study go on.
    let more = small().replications(5).run_with(out()).unwrap();
    assert_eq!(more.rows.len(), 20);

    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let nowhere = small().run_with(Execution {
        out: Some(&file),
        ..Execution::default()
    });
    let nowhere = nowhere.unwrap_err().to_string();
    assert!(nowhere.starts_with("cannot write "), "{nowhere}");
    let nothing = merge(&folder.path().join("nothing"))
        .unwrap_err()
        .to_string();
    assert!(nothing.contains("has no study.json"), "{nothing}");
}
