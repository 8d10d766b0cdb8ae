//! Mistakes in what relates declarations to each other.

use crate::tests::Expansion;

#[test]
fn routes_are_broken() {
    assert_errors!(
        "route a - b via [c];
route a <-> b via c;
route a <-> b via [];
route a <-> b via [c d];
route <-> b via [c];
route a <-> b with [c];
route a <-> b via [c]
route a[] -> b via [c];"
    );
}

#[test]
fn routes_are_repeated() {
    assert_errors!(
        "route a <-> b via [c]; route b -> a via [c]; route a -> a via [c]; route d -> e via [c]; route e -> d via [c];"
    );
}

#[test]
fn workers_cannot_be_reached() {
    assert_errors!(
        "host head { speed: 1Gflop/s }
host worker[nodes] { speed: 1Gflop/s }
serverless cloud on head over worker;"
    );
}

#[test]
fn a_storage_cannot_be_reached() {
    assert_errors!(
        "host head { speed: 1Gflop/s }
host user { speed: 1Gflop/s }
serverless cloud on head over head;
storage repository on user;
deploy work on cloud from repository;"
    );
}

#[test]
fn a_broken_route_is_not_missing_too() {
    assert_errors!(
        "host head { speed: 1Gflop/s } host worker { speed: 1Gflop/s } route head <-> via [lan]; serverless cloud on head over worker;"
    );
}

#[test]
fn deployments_and_controllers_are_broken() {
    assert_errors!(
        "deploy on cloud from store;
deploy a on from store;
deploy a at cloud from store;
controller drive on user;
controller (cloud) on user;
controller drive(cloud nodes) on user;
controller drive(cloud);
host drive { speed: 1Gflop/s } controller drive() on drive;
storage store { images: [A] }"
    );
}

#[test]
fn loops_and_choices_are_broken() {
    assert_errors!(
        "for in 0..nodes { route a <-> b via [c]; } if { } for i 0..3 {} if nodes > 2 route a <-> b via [c]; for i in 0..2 { deploy; }"
    );
}

#[test]
fn workloads_are_broken() {
    assert_errors!(
        "workload of f on cloud from user { arrivals: Burst }
workload a on cloud from user { arrivals: Burst }
workload b of f from user { arrivals: Burst }
workload c of f on cloud { arrivals: Burst }
workload d of f on cloud from user;
workload e of f on cloud from user { arival: Burst, inputs: 3 }
workload g of f on cloud from user { arrivals: , input }
workload h: f on cloud from user { arrivals: Burst }
workload a of f on cloud from user { arrivals: Burst }"
    );
}

#[test]
fn functions_that_last_are_broken() {
    assert_errors!(
        "function lasts Exponential(1s) { image: A }
function a { image: A }
function b lasts { image: A }
function c lasts Exponential(1s);
function d lasts Exponential(1s) { memory: 1GB, imag: A }
function e for Exponential(1s) { image: A }
function f lasts input { image: A } function f lasts input { image: A }
host g { speed: 1Gflop/s } workload w of g on cloud from user { arrivals: B }"
    );
}

#[test]
fn traces_are_broken() {
    assert_errors!(
        "trace from Azure2019 { path: p } on cloud from store;
trace a from { path: p } on cloud from store;
trace b from Azure2019 on cloud from store;
trace c from Azure2019 { file: p } on cloud from store;
trace d { path: p } from store;
trace e { path: p } on cloud;
trace f { path: p } on cloud from store
trace a { path: p, path: q, rate } on cloud from store;"
    );
}

#[test]
fn limits_of_a_deployment_are_broken() {
    assert_errors!(
        "deploy f on c from r { image: A, timelimit: 3s, memory, ram: 1GB }
deploy f, g on c from r { memory: 1GB };
deploy h on c { memory: 1GB };"
    );
}

#[test]
fn variants_of_functions_are_broken() {
    assert_errors!(
        "host head { speed: 1Gflop/s, disk: DISK } storage r on head { images: [A] } serverless c on head over head;
deploy f as big, g on c from r { memory: 1GB };
deploy f, g as huge on c from r;
deploy f as on c from r;
deploy f as head on c from r;
for i in 0..2 { deploy f as each on c from r; }
workload w of bigger on c from head { arrivals: Burst }
workload x of huge on c from head { arrivals: Burst }"
    );
}

#[test]
fn names_stand_for_something_else() {
    assert_errors!(
        "platform lab from \"lab.xml\";
host user { speed: 1Gflop/s, disk: DISK } host worker[nodes] { speed: 1Gflop/s, disk: DISK } link wan { bandwidth: 1MB/s } link lan[2] { bandwidth: 1MB/s }
storage store on wan { images: [A] } storage other on user[0] { images: [A] }
serverless a on worker over store; serverless b on lab over lab; serverless c on user over [worker, wan];
route user <-> worker via [lan]; route user <-> user via [user, wan[0], lan[1], lab, f(lan)]; route a -> user via [wan];
deploy f on store from a;
workload w of f on user from a { arrivals: Burst }
controller drive() on a;
for worker in &worker { route user <-> worker via [wan]; }
if let Some(wan) = other { storage x on wan; } else if true { controller drive() on store; }"
    );
}

#[test]
fn positions_are_beyond_the_end_of_an_array() {
    assert_errors!(
        "host a[3] { speed: 1Gflop/s, disk: D } host b[nodes] { speed: 1Gflop/s, disk: D } host c[1] { speed: 1Gflop/s, disk: D } host d[i in 0..2] { speed: 1Gflop/s } link e[2] { bandwidth: 1MB/s }
route a[3] <-> a[2] via [e[2], e[1], f(e[7])];
controller drive(a[4], x.a[4], |a| a[9], a[8]) on b[nodes];
serverless s on c[1] over [a[5], b[5], d[5]];
for i in 0..4 { route a[i] <-> c[0] via [e[i]]; if i < 2 { route b[0] <-> a[0] via [e[i]]; } for i in other { route a[0] <-> a[i] via [e[0]]; } }
for i in 0..=nodes { controller drive() on b[i]; }
for (i, nodes) in pairs { controller drive() on b[nodes]; }"
    );
}

#[test]
fn functions_are_deployed_wrongly() {
    assert_errors!(
        "host a { speed: 1Gflop/s, ram: 2GB, disk: D } storage store on a { images: [A] } storage empty on a; storage bare on a { images: [] }
serverless cloud on a over a; serverless edge on a over a;
deploy f on cloud from store; deploy g, m::f, f on cloud from store;
if x { deploy h on cloud from store; } else { deploy h on cloud from empty; }
deploy i on edge from bare { memory: 3GB }
workload one of f on cloud from a { arrivals: B } workload two of m::f on edge from a { arrivals: B } workload three of j on cloud from a { arrivals: B }"
    );
}

#[test]
fn functions_are_hidden_by_declarations() {
    assert_errors!(
        "host f { speed: 1Gflop/s } mailbox g: u64; workload h of f on cloud from a { arrivals: B } deploy f, k on cloud from store; controller g() on a; controller h() on a;"
    );
}

#[test]
fn a_route_to_the_variable_of_a_loop_may_be_any() {
    let source = "struct Test; host head { speed: 1Gflop/s, disk: D } host worker[2] { speed: 1Gflop/s, disk: D } for each in &worker { route head <-> *each via [lan]; } serverless cloud on head over worker;";
    assert_eq!(
        Expansion::of_simulation(source).errors,
        Vec::<String>::new()
    );
}

#[test]
fn a_host_has_no_disk() {
    assert_errors!(
        "host a { speed: 1Gflop/s } host b[2] { speed: 1Gflop/s } host c { speed: , } route a <-> b[0] via [l]; route a <-> c via [l];
storage store on a { images: [A] } serverless cloud on a over b; serverless edge on c over c;"
    );
}

#[test]
fn positions_are_names_of_nothing() {
    assert_errors!(
        "host a { speed: 1Gflop/s, disk: D } host b[nodes] { speed: 1Gflop/s, disk: D } link c[3] { bandwidth: 1MB/s } mailbox d: u64;
route a <-> b[i] via [c[i], c[LAST]];
for i in 0..nodes { route a <-> b[i] via [c[i]]; route a <-> b[j] via [c[nodes]]; }
if let Some(k) = some { controller drive(b[k], b[l]) on b[k]; }
storage e on b[m] { images: [A] }
serverless f on b[0] over [b[1], b[n]]; serverless g on b[0] over b[o];
workload h of w on f from b[p] { arrivals: B }"
    );
}

#[test]
fn routes_have_another_word_or_a_range() {
    assert_errors!(
        "host a { speed: 1Gflop/s } host b[2] { speed: 1Gflop/s }
route a to b[i];
route a and b[0] via [c];
route a <-> b[0..2] via [c];"
    );
}

#[test]
fn controllers_are_written_otherwise() {
    assert_errors!(
        "controller drive on user; controller drive { cloud } on user; controller |ctx| {} on user; controller drive<u64>(3) on user; controller m::drive cloud on user;"
    );
}

#[test]
fn faults_are_broken() {
    assert_errors!(
        "host a { speed: 1Gflop/s } host b[2] { speed: 1Gflop/s } link wan { bandwidth: 1MB/s }
fault;
fault worker down at 1s;
fault node b[0] down;
fault node b[0] down at 10 for 60;
fault node b[0] slow at 1s;
fault node b down at 1s;
fault node wan down at 1s;
fault link a down at 1s for 5s;
fault node b[i] down at 1s;
fault node b[2] down at 1s;
fault containers work on cloud at 1s;
fault containers of work on a every Exponential(1s) for 1s;
fault link wan at 1s for 2s until 3s;
host c { speed: 1Gflop/s }"
    );
}
