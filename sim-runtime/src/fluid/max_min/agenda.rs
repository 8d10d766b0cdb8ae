//! What is to be done about the components that are kept.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::id::{ClassId, Constraint};
use super::kept::Kept;

/// From how many classes on a component is kept.
const KEPT_FROM: usize = 64;

/// A step takes about as long as it takes to solve a class; a few for each, and some for small components.
const PATIENCE: (usize, usize) = (256, 4);

/// What is to be done about them, and when they are large, and when it takes long.
#[derive(Debug)]
pub(super) struct Agenda {
    pub(super) from: usize,
    /// How many steps may be taken to balance, in any case and for each class.
    pub(super) patience: (usize, usize),
    /// How many classes are kept.
    pub(super) classes: usize,
    /// The capacities that must be balanced, by the level that they had.
    queue: BinaryHeap<Reverse<(u64, Constraint)>>,
    /// Those that have been balanced since the last announcement.
    pub(super) balanced: Vec<Constraint>,
    /// The classes that have been put at their bounds since then.
    pub(super) bounded: Vec<ClassId>,
    /// The kept classes that flows have joined or left.
    pub(super) touched: Vec<ClassId>,
    /// Whether a change has reached a kept capacity from one that is not.
    pub(super) is_met: bool,
}

impl Agenda {
    pub(super) fn new() -> Self {
        Self {
            from: KEPT_FROM,
            patience: PATIENCE,
            classes: 0,
            queue: BinaryHeap::new(),
            balanced: Vec::new(),
            bounded: Vec::new(),
            touched: Vec::new(),
            is_met: false,
        }
    }

    /// Whether there is nothing to be balanced.
    pub(super) fn is_settled(&self) -> bool {
        self.queue.is_empty()
    }

    pub(super) fn enqueue(&mut self, constraint: Constraint, at: &mut Kept) {
        if !at.is_queued {
            at.is_queued = true;
            self.queue.push(Reverse((at.level.to_bits(), constraint)));
        }
    }

    pub(super) fn pop(&mut self) -> Option<Constraint> {
        self.queue.pop().map(|Reverse((_, constraint))| constraint)
    }

    /// How many steps may be taken before it is less work to solve all.
    pub(super) fn patience(&self) -> usize {
        let (at_least, a_class) = self.patience;
        at_least + a_class * self.classes
    }
}

/// A capacity whose component must be solved as a whole.
#[derive(Debug)]
pub(super) struct Unbalanced(pub(super) Constraint);
