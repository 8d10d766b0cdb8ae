//! The macros of the `coldstart` simulator: [`macro@serverless_function`], [`macro@controller`], [`macro@Payload`] and
//! [`simulation!`].
//!
//! They are used through the `coldstart` crate, whose documentation explains the language. Each runs the same stages, one
//! module a stage:
//!
//! | stage | module | from | to |
//! |---|---|---|---|
//! | groups | `invisible` | what a `macro_rules!` passes on | the same without invisible groups |
//! | name | `facade` | `crate = cs` | what the crate is called |
//! | units | `unit` | literals such as `250MB` | constants of a quantity type |
//! | parse | `parse`, `annotated`, `payload::read` | tokens | a tree (`ast`) and what could not be read |
//! | check | `check`, `function::signature` | the tree | the mistakes that the compiler would report badly or not at all |
//! | expand | `expand`, `function::expand`, `payload::expand` | the tree | a few items and calls of the builder |
//! | report | `diagnostics` | all mistakes | errors, after the code |
//!
//! No stage stops at a mistake: a broken declaration does not hide those in others, and its name stays declared. What the
//! compiler reports well (names, types, unused things) is left to it; that is why names become `let` bindings and fields
//! become assignments, with the spans that the user wrote.
//!
//! The crate knows the grammar and the table of units. It must not know what a declaration does: the runtime is a few paths
//! below `::coldstart::__private`, named in `runtime` and `schema`.
//!
//! `SIM_MACROS_DEBUG=Name cargo build` prints the expansion of the simulation, function, controller or payload called `Name`.

#![warn(missing_docs)]

mod annotated;
mod ast;
mod callee;
mod check;
mod controller;
mod debug;
mod depth;
mod diagnostics;
mod expand;
mod facade;
mod function;
mod invisible;
mod parse;
mod payload;
mod runtime;
mod schema;
mod simulation;
#[cfg(test)]
mod tests;
mod unit;

use proc_macro::TokenStream;

/// Turns an `async fn(ctx: &mut Ctx, input: Input) -> Output` into a function that can be deployed and invoked.
///
/// The option `image` is required; `time_limit`, `disk`, `memory`, `concurrency`, `cpu`, `gpus`, `ingress`, `egress`,
/// `min_instances`, `expected`, `deadline`, `priority`, `weight`, `max_concurrency`, `reserved_concurrency`, `queue_timeout`,
/// `patience`, `retry` and `events` have defaults.
/// Quantities are literals with a unit, also in the body of the function:
///
/// ```text
/// #[serverless_function(image = WORKER_IMAGE, time_limit = 60s, memory = 200MB)]
/// async fn work(ctx: &mut Ctx, job: Job) -> String {
///     ctx.sleep(1.5s).await;
///     format!("job {} is done", job.id)
/// }
/// ```
///
/// The name of the function becomes a value, to be named in `deploy` and given to `Ctx::invoke`; `work::call(ctx, job)` runs
/// the body as a part of another one. If its output is written `Result<..>`, an `Err` is a failure of the invocation. Inputs and
/// outputs take time on the network if their type is a [`macro@Payload`].
///
/// Where the crate has another name, the macros are told: `#[serverless_function(crate = cs, image = IMAGE)]`,
/// `#[controller(crate = cs)]`, `#[payload(crate = cs)]` under `#[derive(Payload)]`, and `#[simulation(crate = cs)]` on the header of
/// a simulation.
#[proc_macro_attribute]
pub fn serverless_function(options: TokenStream, item: TokenStream) -> TokenStream {
    function::serverless_function(options.into(), item.into()).into()
}

/// Checks that an `async fn(ctx: &mut Ctx, ..)` can control a simulation, and lets its body use literals with a unit.
///
/// ```text
/// #[controller]
/// async fn client(ctx: &mut Ctx, cloud: Serverless) {
///     ctx.sleep(10min).await;
///     ctx.invoke(cloud, work, Job { id: 1 }).await;
/// }
/// ```
#[proc_macro_attribute]
pub fn controller(options: TokenStream, item: TokenStream) -> TokenStream {
    controller::controller(options.into(), item.into()).into()
}

/// Says how large the values of a type are, for the time that they take to and from a serverless function.
///
/// A type gives a size as a whole, in terms of `self`:
///
/// ```text
/// #[derive(Payload)]
/// #[payload(size = self.pixels * 3)]
/// struct Photo { pixels: Bytes }
/// ```
///
/// or it has as its size the sum of some of its fields: what each says of itself, or an expression. Other fields count for
/// nothing.
///
/// ```text
/// #[derive(Payload)]
/// struct Job {
///     id: u64,
///     #[payload]
///     photos: Vec<Photo>,
///     #[payload(size = 2kB)]
///     settings: Settings,
/// }
/// ```
///
/// The variants of an enum do the one or the other, each for itself; an expression names the fields of its variant, which are
/// references. A variant without an attribute has no size.
#[proc_macro_derive(Payload, attributes(payload))]
pub fn payload(input: TokenStream) -> TokenStream {
    payload::payload(input.into()).into()
}

/// Declares a simulation: its parameters, its platform, its services, and the controllers and workloads that use them.
///
/// ```text
/// simulation! {
///     /// One function on a few workers.
///     #[derive(Clone, Debug)]
///     pub struct Basic { nodes: usize = 3 }
///
///     host gateway       { speed: 10Gflop/s, disk: Disk { capacity: 5TB, read: 100MB/s, write: 100MB/s } }
///     host worker[nodes] { cores: 10, speed: 1Gflop/s, ram: 64GB, disk: Disk { capacity: 5TB, read: 100MB/s, write: 100MB/s } }
///     link lan[nodes]    { bandwidth: 100MB/s, latency: 2us }
///
///     for i in 0..nodes { route gateway <-> worker[i] via [lan[i]]; }
///
///     storage repository on gateway { images: [WORKER_IMAGE] }
///     serverless cloud on gateway over worker { scheduler: Fcfs }
///
///     deploy work on cloud from repository;
///     controller client(cloud) on gateway;
/// }
/// ```
///
/// The header becomes a struct with these fields and defaults, with the methods `run(seed)` and `cli()`. After it come, in any
/// order:
///
/// | declaration | what it gives or relates |
/// |---|---|
/// | `platform lab from "lab.xml";` | the hosts and links of a SimGrid file: `lab["NAME"]`, `lab.cluster("NAME")`, `lab.link("NAME")` |
/// | `host user { .. }`, `host worker[3] { .. }`, `host worker[i in 0..3] { .. }` | a host, or an array of hosts |
/// | `link wan { .. }` | a link; links may be arrays too |
/// | `route user <-> gateway via [wan];` | the links between two hosts; `->` is one way |
/// | `storage repository on user { .. }` | a storage of container images |
/// | `serverless cloud on gateway over worker { .. }` | a service: its host, and the hosts that run its functions |
/// | `mailbox answers: Answer;` | where controllers leave messages for each other |
/// | `function ping lasts LogNormal(-0.38, 2.36) { image: IMAGE }` | a function that only lasts for a while: a body that is data; `lasts input`: as long as its input says |
/// | `deploy work on cloud from repository;` | a function on a service, perhaps with limits of its own: `{ memory: 1GB }` |
/// | `workload load of work on cloud from user { arrivals: .., input: .. }` | invocations at dates of their own; the input is a value, or a closure of the number and of a random stream; or `{ replay: .. }`, dates that carry their inputs; or `{ closed_loop: .., input: .. }`, users who wait for the answer; or, beside arrivals, `pollers: ..`, which take them as messages in batches |
/// | `trace day from Azure2019 { path: "..", functions: 100 } on cloud from repository;` | the functions of a trace, deployed, and invoked when it says |
/// | `controller client(cloud) on user;` | a process that uses the services |
/// | `horizon 2h;` | the date at which the simulation is over, whatever is left to happen |
/// | `for i in 0..3 { .. }`, `if remote { .. } else { .. }` | several relations, or one or the other |
#[proc_macro]
pub fn simulation(input: TokenStream) -> TokenStream {
    simulation::simulation(input.into()).into()
}
