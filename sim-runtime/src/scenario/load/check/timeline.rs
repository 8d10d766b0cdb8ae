//! What the controller does: names that exist, in an order that makes sense.

use super::names::{NameTable, Problems};
use crate::scenario::schema::{Action, Entry, Registration, Scenario};

/// What entries name.
pub(super) struct Names<'a> {
    pub(super) functions: &'a NameTable<'a>,
    pub(super) workflows: &'a NameTable<'a>,
    pub(super) links: &'a NameTable<'a>,
}

pub(super) fn check(scenario: &Scenario, names: &Names<'_>, problems: &mut Problems) {
    let Names {
        functions,
        workflows,
        links,
    } = names;
    let timeline = &scenario.timeline;
    let ids = timeline
        .iter()
        .enumerate()
        .filter_map(|(place, entry)| Some((place, id(entry)?)));
    let invocations = NameTable::declare(
        "invocation",
        ids,
        |place| format!("timeline[{place}].id"),
        problems,
    );
    let mut registered: Vec<Option<usize>> = vec![None; scenario.functions.len()];

    for (place, entry) in timeline.iter().enumerate() {
        let path = |key| format!("timeline[{place}].{key}");
        match &entry.action {
            Action::Invoke { function, .. } => {
                functions.require(path("invoke"), function, problems);
            }
            Action::Run { workflow, .. } => {
                workflows.require(path("run"), workflow, problems);
            }
            Action::Register(name) => {
                let Some(function) = functions.require(path("register"), name, problems) else {
                    continue;
                };
                let first = registered[function].replace(place);
                check_registration(scenario, function, first, path("register"), problems);
            }
            Action::Wait(invocation) => {
                let Some(invoked) = invocations.require(path("wait"), invocation, problems) else {
                    continue;
                };
                let message = format!(
                    "`{invocation}` is invoked only later, by timeline[{invoked}]; wait for it after that"
                );
                problems.expect(invoked < place, path("wait"), &message);
            }
            Action::WaitAll => {}
            Action::TurnOffLink(link) => {
                links.require_one(path("turn_off_link"), link, problems);
                let message = "needs `\"link_shutdown\": true` in `engine`";
                problems.expect(
                    scenario.engine.link_shutdown,
                    path("turn_off_link"),
                    message,
                );
            }
        }
    }
}

fn id(entry: &Entry) -> Option<&str> {
    match &entry.action {
        Action::Invoke { id, .. } | Action::Run { id, .. } => Some(id),
        _ => None,
    }
}

/// That a function is left to the timeline to register, once.
fn check_registration(
    scenario: &Scenario,
    function: usize,
    first: Option<usize>,
    path: String,
    problems: &mut Problems,
) {
    let name = &scenario.functions[function].name;
    if scenario.functions[function].register == Registration::Start {
        let mend = format!(
            "write `\"register\": \"timeline\"` in functions[{function}], or remove this entry"
        );
        problems.add(
            path,
            format!("function `{name}` is registered at the start; {mend}"),
        );
    } else if let Some(first) = first {
        problems.add(
            path,
            format!("function `{name}` is already registered by timeline[{first}]; remove one"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::json;

    #[test]
    fn an_entry_names_what_there_is() {
        assert_eq!(
            problems(|scenario| {
                scenario["timeline"] = json!([
                    {"invoke": "h", "id": "first"},
                    {"register": "h"},
                    {"wait": "frist"},
                    {"turn_off_link": "wam"},
                ]);
            }),
            [
                "timeline[0].invoke: unknown function `h` (functions: f, g)",
                "timeline[1].register: unknown function `h` (functions: f, g)",
                "timeline[2].wait: unknown invocation `frist`; did you mean `first`? (invocations: first)",
                "timeline[3].turn_off_link: unknown link `wam`; did you mean `wan`? (links: wan, lan)",
            ],
        );
    }

    #[test]
    fn what_is_waited_for_is_invoked_before() {
        assert_eq!(
            problems(|scenario| scenario["timeline"] =
                json!([{"wait": "i0"}, {"invoke": "f", "id": "i0"}])),
            [
                "timeline[0].wait: `i0` is invoked only later, by timeline[1]; wait for it after that"
            ],
        );
    }

    #[test]
    fn a_function_is_registered_once() {
        assert_eq!(
            problems(|scenario| scenario["timeline"] =
                json!([{"register": "f"}, {"register": "g"}, {"register": "g"}])),
            [
                "timeline[0].register: function `f` is registered at the start; \
                 write `\"register\": \"timeline\"` in functions[0], or remove this entry",
                "timeline[2].register: function `g` is already registered by timeline[1]; remove one",
            ],
        );
    }

    #[test]
    fn links_are_turned_off_only_if_the_engine_says_so() {
        assert_eq!(
            problems(|scenario| scenario["engine"]["link_shutdown"] = false.into()),
            ["timeline[4].turn_off_link: needs `\"link_shutdown\": true` in `engine`"],
        );
    }
}
