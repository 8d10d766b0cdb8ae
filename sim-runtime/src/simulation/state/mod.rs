//! The state of a world, in rooms: each owns one kind of thing, and says what can happen to it.
//!
//! A room takes the kernel, and those other rooms that what it does concerns; it knows neither services nor recorders.
//! What concerns several rooms at once, a service or the recorder is put together by the [world](super::world).
//!
//! * [`processes`]: who runs, and [what the others are doing](process_state); [`spawned`]: what they return to those that join them;
//! * [`calls`]: invocations as their callers see them, and [`waits`] for them; [`repetition`]: those with several attempts;
//! * [`messages`]: control messages with a size, each a [`control_message`]; [`dialogues`]: those with storage services; [`payloads`]: inputs and outputs with a size;
//! * [`files`]: names, storage services and transfers; [`stored`]: what processes do with files there;
//! * [`mailboxes`], [`timeouts`]: messages between processes, and limits that they set themselves;
//! * [`workflows`]: executions that are under way, and the stages of the run;
//! * [`activities`]: what takes time on the platform; [`alarms`]: what services have asked to be woken for;
//! * [`functions`], [`sites`]: what has been declared, and stays as it is.

pub(super) mod activities;
pub(super) mod alarms;
pub(super) mod calls;
pub(super) mod control_message;
pub(super) mod dialogues;
pub(super) mod faults;
pub(super) mod files;
pub(super) mod functions;
pub(super) mod mailboxes;
pub(super) mod messages;
pub(super) mod payloads;
pub(super) mod process_state;
pub(super) mod processes;
pub(super) mod repetition;
pub(super) mod sites;
pub(super) mod spawned;
mod stored;
pub(super) mod timeouts;
mod waits;
pub(super) mod workflows;

use std::rc::Rc;

use activities::Activities;
use alarms::Alarms;
use calls::Calls;
use dialogues::Dialogues;
use faults::Faults;
use files::Files;
use functions::Functions;
use mailboxes::Mailboxes;
use messages::MessageNetwork;
use payloads::PayloadTransfers;
use processes::Processes;
use repetition::Repetitions;
use sites::Sites;
use spawned::SpawnedProcesses;
use timeouts::Timeouts;
use workflows::Workflows;

use super::identity::ProcessNames;
use super::outcome::Halt;
use super::shared::Shared;
use crate::kernel::guard;
use crate::units::SimTime;

/// Everything but the services, so that a service can use it while it is itself in use.
pub(crate) struct WorldState {
    pub(crate) activities: Activities,
    pub(crate) alarms: Alarms,
    pub(crate) calls: Calls,
    pub(crate) dialogues: Dialogues,
    pub(crate) faults: Faults,
    pub(crate) files: Files,
    pub(crate) functions: Functions,
    pub(crate) mailboxes: Mailboxes,
    pub(crate) messages: MessageNetwork,
    pub(crate) payloads: PayloadTransfers,
    pub(crate) processes: Processes,
    pub(crate) repetitions: Repetitions,
    pub(crate) sites: Sites,
    pub(crate) spawned: SpawnedProcesses,
    pub(crate) timeouts: Timeouts,
    pub(crate) workflows: Workflows,
    /// When the run was given up because images do nothing but come and go, and how many have moved.
    pub(crate) thrashing: Option<(SimTime, u64)>,
    /// Why the run ends early, if it does.
    pub(crate) halt: Option<Halt>,
    /// Whether one of these two is so.
    pub(crate) is_given_up: bool,
    pub(crate) shared: Rc<Shared>,
}

impl WorldState {
    /// Ends the run early, unless it already does.
    pub(crate) fn halt(&mut self, halt: Halt) {
        self.halt.get_or_insert(halt);
        self.is_given_up = true;
    }

    /// Ends the run because images do nothing but come and go.
    pub(crate) fn thrashes(&mut self, date: SimTime, moves: u64) {
        self.thrashing.get_or_insert((date, moves));
        self.is_given_up = true;
    }

    /// Drops a value of the user's. If its destructor panics, the run ends with that; `what` tells whose it is.
    #[inline]
    pub(crate) fn discard<T>(
        &mut self,
        now: SimTime,
        value: T,
        what: impl FnOnce(&ProcessNames) -> String,
    ) {
        if let Err(message) = guard::discard(value) {
            let what = format!("the destructor of {}", what(&self.shared.names));
            let date = now;
            self.halt(Halt::Crashed {
                what,
                date,
                message,
            });
        }
    }
}
