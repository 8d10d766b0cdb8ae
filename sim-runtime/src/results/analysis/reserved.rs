//! The memory that containers reserve over time, and how much of it is that of idle ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::intervals::Intervals;
use super::time_bins::TimeBins;
use crate::results::recording::Recording;
use crate::results::schema::report::Report;
use crate::units::{Bytes, SimTime};

/// A service, and a node of it.
pub(in crate::results) type Place<'a> = (&'a Arc<str>, &'a Arc<str>);

/// Memory over time \[B\]: means by interval.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::results) struct Reserved {
    /// That of all containers.
    pub(in crate::results) all: Vec<f64>,
    /// That of containers that nothing starts or runs in.
    pub(in crate::results) idle: Vec<f64>,
}

/// What containers reserve, by service and node; `None` unless every one was recorded.
pub(in crate::results) fn reserved<'a>(
    report: &'a Report,
    intervals: Intervals,
) -> Option<BTreeMap<Place<'a>, Reserved>> {
    if report.recording != Recording::Full {
        return None;
    }
    let mut places: BTreeMap<Place<'a>, [TimeBins; 2]> = BTreeMap::new();
    let mut container = BTreeMap::new();
    for row in &report.containers {
        let until = row.ended.unwrap_or(report.final_date);
        let place = (&row.service, &row.node);
        let [all, _] = places.entry(place).or_default();
        all.add_over(row.created, until, row.memory.as_f64());
        container.insert((&row.service, row.container), (place, row.memory));
    }
    for (key, from, to) in busy(report) {
        let Some((place, memory)) = container.get(&key) else {
            continue;
        };
        if let Some([_, busy]) = places.get_mut(place) {
            busy.add_over(from, to, Bytes::as_f64(*memory));
        }
    }
    let means = |[all, busy]: [TimeBins; 2]| {
        let means = |bins: TimeBins| {
            let sums = bins.at_width(intervals.width, intervals.count);
            let sums = sums.into_iter().enumerate();
            sums.map(|(index, sum)| sum / intervals.lasts(index, report.final_date))
                .collect::<Vec<f64>>()
        };
        let (all, busy) = (means(all), means(busy));
        let idle = all.iter().zip(&busy);
        Reserved {
            idle: idle.map(|(all, busy)| (all - busy).max(0.0)).collect(),
            all,
        }
    };
    Some(
        places
            .into_iter()
            .map(|(place, bins)| (place, means(bins)))
            .collect(),
    )
}

/// From when to when anything started or ran in a container of a service.
type Busy<'a> = ((&'a Arc<str>, u32), SimTime, SimTime);

/// When anything started or ran in each container: the spans of a container do not overlap.
fn busy(report: &Report) -> Vec<Busy<'_>> {
    let rows = report.invocations.iter();
    let mut spans: Vec<_> = rows
        .filter_map(|row| {
            let until = row.completion.unwrap_or(report.final_date);
            Some(((&row.service, row.container?), row.dispatch?, until))
        })
        .collect();
    spans.sort_unstable();
    let mut joined: Vec<Busy<'_>> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.0 == span.0 && span.1 <= last.2 => last.2 = last.2.max(span.2),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::analysis::by_hand::{invocation, report};
    use crate::results::schema::cause::ColdCause;
    use crate::results::schema::container::ContainerRow;
    use crate::units::SimDuration;

    #[test]
    fn idle_containers_reserve_what_busy_ones_do_not() {
        let millis = 1_000_000;
        // Busy from 1 ms to 3 ms, by two invocations that overlap, and idle until 4 ms.
        let rows = vec![
            invocation(0, (millis, 2 * millis), false),
            invocation(1, (millis + millis / 2, 3 * millis), true),
        ];
        let mut report = report(rows);
        report.final_date = SimTime::from_nanos(4 * millis);
        report.containers.push(ContainerRow {
            service: "cloud".into(),
            container: 0,
            function: "work".into(),
            node: "node".into(),
            cause: ColdCause::FirstUse,
            created: SimTime::from_nanos(millis / 2),
            ended: None,
            end: None,
            evicted_by: None,
            invocations: 2,
            busy: SimDuration::ZERO,
            idle: SimDuration::ZERO,
            memory: Bytes::new(1000),
        });
        let intervals = Intervals {
            width: 2 * millis,
            count: 3,
        };
        let reserved = reserved(&report, intervals).expect("all was recorded");
        let of_node = reserved.values().next().expect("a node");
        assert_eq!(of_node.all, [750.0, 1000.0, 0.0]);
        assert_eq!(of_node.idle, [250.0, 500.0, 0.0]);
        report.recording = Recording::Summary;
        assert_eq!(super::reserved(&report, intervals), None);
    }
}
