//! Inputs and outputs with a size: timed on their way, and limited.
//!
//! ```text
//!   user ---- wan 10 MB/s ---- gateway ---- lan 100 MB/s ---- worker
//! ```
//!
//! The network is the ideal one without latency, so that each date below is a sum of sizes over bandwidths.

use coldstart::prelude::*;

use crate::support::{self, Plan, link};

const IMAGE: Image = Image::new("image", Bytes::ZERO);

/// Turns so many bytes of input into so many bytes of output.
struct Convert;

impl ServerlessFunction for Convert {
    type Input = (Bytes, Bytes);
    type Output = Bytes;
    type Kind = Succeeds;

    fn spec(&self) -> FunctionSpec {
        FunctionSpec {
            ingress: mb(30),
            egress: mb(40),
            time_limit: secs(1),
            ..FunctionSpec::new("convert", IMAGE)
        }
    }

    async fn call(ctx: &mut Ctx, (_, output): (Bytes, Bytes)) -> Bytes {
        ctx.sleep(millis(500)).await;
        output
    }

    fn input_size((input, _): &(Bytes, Bytes)) -> Bytes {
        *input
    }

    fn output_size(output: &Bytes) -> Bytes {
        *output
    }
}

fn run(spec: FunctionSpec, inputs: Vec<(Bytes, Bytes)>) -> Report {
    let plan = Plan {
        wan: link(mb_per_sec(10)),
        lan: link(mb_per_sec(100)),
        ..Plan::default()
    };
    let mut world = plan.with_images([IMAGE]).declare();
    let cloud = world.cloud;
    world.sim.deploy_as(Convert, cloud, world.registry, spec);
    world.run(async move |ctx: &mut Ctx| {
        for input in inputs {
            let call = ctx.invoke(cloud, Convert, input).await;
            let _ = ctx.wait(call).await;
        }
    })
}

fn at(seconds: f64) -> Option<SimTime> {
    Some(support::at(seconds))
}

#[test]
fn an_input_and_an_output_cross_both_links_one_after_the_other() {
    let report = run(Convert.spec(), vec![(mb(20), mb(40))]);
    let row = &report.invocations[0];
    assert_eq!(row.success, Some(true));
    assert_eq!(row.submit, at(2.0), "20 MB at 10 MB/s to the gateway");
    assert_eq!(row.start, at(2.2), "and at 100 MB/s to the worker");
    assert_eq!(row.end, at(2.7));
    assert_eq!(row.completion, at(3.1), "40 MB at 100 MB/s to the gateway");
    assert_eq!(
        report.final_date,
        support::at(7.1),
        "and at 10 MB/s to the user"
    );
    assert_eq!((row.input_bytes, row.output_bytes), (mb(20), mb(40)));
}

#[test]
fn an_input_beyond_the_ingress_limit_is_refused_at_once() {
    let report = run(Convert.spec(), vec![(mb(31), mb(1)), (mb(30), mb(1))]);
    let [refused, accepted] = &report.invocations[..] else {
        panic!("two invocations")
    };
    assert!(refused.refused && refused.success == Some(false));
    assert_eq!(refused.accepted, at(0.0));
    let cause = refused.failure_cause.as_deref();
    assert_eq!(
        cause,
        Some("The input of function (convert) is 31MB, beyond its ingress limit of 30MB")
    );
    assert_eq!(
        accepted.success,
        Some(true),
        "a limit that is just reached is not exceeded"
    );
}

#[test]
fn an_output_beyond_the_egress_limit_fails_the_invocation_and_stays_where_it_is() {
    let report = run(Convert.spec(), vec![(Bytes::ZERO, mb(41))]);
    let row = &report.invocations[0];
    let cause = row.failure_cause.as_deref();
    assert_eq!(
        cause,
        Some("The output of function (convert) is 41MB, beyond its egress limit of 40MB")
    );
    assert_eq!((row.end, row.completion), (at(0.5), at(0.5)));
}

#[test]
fn a_deployment_may_have_limits_of_its_own() {
    let spec = FunctionSpec {
        time_limit: millis(400),
        ingress: mb(50),
        ..Convert.spec()
    };
    let report = run(spec, vec![(mb(31), mb(1))]);
    let row = &report.invocations[0];
    assert_eq!(
        row.failure_cause.as_deref(),
        Some("Operation has timed out")
    );
    assert_eq!(row.submit, at(3.1));
}
