//! A node crashes: what retries save, what they cost, and what ends as a dead letter.
//!
//! ```text
//!             +-- gateway ------ plain   --- 2 nodes: what fails has failed
//!   shop -----+
//!             +-- gateway ------ careful --- 2 nodes: clients try again, and so does the provider
//! ```
//!
//! A shop charges a card for each order, waits for that, and then has a receipt sent, for which it does not wait. Both services have the
//! same orders, and the first node of each is down from 60 s to 120 s. On `plain` nobody tries again. On `careful` the client of
//! `charge` has four attempts with exponential back-off, and the provider three for each receipt, five and ten seconds apart; what is
//! given up becomes a dead letter. One order in fifty has an address to which no receipt can be sent, now or later. Look for: all
//! charges that the crash breaks are saved, the ones under way at 60 s by a second attempt; no receipt is lost but those that can
//! never be sent, each of which costs three attempts and leaves one letter. Without options it prints this; with some it is a command
//! line as others, and the report (`--report crash.html`) is shaded while the nodes are down.

use coldstart::prelude::*;

const IMAGE: Image = Image::new("shop", mb(100));

/// Asks a bank.
#[serverless_function(image = IMAGE, memory = 256MB)]
async fn charge(ctx: &mut Ctx, _order: u64) {
    ctx.sleep(2s).await;
}

/// Writes to the customer.
#[serverless_function(image = IMAGE, memory = 256MB)]
async fn send_receipt(ctx: &mut Ctx, order: u64) -> Result<(), String> {
    ctx.sleep(1s).await;
    match order % 50 {
        13 => Err("there is no such address".to_owned()),
        _ => Ok(()),
    }
}

/// One order after the other, each of them on its own.
#[controller]
async fn shop(ctx: &mut Ctx, cloud: Serverless, orders: u64, gap: SimDuration) {
    let mut open = Vec::new();
    for order in 0..orders {
        let handling = async move |ctx: &mut Ctx| {
            if ctx.invoke_and_wait(cloud, charge, order).await.is_ok() {
                let receipt = ctx.invoke_event(cloud, send_receipt, order).await;
                drop(ctx.wait(receipt).await);
            }
        };
        open.push(ctx.spawn(&format!("order {order}"), handling).await);
        ctx.sleep(gap).await;
    }
    for order in open {
        ctx.join(order).await;
    }
}

/// Reads the letters until none comes for a minute.
#[controller]
async fn undertaker(ctx: &mut Ctx, dead: Mailbox<DeadLetter<u64>>) {
    ctx.sleep(2min).await;
    while let Ok(letter) = ctx
        .with_timeout(1min, async |ctx: &mut Ctx| ctx.receive(dead).await)
        .await
    {
        let (order, attempts) = (letter.input, letter.attempts);
        ctx.log(format!(
            "no receipt for order {order} after {attempts} attempts: {}",
            letter.cause
        ));
    }
}

simulation! {
    /// A node crashes.
    #[derive(Clone, Debug)]
    pub struct NodeCrash {
        /// Orders of each service.
        orders: u64 = 400,
        /// Time between two.
        gap: SimDuration = 500ms,
        /// How long the nodes are down.
        down: SimDuration = 1min,
    }

    host user    { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    host gateway[2] { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    host node[4] { speed: 1Gflop/s, cores: 8, ram: 16GB, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    link wan { bandwidth: 10Gbit/s, latency: 5ms }
    link lan { bandwidth: 10Gbit/s, latency: 50us }
    for i in 0..2 { route user <-> gateway[i] via [wan]; }
    for i in 0..4 { route gateway[i / 2] <-> node[i] via [lan]; }

    storage registry on user { images: [IMAGE] }
    mailbox dead: DeadLetter<u64>;
    serverless plain on gateway[0] over node[0..2] { scheduler: LeastLoaded, container_startup: 500ms, idle_timeout: 10min }
    serverless careful on gateway[1] over node[2..4] { scheduler: LeastLoaded, container_startup: 500ms, idle_timeout: 10min }

    deploy charge on plain from registry;
    deploy charge on careful from registry {
        retry: Retry { attempts: 4, backoff: Backoff::exponential(1s, 10s), ..Retry::default() },
    }
    deploy send_receipt on plain from registry { events: AsyncInvoke { attempts: 1, ..AsyncInvoke::default() } }
    deploy send_receipt on careful from registry {
        events: AsyncInvoke {
            delays: vec![secs(5), secs(10)],
            on_failure: Some(Destination::mailbox("dead")),
            ..AsyncInvoke::default()
        },
    }

    fault node node[0] down at 1min for down;
    fault node node[2] down at 1min for down;

    controller shop(plain, orders, gap) on user;
    controller shop(careful, orders, gap) on user;
    controller undertaker(dead) on user;
}

/// What became of the requests of each function and service, and how often they were tried.
fn table(report: &Report) -> String {
    let mut table = "service  function      requests  attempts  crashed  lost\n".to_owned();
    for service in ["plain", "careful"] {
        for function in ["charge", "send_receipt"] {
            let rows = || {
                let rows = report.invocations.iter();
                rows.filter(|row| *row.service == *service && *row.function == *function)
            };
            let requests = rows().filter(|row| row.retry_of.is_none()).count();
            let succeeded = rows().filter(|row| row.success == Some(true)).count();
            let crashed = rows().filter(|row| {
                let cause = row.failure_cause.as_deref();
                cause == Some("The node went down")
            });
            table += &format!(
                "{service:<7}  {function:<12} {requests:>9} {:>9} {:>8} {:>5}\n",
                rows().count(),
                crashed.count(),
                requests - succeeded,
            );
        }
    }
    table
}

fn main() -> ExitCode {
    if std::env::args().len() > 1 {
        return NodeCrash::cli();
    }
    match NodeCrash::default().run(Seed(42)) {
        Ok(report) => {
            print!("{}", table(&report));
            for line in &report.log {
                println!("{} {}", line.date, line.text);
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
