//! The fields of each declaration and the options of each attribute: what they are called, which are required, how they
//! lower.
//!
//! Their types are not here: most become an assignment to a field of the runtime's specification, and the compiler knows
//! that one.

mod known;

pub(crate) use known::{Known, Lowering};

use crate::diagnostics::listed;
use known::{base, list, optional, policy, required};
use proc_macro2::Ident;
use sim_units::spelling::closest;

/// What the block of a declaration, or the parentheses of an attribute, may hold.
pub(crate) struct Schema {
    /// What is described, for messages.
    pub(crate) subject: &'static str,
    /// What one entry is called, for messages.
    pub(crate) entry: &'static str,
    /// How an entry is written between its name and its value.
    pub(crate) separator: &'static str,
    /// The type of the runtime that holds the entries.
    pub(crate) specification: &'static str,
    pub(crate) known: &'static [Known],
    /// Names that belong somewhere else, with what to say about them.
    pub(crate) elsewhere: &'static [(&'static str, &'static str)],
}

const fn block(
    subject: &'static str,
    specification: &'static str,
    known: &'static [Known],
) -> Schema {
    Schema {
        subject,
        entry: "field",
        separator: ": ",
        specification,
        known,
        elsewhere: &[],
    }
}

pub(crate) static HOST: Schema = block(
    "host",
    "HostSpec",
    &[
        optional("cores", "4").or(&["core", "cpus", "cpu"]),
        required("speed", "10Gflop/s").or(&["flops", "frequency", "clock"]),
        optional("ram", "64GB").or(&["memory", "mem"]),
        optional(
            "disk",
            "Disk { capacity: 5TB, read: 100MB/s, write: 100MB/s }",
        )
        .or(&["storage"]),
        optional("gpus", "2").or(&["gpu", "accelerators"]),
        optional("power", "Power { idle: 100W, peak: 200W }").or(&["energy", "watts", "wattage"]),
        policy("carbon", "400").or(&["carbon_intensity", "co2"]),
    ],
);

/// The fields of the type of a disk, all of which are written.
pub(crate) static DISK: [&str; 3] = ["capacity", "read", "write"];

/// The fields of the type of a power, all of which are written.
pub(crate) static POWER: [&str; 2] = ["idle", "peak"];

pub(crate) static LINK: Schema = block(
    "link",
    "LinkSpec",
    &[
        required("bandwidth", "100MB/s").or(&["bw", "rate", "speed", "capacity"]),
        optional("latency", "20us").or(&["delay", "lat"]),
        optional("sharing", "Sharing::Fatpipe").or(&["sharing_policy", "policy"]),
    ],
);

pub(crate) static STORAGE: Schema = block(
    "storage",
    "StorageSpec",
    &[
        list("images", "[IMAGE]"),
        optional("buffer", "Buffer::Fluid"),
        policy("messages", "1KiB"),
        optional("network_timeout", "30s"),
    ],
);

pub(crate) static SERVERLESS: Schema = Schema {
    elsewhere: &[
        ("time_limit", LIMIT_OF_A_FUNCTION),
        ("memory", LIMIT_OF_A_FUNCTION),
        ("disk", LIMIT_OF_A_FUNCTION),
        (
            "images",
            "images are held by a storage, from which functions are deployed",
        ),
    ],
    ..block(
        "serverless service",
        "ServerlessSpec",
        &[
            policy("scheduler", "Fcfs").or(&["policy", "scheduling"]),
            optional("container_startup", "500ms").or(&["cold_start", "startup"]),
            optional("idle_timeout", "10min").or(&["keepalive", "ttl"]),
            policy("eviction", "LeastRecentlyUsed"),
            policy("admission", "AcceptAll"),
            policy("discipline", "Fifo"),
            policy("reuse", "FirstIdle"),
            policy("keep_alive", "FixedTimeout { timeout: 10min }"),
            policy("scaler", "NoScaler"),
            policy("start_up", "ConstantStartUp { delay: 500ms }"),
            optional("processing_overhead", "1ms").or(&["overhead"]),
            optional("buffer", "Buffer::Fluid"),
            optional("remote_downloads", "true"),
            policy("messages", "1KiB").or(&["control_messages", "message_size"]),
            optional("network_timeout", "30s"),
            policy("tariff", "Tariff::aws_lambda()").or(&["pricing", "prices", "price", "cost"]),
            base("provider", "Provider::aws_lambda()").or(&["preset", "platform", "cloud"]),
            optional(
                "limits",
                "FunctionLimits { max_memory: Some(1GB), ..FunctionLimits::default() }",
            )
            .or(&["quotas", "quota"]),
        ],
    )
};

/// The fields of the type of a tariff; `..Tariff::default()` stands for those that are not written.
pub(crate) static TARIFF: [&str; 18] = [
    "currency",
    "per_invocation",
    "per_gb_second",
    "gb",
    "mb_are_mib",
    "volume_tiers",
    "free_invocations",
    "free_gb_seconds",
    "provisioned",
    "granularity",
    "minimum",
    "bills_startup",
    "per_node_hour",
    "per_core_second",
    "free_core_seconds",
    "ephemeral",
    "per_gb_egress",
    "free_gb_egress",
];

const LIMIT_OF_A_FUNCTION: &str = "it is a limit of a function: write it in its `#[serverless_function(..)]`, or in the block of its `deploy`";

pub(crate) static WORKLOAD: Schema = block(
    "workload",
    "",
    &[
        required("arrivals", "Poisson::per_second(2.0).take(100)").or(&["arrival", "rate"]),
        optional("input", "|number, random| number").or(&["inputs", "payload", "argument"]),
        optional("replay", "Replay::new(recorded)").or(&["trace", "recorded"]),
        optional("closed_loop", "ClosedLoop::of(50, Exponential(10s))").or(&["users", "clients"]),
        optional("pollers", "EventPollers::sqs()").or(&["poller", "queue"]),
    ],
);

pub(crate) static TRACE: Schema = block(
    "trace",
    "TraceSpec",
    &[
        required("path", "\"data/azure2019\"")
            .or(&["file", "folder", "dir"])
            .through("path"),
        optional("functions", "100")
            .or(&["count", "selection"])
            .through("selection"),
        optional("rate", "0.1").or(&["share", "sample"]),
        optional("spread", "Spread::Poisson").or(&["arrivals"]),
        optional("from", "6h").or(&["start", "begin"]),
        optional("until", "12h").or(&["end", "stop"]),
        optional("grouping", "Grouping::Apps").or(&["group", "apps"]),
        optional("image", "IMAGE").through("image"),
        optional("concurrency", "100").or(&["slots"]),
        optional("host", "user").or(&["client"]).through("host"),
        optional("zero_duration", "1ms"),
        optional("missing_duration", "LogNormal(-0.38, 2.36)"),
        optional("missing_memory", "140MB"),
    ],
);

static OPTIONS: [Known; 20] = [
    required("image", "IMAGE"),
    optional("time_limit", "60s").or(&["timeout", "limit"]),
    optional("disk", "500MB").or(&["storage"]),
    optional("memory", "200MB").or(&["ram", "mem"]),
    optional("concurrency", "100").or(&["container_concurrency", "slots"]),
    optional("cpu", "Cpu::per_instance(0.5)").or(&["cpus", "vcpu"]),
    optional("gpus", "1").or(&["gpu", "accelerators"]),
    optional("ingress", "30MB"),
    optional("egress", "40MB"),
    optional("min_instances", "1").or(&["min_scale", "minimum", "provisioned"]),
    optional("expected", "2s").or(&["duration", "estimate"]),
    optional("deadline", "5s"),
    optional("priority", "1").or(&["class"]),
    optional("weight", "3").or(&["share"]),
    optional("max_concurrency", "50").or(&["concurrency_limit"]),
    optional("reserved_concurrency", "100").or(&["reserved"]),
    optional("queue_timeout", "30s").or(&["max_wait"]),
    policy("patience", "Exponential(5s)").or(&["reneging"]),
    policy("retry", "Retry::times(3)").or(&["retries"]),
    policy("events", "AsyncInvoke::default()").or(&["asynchronous", "on_failure"]),
];

pub(crate) static FUNCTION: Schema = Schema {
    subject: "serverless function",
    entry: "option",
    separator: " = ",
    specification: "FunctionSpec",
    known: &OPTIONS,
    elsewhere: &[(
        "cores",
        "what a function has of the cores of its node is its `cpu`, such as `Cpu::per_instance(2)`; how many a node has is a field of `host`",
    )],
};

/// A function that is declared in the simulation itself, because it only lasts for a while.
pub(crate) static LASTING: Schema = Schema {
    elsewhere: FUNCTION.elsewhere,
    ..block("function", "FunctionSpec", &OPTIONS)
};

pub(crate) static DEPLOYMENT: Schema = Schema {
    elsewhere: &[(
        "image",
        "a function has the same image on every service: write it in its `#[serverless_function(..)]`",
    )],
    ..block("deployment", "FunctionSpec", OPTIONS.split_at(1).1)
};

pub(crate) static PAYLOAD: Schema = Schema {
    subject: "payload",
    entry: "option",
    separator: " = ",
    specification: "",
    known: &[required("size", "2MB").or(&["bytes", "length", "len", "weight"])],
    elsewhere: &[],
};

/// The declarations that have a block.
static BLOCKS: [(&str, &Schema); 7] = [
    ("host", &HOST),
    ("link", &LINK),
    ("storage", &STORAGE),
    ("serverless", &SERVERLESS),
    ("workload", &WORKLOAD),
    ("deploy", &DEPLOYMENT),
    ("trace", &TRACE),
];

impl Schema {
    /// The entry of this name.
    pub(crate) fn find(&self, name: &Ident) -> Option<&'static Known> {
        self.known.iter().find(|known| name == known.name)
    }

    /// The entry that was probably meant by a name that is none.
    pub(crate) fn meant(&self, name: &Ident) -> Option<&'static str> {
        self.called_so(name)
            .or_else(|| closest(&name.to_string(), self.names()))
    }

    /// The entry that people call so elsewhere.
    fn called_so(&self, name: &Ident) -> Option<&'static str> {
        let written = name.to_string();
        let mut known = self.known.iter();
        let other = known.find(|known| known.others.contains(&written.as_str()));
        other.map(|known| known.name)
    }

    /// What to say about a name that belongs somewhere else.
    pub(crate) fn elsewhere(&self, name: &Ident) -> Option<String> {
        let entry = self.elsewhere.iter().find(|(other, _)| name == other);
        if let Some((_, message)) = entry {
            return Some((*message).to_owned());
        }
        let homes = BLOCKS
            .iter()
            .filter(|(_, block)| block.find(name).is_some());
        let homes: Vec<&str> = homes.map(|(keyword, _)| *keyword).collect();
        if homes.is_empty() || self.called_so(name).is_some() {
            return None;
        }
        Some(format!("write it in the block of {}", listed(homes)))
    }

    /// Whether there is an entry of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.known.iter().map(|known| known.name)
    }

    /// How an entry is written.
    pub(crate) fn shown(&self, known: &Known) -> String {
        format!("{}{}{}", known.name, self.separator, known.example)
    }

    /// How the entry of this name is written.
    pub(crate) fn example(&self, name: &str) -> String {
        let mut known = self.known.iter();
        known
            .find(|known| known.name == name)
            .map_or_else(String::new, |known| self.shown(known))
    }
}
