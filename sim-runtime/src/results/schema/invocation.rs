//! The row of an invocation: each field is declared here, and nowhere else.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cause::ColdCause;
use super::declare::recorded_row;
use super::encoding::Serial;
use super::names::NameTable;
use super::outcome::InvocationOutcome;
use super::phases::Phases;
use super::process_key::ProcessKey;
use super::text::Text;
use crate::platform::HostId;
use crate::serverless::tariff::{BilledSize, Usage};
use crate::serverless::{FunctionId, ServiceId, Tariff};
use crate::simulation::StageId;
use crate::units::{Bytes, SimDuration, SimTime};

recorded_row! {
    /// An invocation. A date is `None` if the invocation did not come to it.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[cfg_attr(test, derive(Default))]
    pub struct InvocationRow from InvocationRecord {
        /// Its number, by order of request.
        id: u64 as Serial,
        /// The function.
        function: Arc<str> [category] as FunctionId,
        /// The service.
        service: Arc<str> [category] as ServiceId,
        /// The process that asked for it: a controller, a spawned process, or the body of another invocation.
        caller: Arc<str> as ProcessKey,
        /// When its caller asked for it.
        requested: SimTime as SimTime,
        /// When its caller knew that it was accepted, or refused.
        accepted: Option<SimTime> as Option<SimTime>,
        /// When the service took it.
        submit: Option<SimTime> [column("submitted")] as Option<SimTime>,
        /// When it got a core and a container.
        dispatch: Option<SimTime> [column("dispatched")] as Option<SimTime>,
        /// When its body started.
        start: Option<SimTime> [column("started")] as Option<SimTime>,
        /// When its body ended; `None` for a body that was killed.
        end: Option<SimTime> [column("ended")] as Option<SimTime>,
        /// When the service knew that it was over; `None` if the run ended before.
        completion: Option<SimTime> [column("completed")] as Option<SimTime>,
        /// Whether it succeeded; `None` if the run ended before it was over.
        success: Option<bool> = |record, _| record.success(),
        /// Why it failed.
        failure_cause: Option<String> [category] as Option<Text>,
        /// Whether the service refused it.
        refused: bool as bool,
        /// The size of its input \[B\].
        input_bytes: Bytes as Bytes,
        /// The size of its output \[B\].
        output_bytes: Bytes as Bytes,
        /// The node that it ran on.
        node: Option<Arc<str>> [category] as Option<HostId>,
        /// Its container, numbered by order of creation in its service.
        container: Option<u32> as Option<u32>,
        /// Whether its container had served before (a hot start).
        reused_container: Option<bool> = |record, _| record.is_reused(),
        /// Why its container was new, if it was.
        cold_cause: Option<ColdCause> as Option<ColdCause>,
        /// The function whose container took the place of the one that this invocation could have had, if the cause is
        /// [`ColdCause::Evicted`].
        evicted_by: Option<Arc<str>> [category] as Option<FunctionId>,
        /// Where its time went.
        phases: Phases = |record, _| record.phases(),
        /// The most memory that its body held at once \[B\], with what it asked for last if that was too much; `None` if it
        /// allocated none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        peak_memory: Option<Bytes> as Option<Bytes>,
        /// What its caller pays for it at the list price of the service's tariff; `None` without a tariff, and where its
        /// container serves several invocations at once, which pay together.
        cost: Option<f64> [unit("the tariff's currency")] = InvocationRecord::cost,
        /// Which attempt of its request it is, from 1 on; `None` if the request is not attempted more than once.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        attempt: Option<u32> as Option<u32>,
        /// The number of the first attempt, if it is another one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        retry_of: Option<u64> as Option<Serial>,
        /// The workflow that it belongs to; `None` if it was placed by none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        workflow: Option<Arc<str>> [category] = InvocationRecord::workflow,
        /// The number of the execution of that workflow.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        execution: Option<u64> as Option<u64>,
        /// The stage of that workflow.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        stage: Option<Arc<str>> [category] as Option<StageId>,
    } and {
        /// Whether it failed, even if the cause is not kept.
        failed: bool,
        /// Whether its container was provisioned before anything was invoked.
        provisioned: bool,
        /// For how long it waited while its image was on its way to the head host.
        download: SimDuration,
        /// For how long it waited while its image was on its way to its node's disk.
        copy: SimDuration,
        /// For how long it waited while its image was on its way into its node's memory.
        load: SimDuration,
    } in tables {
        /// What became of it.
        outcome: InvocationOutcome = InvocationRow::outcome,
        /// From the request to the completion.
        response: Option<SimDuration> = InvocationRow::response,
        /// From the request to the start of the body.
        wait: Option<SimDuration> = InvocationRow::wait,
        /// From the dispatch to the start of the body, if its container was new: the delay of a cold start as a platform
        /// sees it.
        cold_delay: Option<SimDuration> = InvocationRow::cold_delay,
        /// From the request to the start of the body, if its container was new: the delay of a cold start as a caller sees
        /// it.
        cold_wait: Option<SimDuration> = |row| row.wait().filter(|_| row.cold_cause.is_some()),
    }
}

impl InvocationRow {
    /// Whether it came to an end in the run, successful or not.
    pub fn is_over(&self) -> bool {
        self.completion.is_some() || self.refused
    }

    /// From the request to the completion, if it is over and was not refused.
    pub fn response(&self) -> Option<SimDuration> {
        self.completion
            .map(|completion| completion.since(self.requested))
    }

    /// From the request to the start of the body, if it has started.
    pub fn wait(&self) -> Option<SimDuration> {
        self.start.map(|start| start.since(self.requested))
    }

    /// From the dispatch to the start of the body, if it has started in a new container.
    pub fn cold_delay(&self) -> Option<SimDuration> {
        self.cold_cause?;
        Some(self.start?.since(self.dispatch?))
    }

    /// What became of it.
    pub fn outcome(&self) -> InvocationOutcome {
        match self.success {
            Some(true) => InvocationOutcome::Succeeded,
            Some(false) if self.refused => InvocationOutcome::Refused,
            Some(false) => InvocationOutcome::Failed,
            None => InvocationOutcome::Unfinished,
        }
    }
}

impl InvocationRecord {
    /// Whether it succeeded; `None` if it is not over.
    fn success(&self) -> Option<bool> {
        let is_over = self.completion.is_some() || self.refused;
        is_over.then_some(self.completion.is_some() && !self.failed)
    }

    /// Whether its container had served before; `None` without a container.
    fn is_reused(&self) -> Option<bool> {
        self.container.map(|_| self.cold_cause.is_none())
    }

    /// Where its time went, as far as it has come.
    pub(in crate::results) fn phases(&self) -> Phases {
        let over = self.completion;
        let span = |from: Option<SimTime>, to: Option<SimTime>| match (from, to) {
            (Some(from), Some(to)) => to.since(from),
            _ => SimDuration::ZERO,
        };
        let waited = span(self.submit, self.dispatch.or(over));
        let moving = self
            .download
            .saturating_add(self.copy)
            .saturating_add(self.load);
        // A body that was killed has no end of its own.
        let end = self.end.or(over);
        Phases {
            request: span(Some(self.requested), self.submit.or(over)),
            queue: waited.saturating_sub(moving),
            download: self.download,
            copy: self.copy,
            load: self.load,
            startup: span(self.dispatch, self.start.or(over)),
            body: span(self.start, end),
            answer: span(self.end, over),
        }
    }

    /// The time that is billed for it; `None` if its body did not start, or has not ended.
    pub(in crate::results) fn billed(&self, tariff: &Tariff) -> Option<SimDuration> {
        let end = self.end.or(self.completion)?;
        Some(tariff.billed(self.dispatch?, self.start?, end))
    }

    /// What is billed for it, if it ran for so long in a container of this size.
    fn usage(&self, tariff: &Tariff, size: BilledSize, time: SimDuration) -> Usage {
        let gb_seconds = tariff.gb_seconds(size.memory, time);
        let beside = Usage {
            egress_gb: tariff.egress_gb(self.output_bytes),
            ..tariff.beside_memory(size, u128::from(time.as_nanos()))
        };
        if self.provisioned {
            Usage {
                provisioned_invocations: 1,
                running_gb_seconds: gb_seconds,
                ..beside
            }
        } else {
            Usage {
                invocations: 1,
                gb_seconds,
                ..beside
            }
        }
    }

    fn cost(&self, names: &NameTable<'_>) -> Option<f64> {
        let tariff = names.tariff(self.service)?;
        if names.is_shared(self.service, self.function) {
            return None;
        }
        let size = names.size(self.service, self.function);
        Some(self.list_price(tariff, size))
    }

    /// What its caller pays for it, in a container of this size.
    pub(in crate::results) fn list_price(&self, tariff: &Tariff, size: BilledSize) -> f64 {
        let cost = self
            .billed(tariff)
            .map(|time| tariff.list_price(&self.usage(tariff, size, time)));
        cost.unwrap_or(0.0)
    }

    fn workflow(&self, names: &NameTable<'_>) -> Option<Arc<str>> {
        self.stage.map(|stage| names.workflow(stage))
    }
}
