//! What a workflow is made of, without the types of what goes from step to step.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::passed::Value;
use crate::serverless::{Failure, Retry};
use crate::simulation::context::Ctx;
use crate::simulation::request::Request;
use crate::simulation::shared::Shared;
use crate::simulation::stage::{Stage, StageKind, StageUse};
use crate::simulation::workflow_failure::WorkflowFailure;
use crate::units::SimDuration;

/// How deeply steps may lie in one another.
pub const MOST_NESTED: usize = 64;

/// How many branches a parallel step or a choice may have.
pub const MOST_BRANCHES: usize = 10_000;

/// Steps that are taken one after the other.
#[derive(Clone)]
pub struct Chain {
    pub(super) steps: Vec<Step>,
    /// How deeply steps lie in one another, itself counted.
    depth: usize,
    /// How many stages it has.
    width: usize,
}

/// A step.
#[derive(Clone)]
pub(super) struct Step {
    /// Its name, if it was given one.
    pub(super) name: Option<Rc<str>>,
    pub(super) work: Rc<Work>,
    pub(super) retry: Option<Rc<Retry>>,
    /// What follows if it fails; it gets what the chain got, and the failure.
    pub(super) catch: Option<Rc<Catch>>,
    /// Copies its input.
    pub(super) copy: fn(&Value) -> Value,
}

/// What follows when a step fails.
pub(super) struct Catch {
    pub(super) handler: Chain,
    /// Makes the handler's input of the chain's and the failure.
    pub(super) input: fn(Value, WorkflowFailure) -> Value,
    /// Copies the chain's input.
    pub(super) copy: fn(&Value) -> Value,
}

/// Takes a value apart.
pub(super) type Split = Box<dyn Fn(Value) -> Vec<Value>>;

/// Puts one together.
pub(super) type Join = Box<dyn Fn(Vec<Value>) -> Value>;

/// What a step does.
pub(super) enum Work {
    /// Invokes a function.
    Task(Task),
    /// Makes another value of a value, in no time.
    Pass(Box<dyn Fn(Value) -> Result<Value, Failure>>),
    /// Lets time pass.
    Wait(SimDuration),
    /// Takes other steps.
    Sequence(Chain),
    /// Takes one of several branches.
    Choice {
        choose: Choose,
        branches: Vec<Chain>,
    },
    /// Takes all of several branches.
    Parallel { branches: Vec<Chain>, join: Join },
    /// Takes the same steps for each item, so many at once.
    Map {
        split: Split,
        each: Chain,
        at_most: usize,
        join: Join,
    },
}

/// How one of several branches is chosen.
pub(super) enum Choose {
    /// By the value.
    ByValue(Box<dyn Fn(&Value) -> usize>),
    /// At random: the probabilities that a branch or one before it is taken.
    AtRandom(Vec<f64>),
}

/// Makes the request for an invocation.
pub(super) type MakeRequest = Box<dyn Fn(&Ctx, Value, StageUse) -> Request>;

/// How a function is invoked.
pub(super) struct Task {
    /// Its name.
    pub(super) name: Box<dyn Fn(&Shared) -> String>,
    pub(super) request: MakeRequest,
    /// The cause that an error tells which it returned.
    pub(super) cause: fn(Value) -> Failure,
}

impl Work {
    /// What its stage does; `None` if it has none, because it takes no time.
    pub(super) fn kind(&self) -> Option<StageKind> {
        Some(match self {
            Self::Pass(_) => return None,
            Self::Task(_) => StageKind::Task,
            Self::Wait(_) => StageKind::Wait,
            Self::Sequence(_) => StageKind::Sequence,
            Self::Choice { .. } => StageKind::Choice,
            Self::Parallel { .. } => StageKind::Parallel,
            Self::Map { .. } => StageKind::Map,
        })
    }

    /// The chains that are parts of it.
    pub(super) fn parts(&self) -> &[Chain] {
        match self {
            Self::Task(_) | Self::Pass(_) | Self::Wait(_) => &[],
            Self::Sequence(chain) | Self::Map { each: chain, .. } => std::slice::from_ref(chain),
            Self::Choice { branches, .. } | Self::Parallel { branches, .. } => branches,
        }
    }
}

impl Step {
    pub(super) fn new(work: Work, copy: fn(&Value) -> Value) -> Self {
        Self {
            name: None,
            work: Rc::new(work),
            retry: None,
            catch: None,
            copy,
        }
    }

    /// How many stages it has, those of its parts and of its handler among them.
    pub(super) fn width(&self) -> usize {
        let handler = self.catch.as_ref().map_or(0, |catch| catch.handler.width);
        self.handler_offset() + handler
    }

    /// Where the stages of its handler begin, counted from its own.
    pub(super) fn handler_offset(&self) -> usize {
        self.part_offset(usize::MAX)
    }

    /// Where the stages of one of its parts begin, counted from its own.
    pub(super) fn part_offset(&self, part: usize) -> usize {
        let before = self.work.parts().iter().take(part);
        let before: usize = before.map(|part| part.width).sum();
        usize::from(self.work.kind().is_some()) + before
    }

    fn depth(&self) -> usize {
        let handler = self.catch.iter().map(|catch| &catch.handler);
        let parts = self.work.parts().iter().chain(handler);
        parts.map(|part| part.depth).max().unwrap_or(0)
    }
}

impl Chain {
    /// These steps, one after the other.
    pub(super) fn of(steps: Vec<Step>) -> Self {
        Self {
            depth: steps.iter().map(Step::depth).max().unwrap_or(0) + 1,
            width: steps.iter().map(Step::width).sum(),
            steps,
        }
    }

    /// How deeply steps lie in one another, itself counted.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// How many stages it has.
    pub(super) fn width(&self) -> usize {
        self.width
    }
}

/// The stages of a chain, in the order of their places.
pub(super) fn stages(chain: &Chain, shared: &Shared) -> Vec<Stage> {
    let mut listed = Vec::new();
    let around = &mut Around::new("", None);
    list(chain, around, shared, &mut listed);
    listed
}

/// What stages are listed in.
struct Around<'a> {
    prefix: &'a str,
    parent: Option<usize>,
    /// The names that are taken here, and how often. Looked up, never iterated.
    names: FxHashMap<String, u32>,
}

impl<'a> Around<'a> {
    fn new(prefix: &'a str, parent: Option<usize>) -> Self {
        Self {
            prefix,
            parent,
            names: FxHashMap::default(),
        }
    }

    /// A name that no other stage here has.
    fn own(&mut self, name: &str) -> String {
        let mut own = name.to_owned();
        while let Some(times) = self.names.get_mut(&own) {
            *times += 1;
            own = format!("{own} {times}");
        }
        let path = format!("{}{own}", self.prefix);
        self.names.insert(own, 1);
        path
    }
}

fn list(chain: &Chain, around: &mut Around<'_>, shared: &Shared, listed: &mut Vec<Stage>) {
    for step in &chain.steps {
        if let Some(kind) = step.work.kind() {
            let path = around.own(&step.label(shared));
            let place = listed.len();
            listed.push(Stage {
                path: path.as_str().into(),
                kind,
                parent: around.parent,
            });
            let prefix = format!("{path}/");
            let inside = &mut Around::new(&prefix, Some(place));
            for part in step.work.parts() {
                list(part, inside, shared, listed);
            }
        }
        if let Some(catch) = &step.catch {
            list(&catch.handler, around, shared, listed);
        }
    }
}

impl Step {
    fn label(&self, shared: &Shared) -> String {
        match (&self.name, &*self.work) {
            (Some(name), _) => name.to_string(),
            (None, Work::Task(task)) => (task.name)(shared),
            (None, Work::Pass(_)) => "pass".to_owned(),
            (None, Work::Wait(_)) => "wait".to_owned(),
            (None, Work::Sequence(_)) => "sequence".to_owned(),
            (None, Work::Choice { .. }) => "choice".to_owned(),
            (None, Work::Parallel { .. }) => "parallel".to_owned(),
            (None, Work::Map { .. }) => "map".to_owned(),
        }
    }
}
