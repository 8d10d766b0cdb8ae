//! Mistakes in one declaration: its name, its words, its fields, its units.

use crate::tests::Expansion;

#[test]
fn every_mistake_of_an_input_is_reported() {
    assert_errors!(
        "host user { cores: 1 }
host gateway { speed: 10GFlop/s, coers: 2, speed: 1Gflop/s }
link wan { latency: 2us bandwidth: 1MB/s }
route user <-> gateway [wan];
serverless cloud over worker on gateway { scheduler: Fcfs }
deploy work on cloud;
host user { speed: 1Gflop/s }
controller client(ctx, cloud) on user
"
    );
}

#[test]
fn names_are_declared_twice() {
    assert_errors!(
        "host user { speed: 1Gflop/s } link user { bandwidth: 1MB/s } storage nodes on user;"
    );
}

#[test]
fn fields_are_broken() {
    assert_errors!(
        "host a { speed: , cores = 2, 7: 8, ram: 64 GB }
host b { speed 1Gflop/s, cores: 1 + , ram: 1GB }
host c { speed: 1Gflop/s, : 3, scheduler: Fcfs }
host d;
host e"
    );
}

#[test]
fn units_are_unknown() {
    assert_errors!(
        "host a { speed: 10Ghz, ram: 5parsec } link b { bandwidth: 10MB/min, latency: 0.1ns }"
    );
}

#[test]
fn an_index_is_broken() {
    assert_errors!(
        "host a[] { speed: 1Gflop/s } host b[0..4] { speed: 1Gflop/s } host c[i in] { speed: 1Gflop/s } host d[1, 2] { speed: 1Gflop/s }"
    );
}

#[test]
fn a_host_is_declared_in_a_loop() {
    assert_errors!(
        "for i in 0..nodes { host worker { speed: 1Gflop/s } if i > 2 { storage store on worker; } }
    if nodes > 3 { link lan { bandwidth: 1MB/s } }");
}

#[test]
fn a_declaration_is_unknown() {
    assert_errors!(
        "hots user { speed: 1Gflop/s } node worker { cores: 1 } let x = 3; struct Other {} 5; pub deploy a on b from c; ho"
    );
}

#[test]
fn a_misspelled_keyword_still_declares_its_name() {
    let expansion = Expansion::of_simulation("struct Test; hots user { speed: 1Gflop/s }");
    assert_eq!(
        expansion.errors,
        ["1:14 unknown declaration `hots`; did you mean `host`?"]
    );
    insta::assert_snapshot!(expansion.build());
}

#[test]
fn an_import_or_a_mailbox_is_broken() {
    assert_errors!(
        "platform;
platform a from;
platform b \"b.xml\";
platform c at \"c.xml\";
platform d from \"d.xml\" { hosts: 3 }
mailbox e;
mailbox f: ;
mailbox g u64;
mailbox : u64;
platform h from \"h.xml\"
mailbox i: u64
serverless j on a.b over c.cluster(1 2);"
    );
}

#[test]
fn fields_have_other_names_elsewhere() {
    assert_errors!(
        "host a { clock: 1Gflop/s, memory: 1GB, cpus: 3 }
link b { bw: 1MB/s, delay: 1ms }
serverless c on d over e { keepalive: 3s, policy: Fcfs, memory: 1GB, images: [A] }"
    );
    assert_function_errors!(
        "image = A, timeout = 3s, idle_timeout = 2s, cores = 2",
        "async fn work(ctx: &mut Ctx) {}"
    );
}

#[test]
fn an_attribute_after_the_last_declaration() {
    assert_errors!(
        "host a { speed: 1Gflop/s }
         if nodes > 1 { /// Of nothing.
         }
         #[cfg(test)]"
    );
}

#[test]
fn constants_that_mean_nothing() {
    assert_errors!(
        "host a { cores: 0, speed: 0Gflop/s, ram: 0B, disk: Disk { capacity: 1TB, read: 0MB/s, write: 1MB/s } }
         link b { bandwidth: 0MB/s }
         workload c of f on s from a { arrivals: Poisson::per_second(0.0).take(5) }
         workload d of f on s from a { arrivals: Poisson::per_second(-2) }"
    );
}

#[test]
fn a_replay_with_dates_or_inputs_of_its_own() {
    assert_errors!("workload a of f on s from h { replay: Replay::new(x), arrivals: y, input: z }");
}

#[test]
fn a_horizon_without_a_date() {
    assert_errors!("horizon; host a { speed: 1Gflop/s } horizon 2h 3;");
}

#[test]
fn a_type_that_is_nested_too_deeply() {
    let errors = |levels, open: &str, close: &str| {
        let (open, close) = (open.repeat(levels), close.repeat(levels));
        Expansion::of_simulation(&format!("struct Test {{ nodes: {open}u8{close} = x }}")).errors
    };
    assert_eq!(errors(60, "Vec<", ">"), [""; 0]);
    assert_eq!(errors(60, "(", ",)"), [""; 0]);
    assert_eq!(
        errors(200, "Vec<", ">"),
        [
            "1:273 this is nested more than 64 levels deep; give a part of it a name, such as `type Inner = ..;`"
        ]
    );
}
