//! The fields of each declaration and the options of a function: what they are called, which are required, how they lower.
//!
//! Their types are not here: each becomes an assignment to a field of the runtime's specification, and the compiler knows
//! that one.

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
}

/// One entry.
pub(crate) struct Known {
    pub(crate) name: &'static str,
    /// A value to show in messages.
    pub(crate) example: &'static str,
    pub(crate) required: bool,
    pub(crate) lowering: Lowering,
}

/// What becomes of a value.
#[derive(Clone, Copy)]
pub(crate) enum Lowering {
    /// It is assigned.
    Assign,
    /// It is passed through a function of the runtime's module `policy`, which says what fits.
    Policy(&'static str),
    /// It is an array and becomes a vector.
    List,
}

const fn optional(name: &'static str, example: &'static str) -> Known {
    Known {
        name,
        example,
        required: false,
        lowering: Lowering::Assign,
    }
}

const fn required(name: &'static str, example: &'static str) -> Known {
    Known {
        name,
        example,
        required: true,
        lowering: Lowering::Assign,
    }
}

const fn policy(name: &'static str, example: &'static str) -> Known {
    Known {
        name,
        example,
        required: false,
        lowering: Lowering::Policy(name),
    }
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
    }
}

pub(crate) static HOST: Schema = block(
    "host",
    "HostSpec",
    &[
        optional("cores", "4"),
        required("speed", "10Gflop/s"),
        optional("ram", "64GB"),
        optional(
            "disk",
            "Disk { capacity: 5TB, read: 100MB/s, write: 100MB/s }",
        ),
    ],
);

pub(crate) static LINK: Schema = block(
    "link",
    "LinkSpec",
    &[
        required("bandwidth", "100MB/s"),
        optional("latency", "20us"),
    ],
);

pub(crate) static STORAGE: Schema = block(
    "storage",
    "StorageSpec",
    &[
        Known {
            name: "images",
            example: "[IMAGE]",
            required: false,
            lowering: Lowering::List,
        },
        optional("buffer", "Buffer::Fluid"),
    ],
);

pub(crate) static SERVERLESS: Schema = block(
    "serverless service",
    "ServerlessSpec",
    &[
        policy("scheduler", "Fcfs"),
        optional("container_startup", "500ms"),
        optional("idle_timeout", "10min"),
        policy("eviction", "LeastRecentlyUsed"),
        optional("processing_overhead", "1ms"),
        optional("buffer", "Buffer::Fluid"),
        optional("remote_downloads", "true"),
    ],
);

pub(crate) static FUNCTION: Schema = Schema {
    subject: "serverless function",
    entry: "option",
    separator: " = ",
    specification: "FunctionSpec",
    known: &[
        required("image", "IMAGE"),
        optional("time_limit", "60s"),
        optional("disk", "500MB"),
        optional("memory", "200MB"),
        optional("ingress", "30MB"),
        optional("egress", "40MB"),
    ],
};

impl Schema {
    /// The entry of this name.
    pub(crate) fn find(&self, name: &proc_macro2::Ident) -> Option<&'static Known> {
        self.known.iter().find(|known| name == known.name)
    }

    /// The names, for messages: `` `cores`, `speed`, `ram` and `disk` ``.
    pub(crate) fn listed(&self) -> String {
        let names: Vec<String> = self
            .known
            .iter()
            .map(|known| format!("`{}`", known.name))
            .collect();
        match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
            None => String::new(),
        }
    }

    /// How an entry is written.
    pub(crate) fn shown(&self, known: &Known) -> String {
        format!("{}{}{}", known.name, self.separator, known.example)
    }
}
