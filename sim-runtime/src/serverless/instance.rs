//! Instances: the containers in which invocations run, and which wait for the next.

use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use super::resources::Resources;
use super::{AttemptId, FunctionId, NodeId};
use crate::storage::{Caching, FileId, Partition, TransferId};
use crate::units::{Bytes, SimDuration, SimTime};

/// What an instance is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceState {
    /// Its start-up goes on.
    Starting {
        /// How many attempts wait for it; at first none if it was provisioned.
        active: u32,
    },
    /// It runs attempts, at least one.
    Busy {
        /// How many.
        active: u32,
    },
    /// It waits for an attempt.
    Idle {
        /// Since when.
        since: SimTime,
        /// When it is shut down if nobody uses it before.
        expires: SimTime,
    },
}

/// Why an instance was shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum InstanceEnd {
    /// It was idle for as long as the keep-alive policy allows.
    Expired,
    /// It made room for another one.
    Evicted,
    /// The keep-alive policy does not keep it.
    NotKept,
    /// A policy retired it.
    Retired,
    /// Its bodies asked for more memory than it has.
    OutOfMemory,
    /// Its node went down.
    NodeDown,
    /// It crashed: a declared fault.
    Crashed,
}

impl InstanceEnd {
    /// The name that files use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Evicted => "evicted",
            Self::NotKept => "not_kept",
            Self::Retired => "retired",
            Self::OutOfMemory => "out_of_memory",
            Self::NodeDown => "node_down",
            Self::Crashed => "crashed",
        }
    }
}

/// That the bodies in an instance asked for more memory than it has: it is about to be killed, with all that runs in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted {
    /// The attempt whose body asked.
    pub by: AttemptId,
    /// How much all of them would have held then \[B\].
    pub used: Bytes,
}

/// An instance of a function: a container.
///
/// Until it is shut down it keeps its image open on its node's disk and in memory, and reserves what its function is
/// charged for an instance.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its number, by order of creation in its service; ties between instances are broken by it.
    pub number: u32,
    /// The only function that it runs.
    pub function: FunctionId,
    /// Where it is.
    pub node: NodeId,
    /// How many attempts it serves at once.
    pub slots: u32,
    /// How many attempts it has served, those that run included.
    pub uses: u32,
    /// What it is doing.
    pub state: InstanceState,
    /// The attempt whose executor sleeps through its start-up; none if it was provisioned.
    pub(super) starter: Option<AttemptId>,
    /// The other attempts that wait for its start-up, in the order of their dispatches.
    pub(super) waiting: ThinVec<AttemptId>,
    /// When it was provisioned.
    pub created: SimTime,
    /// How long its start-up takes, or took; of one that goes through steps it is known when that is over.
    pub start_up: SimDuration,
    /// Its place in the order in which the instances of its service have been used, or have started; the last is the largest.
    pub recency: u64,
    /// What it reserves; its disk space is the size of its private storage.
    pub reserved: Resources,
    /// The memory that the bodies in it hold together, of the memory that it reserves \[B\].
    pub memory_used: Bytes,
    /// Whether its start-up has failed: it goes when the service has heard of that.
    pub(super) has_failed: bool,
    /// Whether it takes no attempt before its start-up is over.
    pub(super) opens_late: bool,
    /// Whether observers know that nothing runs in it any more.
    pub(super) is_released: bool,
    /// Set once they have asked for more: it takes no further attempt.
    pub exhausted: Option<Box<Exhausted>>,
    /// Files of what runs in it; made when first used.
    private: Option<Box<Partition>>,
    /// Transfers from and to its private storage, which end with it.
    pub transfers: ThinVec<TransferId>,
    /// Those among them that went on when its private storage was emptied.
    strays: ThinVec<TransferId>,
}

impl Instance {
    /// An instance that starts, and serves so many attempts at once.
    pub fn new(
        number: u32,
        (function, slots): (FunctionId, u32),
        node: NodeId,
        reserved: Resources,
        created: SimTime,
    ) -> Self {
        Self {
            number,
            function,
            node,
            slots,
            uses: 0,
            state: InstanceState::Starting { active: 0 },
            starter: None,
            waiting: ThinVec::new(),
            created,
            start_up: SimDuration::ZERO,
            recency: 0,
            reserved,
            memory_used: Bytes::ZERO,
            has_failed: false,
            opens_late: false,
            is_released: false,
            exhausted: None,
            private: None,
            transfers: ThinVec::new(),
            strays: ThinVec::new(),
        }
    }

    /// Since when it is idle, if it is.
    pub fn idle_since(&self) -> Option<SimTime> {
        match self.state {
            InstanceState::Idle { since, .. } => Some(since),
            InstanceState::Starting { .. } | InstanceState::Busy { .. } => None,
        }
    }

    /// Whether it is idle and expires at this date.
    pub fn expires_at(&self, date: SimTime) -> bool {
        matches!(self.state, InstanceState::Idle { expires, .. } if expires == date)
    }

    /// How many more attempts it could take. Those that come while it starts wait for it, unless only a scaler makes
    /// instances: then it takes none before it has started.
    pub fn free_slots(&self) -> u32 {
        if self.is_closed() || self.opens_late && self.is_starting() {
            return 0;
        }
        self.slots.saturating_sub(self.active())
    }

    /// Whether it takes no further attempt, whatever its slots.
    pub fn is_closed(&self) -> bool {
        self.has_failed || self.exhausted.is_some()
    }

    /// Whether its start-up goes on.
    pub fn is_starting(&self) -> bool {
        matches!(self.state, InstanceState::Starting { .. })
    }

    /// Whether it runs a single attempt, and has started.
    pub(super) fn runs_one(&self) -> bool {
        matches!(self.state, InstanceState::Busy { active: 1 })
    }

    /// How many attempts it starts or runs.
    pub fn active(&self) -> u32 {
        match self.state {
            InstanceState::Starting { active } | InstanceState::Busy { active } => active,
            InstanceState::Idle { .. } => 0,
        }
    }

    /// The memory that the bodies in it may hold together; `None`: as much as they like, since its function declares none.
    pub fn memory_limit(&self) -> Option<Bytes> {
        Some(self.reserved.memory).filter(|limit| !limit.is_zero())
    }

    /// Why it cannot be kept when nothing runs in it any more, if it cannot.
    pub fn doom(&self) -> Option<InstanceEnd> {
        self.exhausted.as_ref().map(|_| InstanceEnd::OutOfMemory)
    }

    /// A transfer from or to its private storage is over. Returns whether that storage has been emptied meanwhile.
    pub fn end_transfer(&mut self, transfer: Option<TransferId>) -> bool {
        let before = self.strays.len();
        self.strays.retain(|other| Some(*other) != transfer);
        self.transfers.retain(|other| Some(*other) != transfer);
        self.strays.len() < before
    }

    /// The files on its private storage.
    pub fn private_files(&self) -> impl Iterator<Item = FileId> + '_ {
        self.private.iter().flat_map(|private| private.files())
    }

    /// Its private storage: as large as its disk limit, emptied when nothing runs in it.
    pub fn private(&mut self) -> &mut Partition {
        let size = self.reserved.disk;
        self.private
            .get_or_insert_with(|| Box::new(Partition::new(size, Caching::None)))
    }

    /// Nothing runs in it any more: its private storage is emptied. What a body `leaves` goes on taking space there for as
    /// long as the instance lives, but its names are gone (SEMANTICS 4.11).
    #[inline(always)]
    pub fn clear(&mut self, leaves: bool) {
        if !self.transfers.is_empty() || self.private.is_some() {
            self.clear_private(leaves);
        }
    }

    #[inline(never)]
    fn clear_private(&mut self, leaves: bool) {
        if !self.transfers.is_empty() {
            self.strays.clone_from(&self.transfers);
        }
        match &mut self.private {
            Some(private) if leaves => private.forget_names(),
            Some(_) => self.private = None,
            None => {}
        }
    }
}
