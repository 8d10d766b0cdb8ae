//! What each declaration becomes.

use super::{BASIC, Expansion};

/// Snapshots the statements that declarations become after a header with some parameters.
macro_rules! assert_build {
    ($declarations:expr) => {
        let header = "#[derive(Clone)] struct Test { nodes: usize = 2, size: Bytes = 1GB }";
        let expansion = Expansion::of_simulation(&format!("{header}\n{}", $declarations));
        assert_eq!(expansion.errors, Vec::<String>::new());
        insta::with_settings!({ description => $declarations, omit_expression => true }, {
            insta::assert_snapshot!(expansion.build());
        });
    };
}

/// Snapshots what a type gets from `#[derive(Payload)]`.
macro_rules! assert_payload {
    ($source:expr) => {
        let expansion = Expansion::of_payload($source);
        assert_eq!(expansion.errors, Vec::<String>::new());
        insta::with_settings!({ description => $source, omit_expression => true }, {
            insta::assert_snapshot!(expansion.pretty());
        });
    };
}

#[test]
fn the_basic_example() {
    let expansion = Expansion::of_simulation(BASIC);
    assert_eq!(expansion.errors, Vec::<String>::new());
    insta::assert_snapshot!(expansion.pretty());
}

#[test]
fn a_simulation_without_parameters() {
    let expansion = Expansion::of_simulation("#[derive(Clone)] pub struct Tiny;");
    assert_eq!(expansion.errors, Vec::<String>::new());
    insta::assert_snapshot!(expansion.pretty());
}

#[test]
fn a_host() {
    assert_build!("host user { cores: 4, speed: 10Gflop/s, ram: size }");
}

#[test]
fn an_array_of_links() {
    assert_build!("link lan[nodes] { bandwidth: 100Mbit/s }");
}

#[test]
fn an_array_whose_members_differ() {
    assert_build!("host worker[i in 0..nodes] { speed: if i < 1 { 2Gflop/s } else { 1Gflop/s } }");
}

#[test]
fn an_array_made_from_a_list() {
    assert_build!(
        "host worker[(cores, ram) in [(4, 8GB), (8, 16GB)]] { speed: 1Gflop/s, cores: cores, ram: ram }"
    );
}

#[test]
fn routes() {
    assert_build!(
        "route user <-> gateway via [wan]; route gateway -> worker[nodes - 1] via [wan, lan[0]];"
    );
}

#[test]
fn a_storage() {
    assert_build!("storage repository on user { images: [A, B] } storage spare on user;");
}

#[test]
fn a_service_with_policies() {
    assert_build!(
        "serverless cloud on head over worker { scheduler: Fcfs, eviction: LeastRecentlyUsed, idle_timeout: 10min }"
    );
}

#[test]
fn a_service_over_listed_hosts() {
    assert_build!("serverless cloud on head over [big, small[0]];");
}

#[test]
fn a_deployment_of_two_functions() {
    assert_build!("deploy resize, filters::blur on cloud from repository;");
}

#[test]
fn a_deployment_of_a_variant() {
    assert_build!(
        "controller drive(cloud, large) on head; deploy resize as large on cloud from repository { memory: 2GB };"
    );
}

#[test]
fn a_controller_takes_clones_of_parameters_and_arrays() {
    assert_build!(
        "host worker[nodes] { speed: 1Gflop/s } controller drive(cloud, size.get(), 3 * nodes, &worker) on worker[0];"
    );
}

#[test]
fn a_loop_and_a_choice() {
    assert_build!(
        "for i in 0..nodes { if i % 2 == 0 { route a -> b[i] via [lan]; } else if i == 1 { deploy f on c from r; } else { controller g(i) on b[i]; } }"
    );
}

#[test]
fn what_gives_a_name_comes_first() {
    assert_build!(
        "controller drive() on user; route user <-> gateway via [wan]; link wan { bandwidth: 1MB/s } host user { speed: 1Gflop/s } host gateway { speed: 1Gflop/s }"
    );
}

#[test]
fn attributes_stay_and_documentation_goes() {
    assert_build!("/// The user.\n#[allow(unused_variables)] host user { speed: 1Gflop/s }");
}

#[test]
fn a_half_typed_declaration_keeps_what_is_there() {
    let header = "struct Test;";
    let expansion = Expansion::of_simulation(&format!(
        "{header} host user {{ cores: 1, sp }} route user <-> ga ho"
    ));
    insta::assert_snapshot!(format!(
        "{}\n{}",
        expansion.build(),
        expansion.errors.join("\n")
    ));
}

#[test]
fn a_half_typed_value_keeps_what_is_before_the_dot() {
    let expansion = Expansion::of_simulation("struct Test; host user { speed: catalogue. }");
    insta::assert_snapshot!(expansion.build());
}

#[test]
fn a_serverless_function() {
    let expansion = Expansion::of_function(
        "image = WORKER_IMAGE, time_limit = 60s, disk = 500MB, memory = 200MB, ingress = 30MB, egress = 40MB",
        "/// Sleeps for as long as its input says.
         #[inline]
         pub async fn work(ctx: &mut Ctx, job: Job) -> String {
             ctx.sleep(job.length + 1.5s).await;
             format!(\"Function {} completed\", job.id)
         }",
    );
    assert_eq!(expansion.errors, Vec::<String>::new());
    insta::assert_snapshot!(expansion.pretty());
}

#[test]
fn a_serverless_function_that_fails() {
    let expansion = Expansion::of_function(
        "image = A",
        "async fn check(ctx: &mut Ctx, Job { id, .. }: Job) -> io::Result<u64> { Ok(id) }",
    );
    assert_eq!(expansion.errors, Vec::<String>::new());
    insta::assert_snapshot!(expansion.pretty());
}

#[test]
fn a_serverless_function_without_input_and_output() {
    let expansion = Expansion::of_function("image = A", "async fn tick(_: &mut Ctx) {}");
    assert_eq!(expansion.errors, Vec::<String>::new());
    insta::assert_snapshot!(expansion.pretty());
}

#[test]
fn a_controller_function() {
    let expansion = Expansion::of_controller(
        "/// Drives.
         pub async fn client(ctx: &mut Ctx, cloud: Serverless, n: u64) {
             for i in 0..n { ctx.sleep(10min).await; let size = [250MB; 2]; }
         }",
    );
    assert_eq!(expansion.errors, Vec::<String>::new());
    insta::assert_snapshot!(expansion.pretty());
}

#[test]
fn an_imported_platform() {
    assert_build!(
        "platform lab from \"lab.xml\"; serverless cloud on lab[\"head\"] over lab.cluster(\"blade\");"
    );
}

#[test]
fn an_imported_platform_that_a_controller_takes_along() {
    assert_build!("platform lab from path; controller drive(lab.all_hosts()) on lab[\"head\"];");
}

#[test]
fn a_mailbox() {
    assert_build!("mailbox answers: Vec<(u64, String)>; controller ask(answers) on user;");
}

#[test]
fn a_deployment_with_limits_of_its_own() {
    assert_build!("deploy resize on cloud from repository { time_limit: 30s, memory: size };");
}

#[test]
fn a_workload() {
    assert_build!(
        "workload morning of resize on cloud from user { arrivals: Poisson::per_second(2.0).take(100), input: |number, random| photo(number, random, &size) }"
    );
}

#[test]
fn a_workload_whose_input_is_a_value() {
    assert_build!(
        "workload morning of resize on cloud from user { arrivals: Regular::every(1s), input: Photo { size } }"
    );
}

#[test]
fn a_workload_of_users_who_wait() {
    assert_build!(
        "workload office of resize on cloud from user { closed_loop: ClosedLoop::of(50, Exponential(10s)), input: Photo { size } }"
    );
}

#[test]
fn a_workload_of_messages() {
    assert_build!(
        "workload orders of store on cloud from user { arrivals: Poisson::per_second(2.0), pollers: EventPollers::sqs(), input: |orders, _| orders }"
    );
}

#[test]
fn a_workload_without_input() {
    assert_build!("workload morning of tick on cloud from user { arrivals: process };");
}

#[test]
fn a_payload_of_a_size() {
    assert_payload!("#[payload(size = self.pixels * 3 + 2kB)] struct Photo { pixels: Bytes }");
}

#[test]
fn a_payload_of_fields() {
    assert_payload!(
        "struct Job<T> where T: Copy { id: u64, #[payload] photos: Vec<T>, #[payload(size = 2kB)] settings: Settings }"
    );
}

#[test]
fn a_payload_of_variants() {
    assert_payload!(
        "enum Request { Nothing { id: u64 }, #[payload(size = *length)] Text { length: Bytes }, Photos(u64, #[payload] Photo, #[payload] Photo), #[payload(size = 64B)] Ping }"
    );
}

#[test]
fn faults() {
    assert_build!(
        "fault node worker[0] down at 10s for 1min;
for i in 0..nodes { fault node worker[i] every Exponential(1h) for Constant(1min); }
fault node worker[1] slow 50% at 5s;
fault link wan down at 1min for 10s;
fault storage repository down at 2min for 30s;
fault containers of work on cloud every Exponential(10min);"
    );
}

#[test]
fn a_function_that_lasts_and_its_deployments() {
    assert_build!(
        "function ping lasts LogNormal(median, 1.5) { image: IMAGE, memory: 128MB } function told lasts input { image: IMAGE } deploy ping, told on cloud from store; deploy ping as large on cloud from store { memory: 1GB } deploy told on other from store { time_limit: 1s }"
    );
}

#[test]
fn a_trace_with_and_without_a_format() {
    assert_build!(
        "trace day from Azure2019 { path: file, functions: 100, rate: 0.1, image: IMAGE, host: user } on cloud from store; trace night { path: file } on cloud from store;"
    );
}
