use coldstart::prelude::*;

#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Job(u64);

#[controller]
async fn client(ctx: &mut Ctx, job: Job) {
    ctx.sleep(secs(job.0)).await;
}

simulation! {
    #[derive(Clone, Debug)]
    struct Platform { cores: u32 = 2, job: Job = Job(1) }

    host user { speed: 1Gflop/s, cores: cores }
    controller client(job) on user;
}

fn main() {
    let report = Platform::default().run(Seed(1));
    println!("{report:?}");
}
