//! Orders of a shop, each a workflow of functions.
//!
//! ```text
//!                       +--> charge (tried again, or the order is cancelled) --+
//!   client --> validate |                                                      | --> pack, for each item, --> ship
//!                       +--> reserve ------------------------------------------+     two at once
//! ```
//!
//! The client does not write what follows what: it runs a value, [`order`], once for each order. Look for: the log has an order
//! whose card was refused for good, and what became of the others; the table of stages says that charging and reserving run at
//! once and that the slower of them, most often the payment, is on the critical path; that packing takes a turn for each
//! two items (`--items 6` makes it the longest part); and what each stage costs. `--json` and `--csv` have the critical path of
//! each order.

use coldstart::prelude::*;

const SHOP: Image = Image::new("shop", mb(80));

/// What a customer wants.
#[derive(Clone)]
pub struct Order {
    number: u64,
    items: u64,
}

/// Looks at the order.
#[serverless_function(image = SHOP, memory = 128MB)]
async fn validate(ctx: &mut Ctx, order: Order) -> Order {
    ctx.sleep(50ms).await;
    order
}

/// Asks the bank, which is slow, often has no answer, and refuses every seventh card for good.
#[serverless_function(image = SHOP, memory = 128MB)]
async fn charge(ctx: &mut Ctx, order: Order) -> Result<u64, String> {
    let answer = ctx.sample_duration(&Exponential(0.6));
    ctx.sleep(answer).await;
    if order.number % 7 == 6 {
        return Err("the card was refused".to_owned());
    }
    match ctx.random().chance(0.2) {
        true => Err("the bank did not answer".to_owned()),
        false => Ok(order.items * 20),
    }
}

/// Puts the items aside; returns their numbers.
#[serverless_function(image = SHOP, memory = 128MB)]
async fn reserve(ctx: &mut Ctx, order: Order) -> Vec<u64> {
    ctx.sleep(300ms).await;
    (0..order.items).collect()
}

/// Wraps one item.
#[serverless_function(image = SHOP, memory = 256MB)]
async fn pack(ctx: &mut Ctx, item: u64) -> u64 {
    ctx.sleep(400ms).await;
    item
}

/// Calls the courier.
#[serverless_function(image = SHOP, memory = 128MB)]
async fn ship(ctx: &mut Ctx, parcel: Vec<u64>) -> String {
    ctx.sleep(200ms).await;
    format!("shipped {} items", parcel.len())
}

/// What happens to an order.
fn order(cloud: Serverless) -> Workflow<Order, String> {
    let payment = Retry {
        attempts: 4,
        backoff: Backoff::exponential(millis(200), secs(5)),
        ..Retry::default()
    };
    let fulfil = workflow("fulfil")
        .parallel((task(cloud, charge).retry(payment), task(cloud, reserve)))
        .named("pay and reserve")
        .pass(|(_, items): (u64, Vec<u64>)| items)
        .map_at_most(2, cloud, pack)
        .named("parcel")
        .then(cloud, ship);
    let give_up = workflow("give up")
        .pass(|(_, failure): (Order, WorkflowFailure)| format!("cancelled: {}", failure.cause));
    workflow("order")
        .then(cloud, validate)
        .include(fulfil)
        .catch(give_up)
}

/// A customer.
#[controller]
async fn customer(ctx: &mut Ctx, order: Workflow<Order, String>, number: u64, items: u64) {
    ctx.sleep(number * 500ms).await;
    match ctx.run(&order, Order { number, items }).await {
        Ok(outcome) => ctx.log(format!("order {number}: {outcome}")),
        Err(failure) => ctx.log(failure),
    }
}

simulation! {
    /// A shop with customers who order so many items each.
    #[derive(Clone, Debug)]
    pub struct Orders {
        /// Customers, who come one after the other.
        customers: u64 = 20,
        /// Items of each order.
        items: u64 = 4,
    }

    host user { speed: 10Gflop/s, disk: Disk { capacity: 1TB, read: 200MB/s, write: 200MB/s } }
    host gateway { speed: 10Gflop/s, disk: Disk { capacity: 1TB, read: 200MB/s, write: 200MB/s } }
    host worker[2] { cores: 16, speed: 1Gflop/s, ram: 32GB, disk: Disk { capacity: 1TB, read: 200MB/s, write: 200MB/s } }
    link wan { bandwidth: 100MB/s, latency: 5ms }
    link lan { bandwidth: 1GB/s, latency: 100us }
    route user <-> gateway via [wan];
    for i in 0..2 {
        route gateway <-> worker[i] via [lan];
    }

    storage registry on user { images: [SHOP] }
    serverless cloud on gateway over worker {
        container_startup: 200ms,
        idle_timeout: 10min,
        tariff: Tariff::aws_lambda(),
    }
    deploy validate, charge, reserve, pack, ship on cloud from registry;
    for number in 0..customers {
        controller customer(order(cloud), number, items) on user;
    }
}

fn main() -> ExitCode {
    Orders::cli()
}
