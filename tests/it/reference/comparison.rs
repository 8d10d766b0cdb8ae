//! A result against the one of the reference.

use serde_json::Value;

/// Largest difference of a date, relative to the date or to one second.
const TOLERANCE: f64 = 1e-6;

/// The dates of an invocation.
const DATES: [&str; 6] = [
    "requested",
    "accepted",
    "submit",
    "dispatch",
    "start",
    "end",
];

/// What differs between a result and the expected one, and by how much the dates do.
#[derive(Default)]
pub(super) struct Comparison {
    /// The largest difference of a date.
    pub(super) worst: f64,
    pub(super) differences: Vec<String>,
}

impl Comparison {
    /// `containers` tells whether the numbers of containers and the counts of events are compared, too.
    pub(super) fn of(expected: &Value, actual: &Value, containers: bool) -> Self {
        let mut comparison = Self::default();
        comparison.same(expected, actual, "error", "scenario");
        comparison.date(&expected["final_date"], &actual["final_date"], "final date");
        for (expected, actual, place) in pairs(expected, actual, "registrations") {
            comparison.date(&expected["date"], &actual["date"], &place);
            comparison.same(expected, actual, "success", &place);
            comparison.cause(&expected["failure_cause"], &actual["failure_cause"], &place);
        }
        let nodes = expected["repeatability"]["repeatable"] == true;
        for (expected, actual, place) in pairs(expected, actual, "invocations") {
            comparison.invocation(expected, actual, (nodes, containers), &place);
        }
        for (expected, actual, place) in pairs(expected, actual, "waits") {
            comparison.date(&expected["date"], &actual["date"], &place);
        }
        if containers {
            comparison.same(expected, actual, "event_counts", "scenario");
        }
        comparison
    }

    fn invocation(
        &mut self,
        expected: &Value,
        actual: &Value,
        (nodes, containers): (bool, bool),
        place: &str,
    ) {
        for date in DATES {
            self.date(&expected[date], &actual[date], &format!("{place}.{date}"));
        }
        self.same(expected, actual, "id", place);
        self.same(expected, actual, "success", place);
        self.same(expected, actual, "reused_container", place);
        if nodes {
            self.same(expected, actual, "node", place);
        }
        if nodes && containers {
            self.same(expected, actual, "container", place);
        }
        for cause in ["failure_cause", "error"] {
            self.cause(&expected[cause], &actual[cause], place);
        }
    }

    fn date(&mut self, expected: &Value, actual: &Value, place: &str) {
        match (expected.as_f64(), actual.as_f64()) {
            (None, None) => {}
            (Some(expected), Some(actual)) => {
                let difference = (expected - actual).abs() / expected.max(1.0);
                self.worst = self.worst.max(difference);
                if difference > TOLERANCE {
                    self.differences
                        .push(format!("{place}: expected {expected}, got {actual}"));
                }
            }
            _ => self
                .differences
                .push(format!("{place}: expected {expected}, got {actual}")),
        }
    }

    fn same(&mut self, expected: &Value, actual: &Value, key: &str, place: &str) {
        if expected[key] != actual[key] {
            self.differences.push(format!(
                "{place}.{key}: expected {}, got {}",
                expected[key], actual[key]
            ));
        }
    }

    /// Texts hold names that differ (of services, files, ports): their first two words do not.
    fn cause(&mut self, expected: &Value, actual: &Value, place: &str) {
        let fixed = |text: &Value| -> Option<Vec<String>> {
            let text = text
                .as_str()?
                .replace(" (internal implementation failure)", "");
            Some(text.split_whitespace().take(2).map(str::to_owned).collect())
        };
        if fixed(expected) != fixed(actual) {
            self.differences
                .push(format!("{place}: expected {expected}, got {actual}"));
        }
    }
}

/// The entries of a list, one of each; a list that is too short has nulls.
fn pairs<'a>(
    expected: &'a Value,
    actual: &'a Value,
    list: &str,
) -> Vec<(&'a Value, &'a Value, String)> {
    let length = |value: &Value| value[list].as_array().map_or(0, Vec::len);
    (0..length(expected).max(length(actual)))
        .map(|index| {
            (
                &expected[list][index],
                &actual[list][index],
                format!("{list}[{index}]"),
            )
        })
        .collect()
}
