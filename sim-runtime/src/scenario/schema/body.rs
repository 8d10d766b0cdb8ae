//! The steps of a function's body, as they stand in the file: an object with an `op` and the keys
//! that this op has.

#[cfg(feature = "schema")]
use super::form::Form;
use super::object::objects;
use crate::units::{Bytes, Flops, SimDuration};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A step of a function's body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "StepKeys", into = "StepKeys")]
pub enum Step {
    /// Lets time pass.
    Sleep {
        /// How much.
        duration: SimDuration,
    },
    /// Computes on one core of the node.
    Compute {
        /// How much there is to compute.
        flops: Flops,
    },
    /// Writes a new file to the container's private storage.
    Write {
        /// The file's name.
        file: String,
        /// The file's size.
        size: Bytes,
    },
    /// Has a new file in the container's private storage, in no time.
    Create {
        /// The file's name.
        file: String,
        /// The file's size.
        size: Bytes,
    },
    /// Reads a file that this invocation has written; if it has not, the body fails.
    Read {
        /// The file's name.
        file: String,
    },
    /// Takes memory of the container, in no time; beyond the function's memory limit the container is killed.
    Allocate {
        /// How much.
        size: Bytes,
    },
    /// Gives memory of the container back, in no time; if the body holds less, it fails.
    Free {
        /// How much.
        size: Bytes,
    },
    /// Fails the body.
    Fail {
        /// Why.
        message: String,
    },
}

/// A step of a function's body, as it stands in the file: an `op`, and what it needs.
#[derive(Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Step"))]
#[serde(deny_unknown_fields, remote = "Self")]
struct StepKeys {
    /// What it does.
    op: Op,
    /// How long it sleeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<SimDuration>,
    /// How much it computes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    flops: Option<Flops>,
    /// The name of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// The size of the file, or how much memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<Bytes>,
    /// Why it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Op {
    #[default]
    Sleep,
    Compute,
    Write,
    Create,
    Read,
    Allocate,
    Free,
    Fail,
}

impl Op {
    #[cfg(feature = "schema")]
    const ALL: [Self; 8] = [
        Self::Sleep,
        Self::Compute,
        Self::Write,
        Self::Create,
        Self::Read,
        Self::Allocate,
        Self::Free,
        Self::Fail,
    ];

    const fn name(self) -> &'static str {
        match self {
            Op::Sleep => "sleep",
            Op::Compute => "compute",
            Op::Write => "write",
            Op::Create => "create",
            Op::Read => "read",
            Op::Allocate => "allocate",
            Op::Free => "free",
            Op::Fail => "fail",
        }
    }

    const fn keys(self) -> &'static [&'static str] {
        match self {
            Op::Sleep => &["seconds"],
            Op::Compute => &["flops"],
            // Files written for the reference give a `size` to read, too. It says nothing: the file
            // has its own.
            Op::Write | Op::Create | Op::Read => &["file", "size"],
            Op::Allocate | Op::Free => &["size"],
            Op::Fail => &["message"],
        }
    }
}

/// A step whose keys are not those of its op.
struct WrongKeys {
    op: Op,
    key: &'static str,
    missing: bool,
}

impl fmt::Display for WrongKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (op, key) = (self.op.name(), self.key);
        let verb = if self.missing { "needs a" } else { "has no" };
        let article = if op.starts_with('a') { "an" } else { "a" };
        write!(
            f,
            "{article} `{op}` step {verb} key `{key}` (its keys: {})",
            self.op.keys().join(", ")
        )
    }
}

impl StepKeys {
    /// The keys of the file that have a value.
    fn given(&self) -> impl Iterator<Item = &'static str> {
        let keys = [
            ("seconds", self.seconds.is_some()),
            ("flops", self.flops.is_some()),
            ("file", self.file.is_some()),
            ("size", self.size.is_some()),
            ("message", self.message.is_some()),
        ];
        keys.into_iter()
            .filter(|(_, given)| *given)
            .map(|(key, _)| key)
    }
}

impl TryFrom<StepKeys> for Step {
    type Error = WrongKeys;

    fn try_from(keys: StepKeys) -> Result<Self, WrongKeys> {
        let op = keys.op;
        if let Some(key) = keys.given().find(|key| !op.keys().contains(key)) {
            return Err(WrongKeys {
                op,
                key,
                missing: false,
            });
        }
        let missing = |key| {
            move || WrongKeys {
                op,
                key,
                missing: true,
            }
        };
        let file = keys.file.ok_or_else(missing("file"));
        let size = keys.size.ok_or_else(missing("size"));
        Ok(match op {
            Op::Sleep => Step::Sleep {
                duration: keys.seconds.ok_or_else(missing("seconds"))?,
            },
            Op::Compute => Step::Compute {
                flops: keys.flops.ok_or_else(missing("flops"))?,
            },
            Op::Write => Step::Write {
                file: file?,
                size: size?,
            },
            Op::Create => Step::Create {
                file: file?,
                size: size?,
            },
            Op::Read => Step::Read { file: file? },
            Op::Allocate => Step::Allocate { size: size? },
            Op::Free => Step::Free { size: size? },
            Op::Fail => Step::Fail {
                message: keys.message.ok_or_else(missing("message"))?,
            },
        })
    }
}

impl From<Step> for StepKeys {
    fn from(step: Step) -> Self {
        let none = Self::default();
        match step {
            Step::Sleep { duration } => Self {
                op: Op::Sleep,
                seconds: Some(duration),
                ..none
            },
            Step::Compute { flops } => Self {
                op: Op::Compute,
                flops: Some(flops),
                ..none
            },
            Step::Write { file, size } => Self {
                op: Op::Write,
                file: Some(file),
                size: Some(size),
                ..none
            },
            Step::Create { file, size } => Self {
                op: Op::Create,
                file: Some(file),
                size: Some(size),
                ..none
            },
            Step::Read { file } => Self {
                op: Op::Read,
                file: Some(file),
                ..none
            },
            Step::Allocate { size } => Self {
                op: Op::Allocate,
                size: Some(size),
                ..none
            },
            Step::Free { size } => Self {
                op: Op::Free,
                size: Some(size),
                ..none
            },
            Step::Fail { message } => Self {
                op: Op::Fail,
                message: Some(message),
                ..none
            },
        }
    }
}

objects!(StepKeys);

#[cfg(feature = "schema")]
pub(super) fn keys_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    <StepKeys as schemars::JsonSchema>::json_schema(generator)
}

/// The ops, each with its keys.
#[cfg(feature = "schema")]
pub(super) fn forms() -> Vec<Form> {
    let form = |op: Op| {
        let (may, needs): (Vec<_>, Vec<_>) = (op.keys().iter().copied())
            .partition(|key| (op.name(), *key) == (Op::Read.name(), "size"));
        let needs = needs.into_iter().map(|key| (key, None));
        let op = ("op", Some(op.name().into()));
        Form {
            needs: std::iter::once(op).chain(needs).collect(),
            may,
        }
    };
    Op::ALL.map(form).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::{gflop, kb, secs};

    fn step(json: &str) -> Step {
        serde_json::from_str(json).unwrap()
    }

    fn refused(json: &str) -> String {
        serde_json::from_str::<Step>(json).unwrap_err().to_string()
    }

    #[test]
    fn each_op_is_a_step() {
        let file = || "a".to_owned();
        assert_eq!(
            step(r#"{"op": "sleep", "seconds": 5}"#),
            Step::Sleep { duration: secs(5) }
        );
        assert_eq!(
            step(r#"{"op": "compute", "flops": 1e9}"#),
            Step::Compute { flops: gflop(1) }
        );
        assert_eq!(
            step(r#"{"op": "write", "file": "a", "size": 1000}"#),
            Step::Write {
                file: file(),
                size: kb(1)
            }
        );
        assert_eq!(
            step(r#"{"op": "create", "file": "a", "size": "1 kB"}"#),
            Step::Create {
                file: file(),
                size: kb(1)
            }
        );
        assert_eq!(
            step(r#"{"op": "read", "file": "a"}"#),
            Step::Read { file: file() }
        );
        assert_eq!(
            step(r#"{"op": "allocate", "size": "1 kB"}"#),
            Step::Allocate { size: kb(1) }
        );
        assert_eq!(
            step(r#"{"op": "free", "size": 1000}"#),
            Step::Free { size: kb(1) }
        );
        assert_eq!(
            step(r#"{"op": "fail", "message": "boom"}"#),
            Step::Fail {
                message: "boom".to_owned()
            }
        );
    }

    #[test]
    fn a_step_has_the_keys_of_its_op_and_no_other() {
        assert!(
            refused(r#"{"op": "sleep"}"#)
                .starts_with("a `sleep` step needs a key `seconds` (its keys: seconds)")
        );
        assert!(
            refused(r#"{"op": "write", "file": "a"}"#)
                .starts_with("a `write` step needs a key `size` (its keys: file, size)")
        );
        assert!(
            refused(r#"{"op": "read", "file": "a", "flops": 1}"#)
                .starts_with("a `read` step has no key `flops` (its keys: file, size)")
        );
        assert!(refused(r#"{"op": "jump"}"#).starts_with("unknown variant `jump`"));
    }

    #[test]
    fn a_step_is_written_as_it_is_read() {
        let write = Step::Write {
            file: "a".to_owned(),
            size: kb(1),
        };
        assert_eq!(
            serde_json::to_string(&write).unwrap(),
            r#"{"op":"write","file":"a","size":1000}"#
        );
    }
}
