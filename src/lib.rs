//! Declare serverless (FaaS) simulations in Rust, and run them on a deterministic discrete-event engine.
//!
//! A simulation is a platform (hosts, links, routes), storage services that hold container images, serverless services
//! with nodes, functions deployed on them, and controllers that invoke the functions. Functions and controllers are
//! `async fn`s; the rest is declared in [`simulation!`]:
//!
//! ```
//! use coldstart::prelude::*;
//!
//! const PYTHON: Image = Image::new("python", mb(250));
//!
//! /// Resizes one photo.
//! #[serverless_function(image = PYTHON, time_limit = 60s, memory = 200MB)]
//! async fn resize(ctx: &mut Ctx, photo: u64) -> String {
//!     ctx.sleep(2s).await;
//!     format!("photo {photo} resized")
//! }
//!
//! /// Has one photo resized after the other.
//! #[controller]
//! async fn client(ctx: &mut Ctx, cloud: Serverless, photos: u64) {
//!     for photo in 0..photos {
//!         let call = ctx.invoke(cloud, resize, photo).await;
//!         match ctx.wait(call).await {
//!             Ok(done) => ctx.log(done.output),
//!             Err(failed) => ctx.log(failed),
//!         }
//!     }
//! }
//!
//! simulation! {
//!     /// A user, a gateway and one worker.
//!     #[derive(Clone, Debug)]
//!     pub struct Photos {
//!         /// Photos to be resized.
//!         photos: u64 = 3,
//!     }
//!
//!     host user    { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
//!     host gateway { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
//!     host worker  { speed: 1Gflop/s, ram: 8GB, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
//!
//!     link wan { bandwidth: 10MB/s,  latency: 20ms }
//!     link lan { bandwidth: 100MB/s, latency: 20us }
//!     route user <-> gateway via [wan];
//!     route gateway <-> worker via [lan];
//!
//!     storage registry on user { images: [PYTHON] }
//!     serverless cloud on gateway over worker { container_startup: 1s, idle_timeout: 10min }
//!     deploy resize on cloud from registry;
//!     controller client(cloud, photos) on user;
//! }
//!
//! let report = Photos { photos: 5, ..Default::default() }.run(Seed(42))?;
//! assert_eq!(report.summary.cold_starts, 1);
//! assert_eq!(report.summary.hot_starts, 4);
//! # Ok::<(), RunError>(())
//! ```
//!
//! The same declaration gets a command line: `Photos::cli()` (feature `cli`, on by default; without it, what command lines
//! need is not compiled). What runs is [`sim_runtime`], whose layers are re-exported here; [`prelude`] has what a simulation is
//! usually written with.

// What these macros print cannot fail without a panic; `cli::console` prints.
#![warn(clippy::print_stdout, clippy::print_stderr)]

#[cfg(feature = "cli")]
pub mod cli;
#[doc(hidden)]
pub mod private;
pub mod test;
pub mod validation;

#[doc(hidden)]
pub use private as __private;

pub use sim_macros::{Payload, controller, serverless_function, simulation};
pub use sim_runtime::{
    self, distribution, experiment, fluid, kernel, platform, results, scenario, serverless,
    simulation, storage, units, workload,
};

/// What a simulation is usually written with.
pub mod prelude {
    pub use std::process::ExitCode;

    pub use sim_macros::{Payload, controller, serverless_function, simulation};
    pub use sim_runtime::prelude::*;
}
