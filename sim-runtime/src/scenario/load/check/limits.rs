//! Limits of functions that the service would not keep.

use super::names::Problems;
use crate::scenario::schema::Scenario;
use crate::serverless::ConcurrencyLimits;
use crate::serverless::policy::admission::unheeded;
use crate::serverless::policy::registry;

/// Limits of concurrency that the admission policy does not ask for, or that are more than it has.
pub(super) fn check(scenario: &Scenario, problems: &mut Problems) {
    let choice = &scenario.service.admission;
    let Ok(admission) = registry::admission(&choice.name, &choice.parameters) else {
        return;
    };
    let functions = scenario.functions.iter();
    let reserved = functions.map(|function| u64::from(function.reserved_concurrency));
    let reserved = reserved.sum();
    for (place, function) in scenario.functions.iter().enumerate() {
        let limits = ConcurrencyLimits {
            max: function.max_concurrency,
            reserved: function.reserved_concurrency,
        };
        if let Some((field, mistake)) = unheeded(&*admission, limits, reserved) {
            problems.add(format!("functions[{place}].{field}"), mistake);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::json;

    #[test]
    fn limits_are_heeded_and_not_more_than_there_is() {
        assert_eq!(
            problems(|scenario| scenario["functions"][0]["max_concurrency"] = 5.into()),
            [
                "functions[0].max_concurrency: is given, and the admission policy of the service does not ask for it; make that \
                 a `ConcurrencyLimit` (`concurrency_limit` in files), or leave it out"
            ],
        );
        assert_eq!(
            problems(|scenario| {
                scenario["service"]["admission"] = json!({"kind": "concurrency_limit", "account": 5});
                scenario["functions"][0]["reserved_concurrency"] = 4.into();
                scenario["functions"][1]["reserved_concurrency"] = 2.into();
            }),
            [0, 1].map(|function| format!(
                "functions[{function}].reserved_concurrency: is part of 6 that the functions of the service reserve together, \
                 and its account has 5; reserve less"
            )),
        );
        assert_eq!(
            problems(|scenario| {
                scenario["service"]["admission"] = "concurrency_limit".into();
                scenario["functions"][0]["max_concurrency"] = 5.into();
                scenario["functions"][0]["reserved_concurrency"] = 6.into();
            }),
            [
                "functions[0].reserved_concurrency: is 6, more than its `max_concurrency` of 5; raise that, or leave it out"
            ],
        );
    }
}
