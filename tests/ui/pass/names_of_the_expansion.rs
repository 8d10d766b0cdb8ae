//! Parameters and functions may be called like the locals of an expansion.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE)]
async fn input(ctx: &mut Ctx, spec: u64) -> u64 {
    ctx.sleep(1ms).await;
    spec
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, labels: (u64, String, Vec<u64>)) {
    let invocation = ctx.invoke(cloud, input, labels.0 + labels.2.len() as u64).await;
    assert_eq!(ctx.wait(invocation).await.expect("it succeeds").output, 7);
    assert_eq!(labels.1, "index");
}

simulation! {
    #[derive(Clone, Debug)]
    struct Names {
        sim: u64 = 4,
        spec: u32 = 2,
        index: String = "index".to_owned(),
        ctx: Bytes = 5TB,
        name: Bandwidth = 100MB/s,
        text: f64 = 0.5,
    }

    // Declared after what it is named in.
    controller client(cloud, (sim, index, vec![1; text.ceil() as usize + 2])) on head;
    deploy input on cloud from store;
    for (index, link) in wires.iter().enumerate() {
        if index > 0 { route head <-> host[index] via [*link]; } else { route head -> host[0] via [wires[0]]; }
    }
    route host[0] -> head via [wires[0]];

    storage store on head { images: [IMAGE] }
    serverless cloud on head over [host[0], host[1]] { eviction: LeastRecentlyUsed }

    host host[(i, cores) in [2, 4].into_iter().enumerate()] {
        speed: if i < 1 { 1Gflop/s } else { 2Gflop/s },
        cores: cores * spec,
        ram: 64GB,
        disk: Disk { capacity: ctx, read: name, write: name * text },
    }
    /// The head.
    host head { speed: 1Gflop/s, disk: Disk { capacity: ctx, read: name, write: 100MB/s * 50% } }
    link wires[2] { bandwidth: 800Mbit/s }
}

fn main() {
    let names = Names::default();
    names.run(Seed(1)).expect("the simulation runs");
}
