//! What is said about mistakes, and where: all errors of one input.

use super::{Expansion, tokens};
use proc_macro2::TokenStream;

/// Snapshots the errors of an expansion, with the source that they are about.
macro_rules! assert_errors {
    ($source:expr, $expansion:expr) => {
        insta::with_settings!({ description => $source, omit_expression => true }, {
            insta::assert_snapshot!($expansion.errors.join("\n"));
        });
    };
    ($declarations:literal) => {
        let source = concat!("struct Test { nodes: usize = 2 }\n", $declarations);
        assert_errors!(source, Expansion::of_simulation(source));
    };
}

/// As [`assert_errors`], for a serverless function.
macro_rules! assert_function_errors {
    ($options:literal, $source:literal) => {
        assert_errors!(
            concat!("#[serverless_function(", $options, ")]\n", $source),
            Expansion::of_function($options, $source)
        );
    };
}

/// As [`assert_errors`], for a type with `#[derive(Payload)]`.
macro_rules! assert_payload_errors {
    ($source:literal) => {
        assert_errors!($source, Expansion::of_payload($source));
    };
}

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
fn a_header_is_missing() {
    let source = "host user { cores: 1 }";
    assert_errors!(source, Expansion::of_simulation(source));
}

#[test]
fn parameters_are_broken() {
    let source = "pub struct Test<T> { a: u64, b = 3, c: = 4, 5, d: u64 = , a: u8 = 1, e: Vec<u8> = vec![1] f: u8 = 2 }";
    assert_errors!(source, Expansion::of_simulation(source));
}

#[test]
fn a_parameter_is_named_like_an_option() {
    let source = "pub struct Test { seed: u64 = 1, nodes: usize = 3, r#json: bool = true }";
    assert_errors!(source, Expansion::of_simulation(source));
}

#[test]
fn a_default_is_derived() {
    let source = "#[derive(Clone, Default)] pub struct Test { nodes: usize = 3 }";
    assert_errors!(source, Expansion::of_simulation(source));
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
fn an_option_is_unknown_or_missing() {
    assert_function_errors!(
        "timelimit = 60s, memory: 200MB, color = 3, egress",
        "async fn work(ctx: &mut Ctx) {}"
    );
}

#[test]
fn a_function_is_not_async() {
    assert_function_errors!("image = A", "fn work(ctx: &mut Ctx, job: Job) {}");
}

#[test]
fn a_function_takes_no_context() {
    assert_function_errors!("image = A", "async fn work() {}");
    assert_function_errors!("image = A", "async fn work(job: Job) {}");
    assert_function_errors!("image = A", "async fn work(ctx: &Ctx, job: Job) {}");
    assert_function_errors!("image = A", "async fn work(&self, job: Job) {}");
}

#[test]
fn a_function_takes_two_inputs() {
    assert_function_errors!(
        "image = A",
        "async fn work(ctx: &mut Ctx, a: u64, b: u64) {}"
    );
}

#[test]
fn a_function_is_generic() {
    assert_function_errors!(
        "image = A",
        "async fn work<T>(ctx: &mut Ctx, job: T) where T: Copy {}"
    );
    assert_function_errors!(
        "image = A",
        "async fn work(ctx: &mut Ctx, job: impl Copy) -> impl Copy {}"
    );
}

#[test]
fn a_function_borrows_its_input() {
    assert_function_errors!(
        "image = A",
        "async fn work(ctx: &mut Ctx, name: Option<&str>) -> &'static str { \"a\" }"
    );
}

#[test]
fn a_function_is_unsafe() {
    assert_function_errors!(
        "image = A",
        "async unsafe extern \"C\" fn work(ctx: &mut Ctx) {}"
    );
}

#[test]
fn an_attribute_is_on_something_else() {
    assert_function_errors!("image = A", "pub struct Work;");
    assert_function_errors!("image = A", "async fn work(ctx: &mut Ctx);");
}

#[test]
fn a_controller_is_broken() {
    let source = "fn drive(cloud: Serverless) { sleep(5secs); }";
    assert_errors!(source, Expansion::of_controller(source));
}

#[test]
fn a_body_is_left_to_the_compiler() {
    let source = "async fn drive(ctx: &mut Ctx) { ctx. }";
    let expansion = crate::controller::controller(TokenStream::new(), tokens(source));
    assert_eq!(expansion.to_string(), tokens(source).to_string());
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
fn limits_of_a_deployment_are_broken() {
    assert_errors!(
        "deploy f on c from r { image: A, timelimit: 3s, memory, ram: 1GB }
deploy f, g on c from r { memory: 1GB };
deploy h on c { memory: 1GB };"
    );
}

#[test]
fn fields_have_other_names_elsewhere() {
    assert_errors!(
        "host a { clock: 1Gflop/s, memory: 1GB, cpus: 3 }
link b { bw: 1MB/s, delay: 1ms }
serverless c on d over e { keep_alive: 3s, policy: Fcfs, memory: 1GB, images: [A] }"
    );
    assert_function_errors!(
        "image = A, timeout = 3s, idle_timeout = 2s, cores = 2",
        "async fn work(ctx: &mut Ctx) {}"
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
fn a_host_has_no_disk() {
    assert_errors!(
        "host a { speed: 1Gflop/s } host b[2] { speed: 1Gflop/s } host c { speed: , } route a <-> b[0] via [l]; route a <-> c via [l];
storage store on a { images: [A] } serverless cloud on a over b; serverless edge on c over c;"
    );
}

#[test]
fn a_payload_says_nothing() {
    assert_payload_errors!("struct Job { id: u64 }");
    assert_payload_errors!("enum Any { A, B(u64) }");
    assert_payload_errors!("union Any { a: u64, b: u32 }");
}

#[test]
fn a_payload_says_too_much() {
    assert_payload_errors!(
        "#[payload(size = 1MB)] struct Job { #[payload] id: u64, #[payload] photo: Photo }"
    );
    assert_payload_errors!(
        "enum Any { #[payload(size = 1MB)] A { #[payload(size = 3B)] id: u64 }, #[payload] B }"
    );
    assert_payload_errors!(
        "#[payload(size = 1MB)] #[payload] enum Any { #[payload(size = 1B)] A }"
    );
}

#[test]
fn a_payload_is_written_wrongly() {
    assert_payload_errors!("#[payload] struct Job { id: u64 }");
    assert_payload_errors!("#[payload()] struct Job { id: u64 }");
    assert_payload_errors!("#[payload = 3] struct Job { id: u64 }");
    assert_payload_errors!("#[payload(2MB)] struct Job { id: u64 }");
    assert_payload_errors!("#[payload(bytes = 2Mb)] struct Job { id: u64 }");
    assert_payload_errors!(
        "struct Job { #[payload(size)] id: u64, #[payload(size: 3MB)] photo: Photo }"
    );
}
