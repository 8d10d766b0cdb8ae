//! Whether the values of a scenario fit together: names that exist and are unique, quantities
//! that make sense. All problems are collected, one room after another; nothing is changed.

mod buffers;
mod dates;
mod faults;
mod functions;
mod limits;
mod names;
mod platform;
mod repetition;
mod routes;
mod service;
mod timeline;
mod workflows;
mod workloads;

use super::error::Problem;
use crate::scenario::schema::Scenario;
use names::Problems;

/// All the problems of a scenario, in the order of its rooms. Whether entries of the timeline may be late is for its format to
/// say.
pub(super) fn check(scenario: &Scenario, past_dates: bool) -> Vec<Problem> {
    let mut problems = Problems::default();
    let platform = platform::check(&scenario.platform, &mut problems);
    service::check(scenario, &platform.hosts, &mut problems);
    // That a way is missing may follow from what is wrong already.
    if problems.are_none() {
        routes::check(scenario, &platform.hosts, &mut problems);
    }
    let functions = functions::check(scenario, &mut problems);
    limits::check(scenario, &mut problems);
    repetition::check(scenario, &functions, &mut problems);
    buffers::check(scenario, &mut problems);
    let workflows = workflows::check(scenario, &functions, &mut problems);
    let names = timeline::Names {
        functions: &functions,
        workflows: &workflows,
        links: &platform.links,
    };
    timeline::check(scenario, &names, &mut problems);
    dates::check(scenario, past_dates, &mut problems);
    faults::check(scenario, &platform, &functions, &mut problems);
    workloads::check(scenario, &platform.hosts, &functions, &mut problems);
    problems.into_list()
}

#[cfg(test)]
mod tests {
    use super::super::sample::problems;

    #[test]
    fn the_sample_has_no_problems() {
        assert_eq!(problems(|_| ()), [""; 0]);
    }

    #[test]
    fn names_of_a_kind_are_told_apart() {
        assert_eq!(
            problems(|scenario| scenario["platform"]["hosts"][3]["name"] = "worker1".into())[0],
            "platform.hosts[3].name: host `worker1` is already declared by platform.hosts[2].name; give it another name",
        );
        assert_eq!(
            problems(|scenario| scenario["timeline"][2]["id"] = "i0".into()),
            [
                "timeline[2].id: invocation `i0` is already declared by timeline[0].id; give it another name"
            ],
        );
    }
}
