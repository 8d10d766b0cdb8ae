//! A start-up in steps: packages are fetched, snapshots restored, runtimes initialised.

use serde::{Deserialize, Serialize};

use super::StartUp;
use super::step::Step;
use super::steps::Steps;
use crate::serverless::FunctionId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::randomness::Randomness;
use crate::serverless::policy::view::NodeView;

/// Every instance goes through the same steps, one after the other.
///
/// Bytes really travel: over the network and the disks of the model, where they share bandwidth with everything else. An
/// attempt whose package cannot come fails.
///
/// ```
/// use sim_runtime::distribution::constructors::LogNormal;
/// use sim_runtime::serverless::policy::{StartUpPlan, Step};
/// use sim_runtime::serverless::ServerlessSpec;
/// use sim_runtime::units::short::{gflop, mb};
///
/// let plan = StartUpPlan {
///     steps: vec![
///         Step::Together(vec![Step::Fetch(mb(50)), Step::Delay(LogNormal(-2, 0.3))]),
///         Step::Initialise(gflop(1)),
///     ],
/// };
/// let spec = ServerlessSpec { start_up: Some(Box::new(plan)), ..ServerlessSpec::default() };
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct StartUpPlan {
    /// The steps. Default: none.
    pub steps: Vec<Step>,
}

impl Named for StartUpPlan {
    const NAME: &'static str = "plan";
    const TYPE: &'static str = "StartUpPlan";
    const DOC: &'static str = "Steps: delays, packages that are fetched, snapshots that are restored, initialisation that computes.";
    const SOURCE: &'static str =
        "Agache et al., Firecracker, NSDI 2020; Du et al., Catalyzer, ASPLOS 2020";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "steps",
        doc: "a list of steps, such as `{ \"fetch\": \"50MB\" }`; default: none",
    }];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

/// How many steps a plan may have: more than anybody needs.
const MOST_STEPS: usize = 10_000;

impl Policy for StartUpPlan {
    fn mistake(&self) -> Option<String> {
        let mut count = 0;
        for step in &self.steps {
            step.each(&mut |_| count += 1);
        }
        if count > MOST_STEPS {
            return Some(format!("`steps` are {count}; give at most {MOST_STEPS}"));
        }
        self.steps.iter().find_map(Step::mistake)
    }
}

impl StartUp for StartUpPlan {
    fn plan(&mut self, _: FunctionId, _: NodeView<'_>, random: &mut Randomness) -> Steps {
        let stream = random.stream();
        self.steps.iter().fold(Steps::NONE, |steps, step| {
            let mut activities = Vec::new();
            step.draw(stream, &mut activities);
            steps.then_together(activities)
        })
    }

    fn steps(&self) -> &[Step] {
        &self.steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::constructors::{Constant, Uniform};
    use crate::units::short::{gflop, mb, millis, secs};

    #[test]
    fn a_plan_reads_as_it_is_written() {
        let json = serde_json::json!({ "steps": [
            { "delay": "Constant(125ms)" },
            { "together": [{ "fetch": "50MB" }, { "fetch_from": { "storage": "packages", "size": "1MB" } }] },
            { "restore": "200MB" },
            { "initialise": "2Gflop" },
        ] });
        let plan: StartUpPlan = serde_json::from_value(json).expect("it is a plan");
        let fetched = Step::FetchFrom {
            storage: "packages".to_owned(),
            size: mb(1),
        };
        let steps = vec![
            Step::Delay(Constant(millis(125))),
            Step::Together(vec![Step::Fetch(mb(50)), fetched]),
            Step::Restore(mb(200)),
            Step::Initialise(gflop(2)),
        ];
        assert_eq!(plan.steps, steps);
        let again = serde_json::to_value(&plan).expect("it is written");
        assert_eq!(
            serde_json::from_value::<StartUpPlan>(again).expect("it reads back"),
            plan
        );
    }

    #[test]
    fn a_delay_that_is_no_time_is_told() {
        let inner = Step::Delay(Uniform(secs(2), secs(1)));
        let plan = StartUpPlan {
            steps: vec![Step::Together(vec![inner])],
        };
        let mistake = plan.mistake().expect("it is wrong");
        assert!(mistake.contains("write `Uniform(1s, 2s)`"), "{mistake}");
        let steps = vec![Step::Delay(Constant(mb(1)))];
        let mistake = StartUpPlan { steps }.mistake().expect("it is wrong");
        assert!(
            mistake.contains("its values are a size, and not a time"),
            "{mistake}"
        );
    }
}
