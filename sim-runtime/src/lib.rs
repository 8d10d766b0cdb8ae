//! Everything that runs in a coldstart simulation: the event engine, the models of a platform and of a serverless
//! provider, what user code may ask of them, and what comes out.
//!
//! # The house
//!
//! A layer imports only from layers above it in this table; a test holds that.
//!
//! | layer | what it knows |
//! |---|---|
//! | [`units`] | quantities |
//! | [`kernel`] | time, events, coroutines |
//! | [`distribution`] | distributions, and one way to write them |
//! | [`fluid`] | capacities shared by activities |
//! | [`platform`] | hosts, disks, links, routes |
//! | [`storage`] | files, partitions, transfers |
//! | [`serverless`] | images, functions, instances, attempts, the service, its policies |
//! | [`simulation`] | one world: what a coroutine may ask, and the answers |
//! | [`workload`] | who invokes what and when |
//! | [`results`] | what happened, as values |
//! | [`scenario`] | the serialisable form of a whole simulation, and its runner |
//! | [`experiment`] | what takes more than one run: capacity, calibration |
//! | [`prelude`] | what a simulation is usually written with |
//!
//! Services are state, processes are coroutines. A controller and a function body are user code, so each is a coroutine,
//! suspended while it waits. A service is a plain state machine that the world calls: a control message without size costs
//! no event. What takes simulated time is an activity: a sleep, a computation, a transfer.
//!
//! # The way of one invocation
//!
//! ```text
//! ctx.invoke(cloud, resize, photo).await     simulation::context    asks
//!   -> World::invoke                         simulation::world      answers
//!   -> Service::deliver(Message::Invoke)     serverless::service    takes the request: an attempt
//!   -> download, copy, load                  storage::transfer      move the image over platform::fabric
//!   -> Scheduler::schedule                   serverless::policy     decides
//!   -> apply, start                          serverless::service    makes or reuses an instance
//!   -> the body, a coroutine                 simulation::function   runs
//!   -> body_ended, complete                  serverless::service    frees the core, keeps the container
//!   -> Recorder::called                      results::record        notes what happened
//!   -> ctx.wait(call).await returns          simulation::context    with the output
//! ```

pub use sim_units as units;

pub mod distribution;
pub mod experiment;
pub mod fluid;
pub mod kernel;
pub mod platform;
pub mod prelude;
pub mod results;
pub mod scenario;
pub mod serverless;
pub mod simulation;
pub mod storage;
pub mod workload;
