//! In the body of a serverless function its name stands for what is deployed.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

struct Step {
    cloud: Serverless,
    left: u64,
}

#[serverless_function(image = IMAGE)]
async fn countdown(ctx: &mut Ctx, step: Step) -> Result<u64, String> {
    ctx.sleep(1s).await;
    if step.left == 0 {
        return Ok(0);
    }
    let next = Step { left: step.left - 1, ..step };
    let below = ctx.invoke_and_wait(step.cloud, countdown, next).await.map_err(|failed| failed.to_string())?;
    Ok(below.output + 1)
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let invocation = ctx.invoke(cloud, countdown, Step { cloud, left: 3 }).await;
    assert_eq!(ctx.wait(invocation).await.expect("it succeeds").output, 3);
}

simulation! {
    #[derive(Clone, Debug)]
    struct Countdown;

    host head { cores: 8, speed: 1Gflop/s, disk: Disk { capacity: 5TB, read: 100MB/s, write: 100MB/s } }

    storage store on head { images: [IMAGE] }
    serverless cloud on head over head;
    deploy countdown on cloud from store;
    controller client(cloud) on head;
}

fn main() {
    Countdown.run(Seed(1)).expect("the simulation runs");
}
