//! The providers, each with its values and where they are from. "From memory" means: remembered in November 2026, not looked up.

use super::{Choice, Prices, Provider};
use crate::serverless::policy::PolicyKind;
use crate::serverless::{FunctionLimits, Tariff};
use crate::units::short::{gib, mb, mib};
use crate::units::{Bytes, SimDuration};

const NODES: Choice = Choice {
    kind: PolicyKind::Scheduler,
    name: "warm_first",
    parameters: "",
    source: "assumed: an idle instance wherever it is; how nodes are chosen is not published",
};

const WAITING: &str = "Which node an instance is made on, and the network in front of the service, beyond what you declare.";

impl Provider {
    /// AWS Lambda, with its list prices on x86 and its quotas for functions that are invoked synchronously.
    pub const fn aws_lambda() -> Self {
        const POLICIES: &[Choice] = &[
            Choice {
                kind: PolicyKind::Admission,
                name: "all_of",
                parameters: r#"{"policies": [{"kind": "concurrency_limit", "account": 1000, "requests": 10}, "scaling_rate"]}"#,
                source: "Lambda quotas and scaling behaviour, developer guide, from memory (2025): 1000 at once, ten requests a second for each, 1000 new environments in 10 s for each function",
            },
            NODES,
            Choice {
                kind: PolicyKind::Reuse,
                name: "newest",
                parameters: "",
                source: "SimFaaS (2021), whose model agrees with measurements of AWS Lambda",
            },
            Choice {
                kind: PolicyKind::KeepAlive,
                name: "fixed_timeout",
                parameters: r#"{"timeout": "6min"}"#,
                source: "5 to 7 minutes as seen from outside: Shilkov, Cold starts in serverless functions, from memory",
            },
            Choice {
                kind: PolicyKind::StartUp,
                name: "constant",
                parameters: r#"{"delay": "250ms"}"#,
                source: "assumed for small packages: 200 to 400 ms as seen from outside, from memory",
            },
        ];
        Self {
            name: "aws_lambda",
            title: "AWS Lambda",
            policies: POLICIES,
            prices: Some(Prices {
                tariff: Tariff::aws_lambda,
                source: "aws.amazon.com/lambda/pricing, `us-east-1`, 2025; disk space from memory",
            }),
            limits: FunctionLimits {
                time_limit: Some(SimDuration::from_secs(900)),
                min_memory: Some(mb(128)),
                max_memory: Some(mib(10_240)),
                max_disk: Some(mib(10_240)),
                ingress: Some(mib(6)),
                egress: Some(mib(6)),
                concurrency: Some(1),
            },
            limits_source: "Lambda quotas, developer guide, from memory (2025)",
            not_modelled: &[
                "That processors follow memory: give the function `cpu: Cpu::per_instance(MB / 1769.0)`, a core for each 1769 MB.",
                "Asynchronous invocations, which have other quotas, and event sources.",
                "SnapStart, and the price of data that leaves the region: `per_gb_egress` is yours to say.",
                WAITING,
            ],
        }
    }

    /// Azure Functions on its consumption plan.
    pub const fn azure_functions() -> Self {
        const POLICIES: &[Choice] = &[
            NODES,
            Choice {
                kind: PolicyKind::Reuse,
                name: "most_recently_used",
                parameters: "",
                source: "assumed",
            },
            Choice {
                kind: PolicyKind::Scaler,
                name: "azure",
                parameters: r#"{"scale_in_after": "20min"}"#,
                source: "Event-driven scaling in Azure Functions, from memory: an instance a second for HTTP, at most 200; idle ones are kept mostly 20 to 30 minutes as seen from outside: Shilkov, from memory",
            },
            Choice {
                kind: PolicyKind::StartUp,
                name: "constant",
                parameters: r#"{"delay": "2s"}"#,
                source: "assumed: seconds as seen from outside, from memory",
            },
        ];
        Self {
            name: "azure_functions",
            title: "Azure Functions, consumption plan",
            policies: POLICIES,
            prices: Some(Prices {
                tariff: Tariff::azure_functions,
                source: "azure.microsoft.com/pricing/details/functions, from memory",
            }),
            limits: FunctionLimits {
                time_limit: Some(SimDuration::from_mins(10)),
                min_memory: None,
                max_memory: Some(mib(1536)),
                max_disk: None,
                ingress: Some(mb(100)),
                egress: None,
                concurrency: None,
            },
            limits_source: "Azure Functions hosting options, from memory (2025)",
            not_modelled: &[
                "The 230 seconds after which the load balancer answers HTTP requests itself.",
                "That memory is billed as it is used, in steps of 128 MB: here it is the limit of the function.",
                "The Premium, Dedicated and Flex Consumption plans.",
                WAITING,
            ],
        }
    }

    /// Google Cloud Run with request-based billing, of functions and services alike.
    pub const fn google_cloud_run() -> Self {
        const POLICIES: &[Choice] = &[
            NODES,
            Choice {
                kind: PolicyKind::Reuse,
                name: "most_recently_used",
                parameters: "",
                source: "assumed",
            },
            Choice {
                kind: PolicyKind::Scaler,
                name: "cloud_run",
                parameters: r#"{"idle": "14min"}"#,
                source: "Cloud Run, About instance autoscaling, 2026, and from memory: 60 % of the concurrency over a minute, idle instances up to 15 minutes, which are that minute and 14",
            },
            Choice {
                kind: PolicyKind::Admission,
                name: "pending_limit",
                parameters: "",
                source: "the same, from memory: 3.5 times the start-up or 10 s, then 429",
            },
            Choice {
                kind: PolicyKind::StartUp,
                name: "constant",
                parameters: r#"{"delay": "1s"}"#,
                source: "assumed, from memory",
            },
        ];
        Self {
            name: "google_cloud_run",
            title: "Google Cloud Run",
            policies: POLICIES,
            prices: Some(Prices {
                tariff: Tariff::google_cloud_run,
                source: "cloud.google.com/run/pricing, a region of tier 1, from memory",
            }),
            limits: FunctionLimits {
                time_limit: Some(SimDuration::from_mins(60)),
                min_memory: Some(mb(128)),
                max_memory: Some(gib(32)),
                max_disk: None,
                ingress: Some(mib(32)),
                egress: Some(mib(32)),
                concurrency: Some(1000),
            },
            limits_source: "Cloud Run quotas, from memory (2025)",
            not_modelled: &[
                "That an instance has 80 concurrent requests and one vCPU unless it says otherwise: give the function `concurrency` and `cpu`.",
                "Instance-based billing, the billing of start-ups, which are over when the request is dispatched, CPU boost at the start, and the price of idle vCPU of the minimum of instances.",
                "That files are in memory: a function's `disk` is disk space of its node.",
                WAITING,
            ],
        }
    }

    /// Knative Serving with its defaults, on a cluster of one's own.
    pub const fn knative() -> Self {
        Self {
            name: "knative",
            title: "Knative Serving",
            policies: KNATIVE,
            prices: None,
            limits: FunctionLimits {
                time_limit: Some(SimDuration::from_secs(600)),
                min_memory: None,
                max_memory: None,
                max_disk: None,
                ingress: None,
                egress: None,
                concurrency: Some(1000),
            },
            limits_source: "`max-revision-timeout-seconds` and `container-concurrency-max-limit`, config-defaults, from memory",
            not_modelled: &[
                "The activator as a hop of its own, and the proxy beside each container: requests wait in the service.",
                "The 300 seconds of `revision-timeout-seconds`: a function without a `time_limit` has 600 s.",
                "Kubernetes' scheduler, and the pods of other things on its nodes.",
            ],
        }
    }

    /// IBM Cloud Code Engine, which is Knative.
    pub const fn code_engine() -> Self {
        Self {
            name: "code_engine",
            title: "IBM Cloud Code Engine",
            policies: KNATIVE,
            prices: Some(Prices {
                tariff: Tariff::code_engine,
                source: "cloud.ibm.com/codeengine, from memory",
            }),
            limits: FunctionLimits {
                time_limit: Some(SimDuration::from_mins(10)),
                min_memory: Some(mb(250)),
                max_memory: Some(Bytes::new(48_000_000_000)),
                max_disk: None,
                ingress: None,
                egress: None,
                concurrency: Some(1000),
            },
            limits_source: "Code Engine limits, from memory (2025)",
            not_modelled: &[
                "The combinations of vCPU and memory that there are, and quotas of a project.",
                "That an instance is billed as long as it exists: here while it starts and serves.",
                WAITING,
            ],
        }
    }

    /// All of them.
    pub const fn all() -> [Self; 5] {
        [
            Self::aws_lambda(),
            Self::azure_functions(),
            Self::google_cloud_run(),
            Self::knative(),
            Self::code_engine(),
        ]
    }
}

/// What Knative Serving does, and providers that run it.
const KNATIVE: &[Choice] = &[
    NODES,
    Choice {
        kind: PolicyKind::Reuse,
        name: "first_idle",
        parameters: "",
        source: "the activator's first that is available, from memory",
    },
    Choice {
        kind: PolicyKind::Scaler,
        name: "knative",
        parameters: "",
        source: "knative/serving, config-autoscaler: 70 % of 100 at once, windows of 60 s and 6 s, 30 s of grace, from memory",
    },
    Choice {
        kind: PolicyKind::StartUp,
        name: "constant",
        parameters: r#"{"delay": "1.5s"}"#,
        source: "assumed: a pod and its proxy, whose image is there, from memory",
    },
];
