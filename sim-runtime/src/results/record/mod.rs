//! The recorder: keeps what a report needs, in as little space as it can, while the simulation runs.
//!
//! * `recorder`: listens to the run; `finished`: what it has at the end; `progress`: how far the run has come;
//! * `packed`: records of rows as bytes, until the report is made; `events`: which happenings are events of the report;
//! * `service`: what is kept of one service: `containers`: how they were used, and why each had to be made; `image_moves`:
//!   when images were on their way, for the invocations that waited for them; `packages`, `package_rows`: what start-ups of containers need;
//! * `tally`, `rates`, `failures`: sums and distributions over invocations; `loads`: how busy nodes and links are;
//!   `policy_series`: what policies publish; `workflows`: executions, and sums over stages.
//!
//! It must not know how a report is made or written.

mod containers;
mod events;
mod failures;
mod faults;
pub(super) mod finished;
mod image_moves;
mod loads;
mod package_rows;
mod packages;
pub(super) mod packed;
mod policy_series;
mod progress;
mod rates;
mod recorder;
mod service;
pub(super) mod tally;
mod workflows;

pub use progress::Progress;
pub use recorder::Record;
