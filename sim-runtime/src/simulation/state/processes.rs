//! Processes: who they are, what they are doing, and how they go on.

use std::ops::{Index, IndexMut};

use slotmap::SlotMap;
use thin_vec::ThinVec;

use super::process_state::ProcessState;
use crate::kernel::{Begin, ProcessId};
use crate::platform::HostId;
use crate::serverless::InvocationId;
use crate::simulation::event::{Event, Kernel};
use crate::simulation::identity::{Identity, SpawnId};
use crate::simulation::request::{Answer, ProcessCoroutine, Reply};
use crate::storage::TransferId;
use crate::units::{SimDuration, SimTime};

/// Why a process is there, and so what its end means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role {
    Controller,
    /// It is the body of this invocation.
    Body(InvocationId),
    Spawned(SpawnId),
}

/// A live process.
pub(crate) struct ProcessEntry {
    /// While it is suspended.
    pub(crate) coroutine: Option<ProcessCoroutine>,
    pub(crate) state: ProcessState,
    /// Since when it does that.
    pub(crate) since: SimTime,
    pub(crate) identity: Identity,
    pub(crate) host: HostId,
    pub(crate) role: Role,
    /// The invocation whose body it is, or belongs to.
    pub(crate) body_of: Option<InvocationId>,
    /// The processes that it has spawned, living or not.
    pub(crate) children: ThinVec<ProcessId>,
    /// The time limits that it has set, innermost last.
    pub(crate) limits: ThinVec<u32>,
    /// How many of the invocations that it has placed are not over.
    pub(crate) open: u32,
    pub(crate) started: SimTime,
    /// The place of its sleep among those that began at the same date.
    pub(crate) sleep_order: u32,
    /// Whether its computations are bounded together with others, so that it must be looked up with which.
    pub(crate) is_bounded: bool,
    /// Whether it takes in the answer that it waits for: its calls before that take some rounds.
    pub(crate) listening: bool,
}

impl ProcessEntry {
    /// A process that starts now.
    #[inline]
    pub(crate) fn new(
        coroutine: ProcessCoroutine,
        identity: Identity,
        host: HostId,
        role: Role,
        now: SimTime,
    ) -> Self {
        let body_of = match role {
            Role::Body(invocation) => Some(invocation),
            Role::Controller | Role::Spawned(_) => None,
        };
        Self {
            coroutine: Some(coroutine),
            state: ProcessState::Running,
            since: now,
            identity,
            host,
            role,
            body_of,
            children: ThinVec::new(),
            limits: ThinVec::new(),
            open: 0,
            started: now,
            sleep_order: 0,
            is_bounded: false,
            listening: true,
        }
    }
}

/// The live processes.
#[derive(Default)]
pub(crate) struct Processes {
    entries: SlotMap<ProcessId, ProcessEntry>,
    /// How many of them are controllers.
    controllers: usize,
    /// How often a process has begun to run.
    runs: u64,
    /// How often one that waited has been told something.
    told: u64,
    /// Copies and loads of images that have ended since a process last ran, and how often one had run then.
    image_moves: (u64, u64),
}

impl Processes {
    /// Starts a process, with what its coroutine is told first.
    // Inlined for its large parameter, which is then made where it stays.
    #[inline(always)]
    pub(crate) fn start(
        &mut self,
        kernel: &mut Kernel,
        process: ProcessEntry,
        reply: Reply,
    ) -> ProcessId {
        self.start_after(0, kernel, process, reply)
    }

    /// The same, so many rounds later.
    #[inline(always)]
    pub(crate) fn start_after(
        &mut self,
        rounds: u32,
        kernel: &mut Kernel,
        process: ProcessEntry,
        reply: Reply,
    ) -> ProcessId {
        self.controllers += usize::from(matches!(process.role, Role::Controller));
        self.runs += 1;
        let process = self.entries.insert(process);
        kernel.resume_after(rounds, process, reply);
        process
    }

    pub(crate) fn get(&self, process: ProcessId) -> Option<&ProcessEntry> {
        self.entries.get(process)
    }

    pub(crate) fn get_mut(&mut self, process: ProcessId) -> Option<&mut ProcessEntry> {
        self.entries.get_mut(process)
    }

    /// What takes the place of a process begins to run.
    #[inline]
    pub(crate) fn note_run(&mut self) {
        self.runs += 1;
    }

    /// A process is over.
    #[inline]
    pub(crate) fn remove(&mut self, process: ProcessId) -> Option<ProcessEntry> {
        let entry = self.entries.remove(process)?;
        self.controllers -= usize::from(matches!(entry.role, Role::Controller));
        Some(entry)
    }

    /// What a process is doing, if it lives.
    pub(crate) fn state(&self, process: ProcessId) -> Option<&ProcessState> {
        Some(&self.entries.get(process)?.state)
    }

    /// Whether no controller is left.
    pub(crate) fn controllers_are_over(&self) -> bool {
        self.controllers == 0
    }

    #[inline]
    pub(crate) fn suspend(&mut self, kernel: &Kernel, process: ProcessId, state: ProcessState) {
        if let Some(entry) = self.entries.get_mut(process) {
            entry.state.change(state);
            entry.since = kernel.now();
        }
    }

    #[inline]
    pub(crate) fn resume(&mut self, kernel: &mut Kernel, process: ProcessId, reply: Reply) {
        self.resume_after(0, kernel, process, reply);
    }

    /// The same, so many rounds later.
    #[inline]
    pub(crate) fn resume_after(
        &mut self,
        rounds: u32,
        kernel: &mut Kernel,
        process: ProcessId,
        reply: Reply,
    ) {
        self.runs += 1;
        self.told += 1;
        self.suspend(kernel, process, ProcessState::Running);
        kernel.resume_after(rounds, process, reply);
    }

    /// A process that waits for an answer takes it in only after so many rounds, in which it makes calls.
    #[inline]
    pub(crate) fn make_calls_first(
        &mut self,
        rounds: u32,
        kernel: &mut Kernel,
        process: ProcessId,
    ) {
        if kernel.is_alone() {
            return;
        }
        if let Some(entry) = self.entries.get_mut(process) {
            entry.listening = false;
            kernel.soon(rounds, Event::Listens(process));
        }
    }

    /// Suspends a process for a while; returns where it is.
    #[inline(always)]
    pub(crate) fn sleep(
        &mut self,
        kernel: &mut Kernel,
        by: ProcessId,
        duration: SimDuration,
    ) -> Option<HostId> {
        let now = kernel.now();
        let until = now + duration;
        let entry = self.entries.get_mut(by)?;
        entry.state.change(ProcessState::Sleeping(until));
        entry.since = now;
        entry.sleep_order = kernel.begin_sleep();
        kernel.at(until, Event::Wake(by));
        Some(entry.host)
    }

    /// Since when a process sleeps until a date, if it does.
    pub(crate) fn asleep_since(&self, process: ProcessId, until: SimTime) -> Option<Begin> {
        let process = self.entries.get(process)?;
        matches!(process.state, ProcessState::Sleeping(end) if end == until).then_some(Begin {
            date: process.since,
            order: u64::from(process.sleep_order),
        })
    }

    /// The end of a sleep, unless it is stale; returns where that was.
    #[inline]
    pub(crate) fn wake(&mut self, kernel: &mut Kernel, process: ProcessId) -> Option<HostId> {
        let now = kernel.now();
        let entry = self.entries.get_mut(process)?;
        if !matches!(entry.state, ProcessState::Sleeping(end) if end == now) {
            return None;
        }
        entry.state.change(ProcessState::Running);
        entry.since = now;
        self.runs += 1;
        kernel.resume(process, Reply::Done);
        Some(entry.host)
    }

    /// Suspends a process until every invocation that it has placed is over.
    pub(crate) fn drain(&mut self, kernel: &Kernel, by: ProcessId) -> Answer {
        if self[by].open == 0 {
            return Answer::Now(Reply::Done);
        }
        self.suspend(kernel, by, ProcessState::Draining);
        Answer::Later
    }

    /// One of the invocations that a process has placed is over.
    #[inline]
    pub(crate) fn call_ended(&mut self, kernel: &mut Kernel, process: ProcessId) {
        let Some(entry) = self.entries.get_mut(process) else {
            return;
        };
        entry.open -= 1;
        if entry.open == 0 && matches!(entry.state, ProcessState::Draining) {
            self.resume(kernel, process, Reply::Done);
        }
    }

    /// Notes a child of a process; those that have ended are forgotten before there is no room for it.
    pub(crate) fn adopt(&mut self, parent: ProcessId, child: ProcessId) {
        let mut children = std::mem::take(&mut self[parent].children);
        if children.len() == children.capacity() {
            children.retain(|child| self.entries.contains_key(*child));
            // Room for as many again, so that this is seldom done.
            children.reserve(children.len() + 1);
        }
        children.push(child);
        self[parent].children = children;
    }

    /// Where the answer to a file operation goes, if its process waits for it.
    pub(crate) fn open_operation(
        &mut self,
        process: ProcessId,
        transfer: TransferId,
    ) -> Option<&mut Option<Reply>> {
        match &mut self.entries.get_mut(process)?.state {
            ProcessState::Accessing(operation) if operation.transfer == transfer => {
                Some(&mut operation.reply)
            }
            _ => None,
        }
    }

    /// The answer to a file operation reaches its process so many rounds after the next.
    pub(crate) fn acknowledge(&mut self, rounds: u32, kernel: &mut Kernel, process: ProcessId) {
        let state = self.entries.get_mut(process).map(|entry| &mut entry.state);
        if let Some(ProcessState::Accessing(operation)) = state
            && let Some(reply) = operation.reply.take()
        {
            self.resume_after(rounds, kernel, process, reply);
        }
    }

    /// Notes the end of a copy or a load; returns how many there were since a process last ran.
    pub(crate) fn image_moved(&mut self) -> u64 {
        let (moves, runs) = &mut self.image_moves;
        if *runs != self.runs {
            (*moves, *runs) = (0, self.runs);
        }
        *moves += 1;
        *moves
    }

    /// How many copies and loads have ended since a process last ran.
    pub(crate) fn image_moves(&self) -> u64 {
        let (moves, runs) = self.image_moves;
        if runs == self.runs { moves } else { 0 }
    }

    /// A process that waits is told something, although it does not listen yet.
    pub(crate) fn is_told(&mut self) {
        self.told += 1;
    }

    /// How often a process that waited has been told something.
    pub(crate) fn told(&self) -> u64 {
        self.told
    }

    /// How often a process has begun to run.
    pub(crate) fn runs(&self) -> u64 {
        self.runs
    }

    /// All processes, in no order that means anything.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ProcessId, &ProcessEntry)> {
        self.entries.iter()
    }

    /// All processes, in order of their start.
    pub(crate) fn take_all(&mut self) -> Vec<ProcessEntry> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let mut entries: Vec<_> = self.entries.drain().collect();
        entries.sort_by_key(|(id, entry)| (entry.started, *id));
        entries.into_iter().map(|(_, entry)| entry).collect()
    }
}

impl Index<ProcessId> for Processes {
    type Output = ProcessEntry;

    fn index(&self, process: ProcessId) -> &ProcessEntry {
        &self.entries[process]
    }
}

impl IndexMut<ProcessId> for Processes {
    fn index_mut(&mut self, process: ProcessId) -> &mut ProcessEntry {
        &mut self.entries[process]
    }
}
