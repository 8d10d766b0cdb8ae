//! A shop with as many nodes, orders and days as a page is tried with.

use coldstart::prelude::*;

const IMAGE: Image = Image::new("shop", mb(10));

/// What an order does, beside taking its time.
#[derive(Clone, Copy)]
pub(crate) struct Task {
    cloud: Serverless,
    length: SimDuration,
    asks_stock: bool,
    asks_invoice: bool,
}

/// Looks whether something is there.
#[serverless_function(image = IMAGE, memory = 100MB)]
async fn stock(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

/// Is not deployed on the shop's cloud, which refuses it.
#[serverless_function(image = IMAGE, memory = 100MB)]
async fn invoice(ctx: &mut Ctx, _: ()) {
    ctx.sleep(1s).await;
}

/// Takes an order.
#[serverless_function(image = IMAGE, memory = 100MB)]
async fn order(ctx: &mut Ctx, task: Task) {
    ctx.sleep(task.length).await;
    if task.asks_stock {
        let call = ctx.invoke(task.cloud, stock, task.length).await;
        ctx.wait(call).await.ok();
    }
    if task.asks_invoice {
        let call = ctx.invoke(task.cloud, invoice, ()).await;
        ctx.wait(call).await.ok();
    }
}

/// Places orders.
#[controller]
async fn client(
    ctx: &mut Ctx,
    cloud: Serverless,
    orders: u64,
    pause: SimDuration,
    length: SimDuration,
    stock_each: u64,
    invoice_each: u64,
) {
    let mut pending = Vec::new();
    for number in 1..=orders {
        let each = |count: u64| count > 0 && number.is_multiple_of(count);
        let task = Task {
            cloud,
            length,
            asks_stock: each(stock_each),
            asks_invoice: each(invoice_each),
        };
        pending.push(ctx.invoke(cloud, order, task).await);
        ctx.sleep(pause).await;
    }
    ctx.wait_all(pending).await;
}

simulation! {
    /// A shop.
    #[derive(Clone, Debug)]
    pub struct Shop {
        /// Nodes of its cloud.
        nodes: usize = 2,
        /// How many orders there are.
        orders: u64 = 40,
        /// From one order to the next.
        pause: SimDuration = secs(1),
        /// How long an order takes.
        length: SimDuration = secs(5),
        /// Each so many orders look into the stock; 0 for none.
        stock_each: u64 = 0,
        /// Each so many orders ask for an invoice, and are refused; 0 for none.
        invoice_each: u64 = 0,
    }

    host user { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host till { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host office { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host worker[nodes] { speed: 1Gflop/s, cores: 4, ram: 4GB, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    link lan { bandwidth: 10Gbit/s, latency: 50us }
    route user <-> till via [lan];
    route user <-> office via [lan];
    for i in 0..nodes { route till <-> worker[i] via [lan]; }
    for i in 0..nodes { route user <-> worker[i] via [lan]; }

    storage images on till { images: [IMAGE] }
    storage office_images on office { images: [IMAGE] }
    serverless cloud on till over worker { container_startup: 400ms, idle_timeout: 10min }
    serverless back on office over office { container_startup: 400ms }

    deploy order, stock on cloud from images;
    deploy invoice on back from office_images;
    controller client(cloud, orders, pause, length, stock_each, invoice_each) on user;
}
