//! A day with a spike, and the load generator that does not see it.
//!
//! ```text
//!   customers: a wave, and a sale at its peak -----+
//!                                                  +--> gateway --- 2 nodes, 8 cores in all
//!   probe: a few users who wait for the answer ----+
//! ```
//!
//! Customers come whatever becomes of those before them: an open load, low in the morning and high at noon, and for a minute a
//! sale brings many more than the cores can serve. A queue grows, and it takes minutes until it is gone. A load generator asks the
//! same service all the time, in a closed loop: each of its users waits for the answer before asking again.
//!
//! Look for the 99th percentile of the response times of both functions: 114 s for the customers, 1.6 s for the probe. The probe
//! does not lie about those that it has asked for. But while the service is slow its users wait in that queue, and ask a few times
//! where they would have asked a hundred times: what they leave out is what a percentile is for (coordinated omission). Ten times as
//! many users who ask a tenth as often are more like customers, and see some of it: `--users 50 --think 'Exponential(49s)'`.
//!
//! `--load` takes any other arrivals: `--load 'Mmpp::cycle([(10, 1min), (0.5, 10min)]).until(1h)'`.

use coldstart::prelude::*;

const IMAGE: Image = Image::new("shop", mb(50));

/// What customers ask for.
#[serverless_function(image = IMAGE, memory = 128MB)]
async fn buy(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

/// The same work, asked for by the load generator.
#[serverless_function(image = IMAGE, memory = 128MB)]
async fn probe(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

simulation! {
    /// A day with a spike, and the load generator that does not see it.
    #[derive(Clone, Debug)]
    pub struct Diurnal {
        /// How customers come: a day of an hour, with a sale at noon.
        load: Arrivals = Arrivals::new(
            "Wave::every(1h, 2, 0.6, 30min).merge(Rates::steps([(30min, 20), (31min, 0)])).until(1h)",
        ),
        /// The users of the load generator.
        users: u64 = 5,
        /// How long they think.
        think: Distribution = Exponential(4s),
    }

    host user    { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host gateway { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host node[2] { speed: 1Gflop/s, cores: 4, ram: 16GB, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    link wan { bandwidth: 1Gbit/s, latency: 10ms }
    link lan { bandwidth: 10Gbit/s, latency: 50us }
    route user <-> gateway via [wan];
    for i in 0..2 { route gateway <-> node[i] via [lan]; }

    storage images on gateway { images: [IMAGE] }
    serverless cloud on gateway over node { container_startup: 300ms, idle_timeout: 10min }
    deploy buy on cloud from images;
    deploy probe on cloud from images;

    workload customers of buy on cloud from user { arrivals: load }
    workload generator of probe on cloud from user { closed_loop: ClosedLoop::of(users, think.clone()).until(1h) }
}

fn main() -> ExitCode {
    Diurnal::cli()
}
