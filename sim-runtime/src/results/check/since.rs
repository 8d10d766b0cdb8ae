//! The report of what came after a warm-up.

use std::sync::Arc;

use crate::results::analysis::duration_stats::DurationStats;
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Counts, Distribution};
use crate::units::SimTime;

/// Counts and durations of some invocations.
#[derive(Default)]
struct Counted {
    counts: Counts,
    response: DurationStats,
    response_cold: DurationStats,
    response_hot: DurationStats,
    wait: DurationStats,
}

impl Counted {
    fn of<'a>(rows: impl Iterator<Item = &'a InvocationRow>) -> Self {
        let mut counted = Self::default();
        for row in rows {
            counted.add(row);
        }
        counted
    }

    fn add(&mut self, row: &InvocationRow) {
        let counts = &mut self.counts;
        counts.invocations += 1;
        match row.success {
            Some(true) => counts.succeeded += 1,
            Some(false) => counts.failed += 1,
            None => counts.unfinished += 1,
        }
        match row.reused_container {
            Some(true) => counts.hot_starts += 1,
            Some(false) => counts.cold_starts += 1,
            None => {}
        }
        if let Some(cause) = row.cold_cause {
            *counts.cold_causes.entry(cause).or_default() += 1;
        }
        if let Some(wait) = row.wait() {
            self.wait.add(wait);
        }
        if let (Some(response), true) = (row.response(), row.container.is_some()) {
            self.response.add(response);
            match row.cold_cause {
                Some(_) => self.response_cold.add(response),
                None => self.response_hot.add(response),
            }
        }
    }

    fn responses(&self) -> [Option<Distribution>; 3] {
        [&self.response, &self.response_cold, &self.response_hot].map(DurationStats::distribution)
    }
}

impl Report {
    /// The same report, whose figures of invocations are of those that were requested from a date on: counts, response times and
    /// waits, of the run and of its functions. All else is of the whole run. `None` unless every invocation was recorded.
    pub fn since(&self, date: SimTime) -> Option<Self> {
        if !self.recording.is_full() {
            return None;
        }
        // Only what figures are made of: rows are long.
        let mut report = Self {
            parameters: self.parameters.clone(),
            simulation: self.simulation.clone(),
            error: self.error.clone(),
            summary: self.summary.clone(),
            overall: self.overall.clone(),
            services: self.services.clone(),
            functions: self.functions.clone(),
            nodes: self.nodes.clone(),
            timeline: self.timeline.clone(),
            checks: Vec::new(),
            registrations: Vec::new(),
            invocations: Vec::new(),
            containers: Vec::new(),
            transfers: Vec::new(),
            events: Vec::new(),
            processes: Vec::new(),
            log: Vec::new(),
            workflows: Vec::new(),
            stages: Vec::new(),
            faults: Vec::new(),
            ..*self
        };
        let rows = self.invocations.iter();
        let rows = rows.filter(|row| row.requested >= date);
        let all = Counted::of(rows.clone());
        let [response, cold, hot] = all.responses();
        report.overall.response = response;
        report.overall.response_cold = cold;
        report.overall.response_hot = hot;
        report.summary.counts = all.counts;
        if let [only] = &mut report.services[..] {
            only.response.clone_from(&report.overall.response);
        }
        for function in &mut report.functions {
            let (name, service) = (
                Arc::clone(&function.function),
                Arc::clone(&function.service),
            );
            let own = rows.clone();
            let own = Counted::of(own.filter(|row| row.function == name && row.service == service));
            let [response, cold, hot] = own.responses();
            function.response = response;
            function.response_cold = cold;
            function.response_hot = hot;
            function.wait = own.wait.distribution();
            function.counts = own.counts;
        }
        Some(report)
    }
}
