//! Anchors: numbers that are known without this simulator, from theory or from measurements, and that it must give.
//!
//! A file a theme. A test has the id of its anchor in its name, and its documentation says what is known: `book` writes the
//! book's table of it. What comes of random numbers is estimated from replications,
//! with four standard errors as the tolerance: see [`replications`](crate::support::replications).

mod book;
mod caching;
mod distributions;
mod hybrid_histogram;
mod instances;
mod keep_alive;
mod limits;
mod measurements;
mod order;
mod prices;
mod queueing;
mod retries;
mod reuse;
mod scaling;
