//! How long idle instances of providers are seen to live.

use sim_runtime::prelude::*;
use sim_runtime::serverless::provider::Provider;

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::worlds::{IMAGE, Plan, call, host};

/// The anchors of providers.
pub(crate) const ANCHORS: &[Anchor] = &[Anchor::new(
    "v39_idle_instances_live_as_long_as_is_seen_from_outside",
    "The presets of three providers: a function that is invoked again after a gap. AWS keeps idle instances for 5 to 7 min, Google for 15, Azure mostly for 20 to 30",
    "Shilkov, Cold starts in serverless functions, from memory; Google's documentation",
    idle_life,
)];

fn idle_life(judge: &mut Judge) {
    let cases = [
        (Provider::aws_lambda(), 5, 7),
        (Provider::google_cloud_run(), 14, 16),
        (Provider::azure_functions(), 19, 31),
    ];
    for (provider, still, no_longer) in cases {
        for (gap, expected) in [(still, true), (no_longer, false)] {
            let what = format!("{} finds its instance after {gap} min", provider.name());
            judge.equal(what, is_kept(&provider, mins(gap)), expected);
        }
    }
}

/// Whether an invocation finds the instance that another one has left so long ago: a scaler may make a new one before it begins.
fn is_kept(provider: &Provider, gap: SimDuration) -> bool {
    let mut plan = Plan::over([host(8, gb(64), gb(100))]);
    plan.service = provider.spec();
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec {
        memory: mib(512),
        // Of which an instance is used to a part where it may be, so that one is enough.
        concurrency: provider.limits().concurrency.unwrap_or(u32::MAX).min(10),
        ..FunctionSpec::new("f", IMAGE)
    });
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(1)).await.expect("it runs");
        ctx.sleep(gap).await;
        call(ctx, cloud, f, secs(1)).await.expect("it runs");
    });
    report.services[0].containers == 1
}
