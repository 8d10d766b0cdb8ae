//! Parameters, functions and fields may have names that are words of Rust.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[derive(Payload)]
struct r#Box {
    #[payload(size = 1kB)]
    r#type: u32,
}

#[serverless_function(image = IMAGE)]
async fn r#match(ctx: &mut Ctx, r#in: r#Box) -> u32 {
    ctx.sleep(1s).await;
    r#in.r#type
}

#[controller]
async fn r#loop(ctx: &mut Ctx, r#use: Serverless, r#type: u32) {
    let done = ctx.invoke_and_wait(r#use, r#match, r#Box { r#type }).await;
    assert_eq!(done.expect("it succeeds").output, r#type);
}

simulation! {
    #[derive(Clone, Debug)]
    struct Raw {
        r#type: u32 = 1,
        r#fn: usize = 2,
    }

    host r#where[r#fn] { speed: 1Gflop/s, disk: DISK }
    link r#as { bandwidth: 100MB/s }
    route r#where[0] <-> r#where[1] via [r#as];
    storage r#box on r#where[0] { images: [IMAGE] }
    serverless r#use on r#where[0] over r#where[1];
    deploy r#match on r#use from r#box;
    controller r#loop(r#use, r#type) on r#where[0];
    workload r#let of r#match on r#use from r#where[0] { arrivals: Regular::every(1s).take(2), input: r#Box { r#type } }
}

fn main() {
    let names: Vec<_> = Raw::PARAMETERS.iter().map(|parameter| parameter.name).collect();
    assert_eq!(names, ["type", "fn"]);
    let mut raw = Raw::default();
    raw.set("type", "7").expect("it is a number");
    let report = raw.run(Seed(1)).expect("the simulation runs");
    assert_eq!(&*report.functions[0].function, "match");
    assert_eq!(report.summary.succeeded, 3);
}
