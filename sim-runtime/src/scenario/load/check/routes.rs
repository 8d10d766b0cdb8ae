//! The ways that a service needs: between its hosts, and for its images.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::names::{NameTable, Problems};
use super::platform::ways;
use super::service::start_up;
use crate::scenario::schema::{Scenario, Service};
use crate::serverless::policy::Step;

/// One problem for each way that is missing.
pub(super) fn check(scenario: &Scenario, hosts: &NameTable<'_>, problems: &mut Problems) {
    let routes = scenario.platform.routes.iter();
    let routes: BTreeSet<_> = routes.flat_map(|route| ways(route, hosts)).collect();
    let service = &scenario.service;
    let head = service.head_host.as_str();
    let nodes = service.compute_hosts.iter();
    let nodes = nodes.flat_map(|node| hosts.members(node));
    let nodes = nodes.map(|node| (Cow::from(head), node, "which the service needs"));
    let images = (
        Cow::from(scenario.storage.host.as_str()),
        Cow::from(head),
        "for the images",
    );
    let images = (!scenario.functions.is_empty()).then_some(images);
    let packages = fetches_packages(service).then_some(service.compute_hosts.iter());
    let packages = packages.into_iter().flatten();
    let packages = packages.flat_map(|node| hosts.members(node)).map(|node| {
        let from = Cow::from(scenario.storage.host.as_str());
        (from, node, "for the packages of the start-up")
    });
    let mut told = BTreeSet::new();
    for (src, dst, purpose) in nodes.chain(images).chain(packages) {
        // What is wrong with a name has been told already.
        let known = hosts.place(&src).is_some() && hosts.place(&dst).is_some();
        let way = (src, dst);
        if known && way.0 != way.1 && !routes.contains(&way) && told.insert(way.clone()) {
            let (src, dst) = way;
            problems.add(
                "platform.routes",
                format!(
                    "no route from `{src}` to `{dst}`, {purpose}; add {{\"src\": \"{src}\", \"dst\": \"{dst}\", \"links\": [..]}}"
                ),
            );
        }
    }
}

/// Whether instances fetch something when they start.
fn fetches_packages(service: &Service) -> bool {
    let mut fetches = false;
    for step in start_up(service).iter().flat_map(|policy| policy.steps()) {
        step.each(&mut |step| fetches |= matches!(step, Step::Fetch(_) | Step::FetchFrom { .. }));
    }
    fetches
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::problems;

    #[test]
    fn a_service_needs_ways_to_its_nodes_and_for_its_images() {
        let told = problems(|scenario| {
            scenario["platform"]["routes"] = serde_json::json!([
                {"src": "gateway", "dst": "user", "links": ["wan"], "symmetrical": false},
                {"src": "worker1", "dst": "gateway", "links": ["lan"]},
            ]);
        });
        assert_eq!(
            told,
            [
                "platform.routes: no route from `gateway` to `worker2`, which the service needs; add {\"src\": \"gateway\", \
                 \"dst\": \"worker2\", \"links\": [..]}",
                "platform.routes: no route from `user` to `gateway`, for the images; add {\"src\": \"user\", \"dst\": \
                 \"gateway\", \"links\": [..]}",
            ]
        );
    }

    #[test]
    fn packages_of_a_start_up_need_a_storage_and_ways_to_the_nodes() {
        let told = |steps: serde_json::Value| {
            problems(|scenario| {
                scenario["service"]["start_up"] =
                    serde_json::json!({"kind": "plan", "steps": steps});
                scenario["service"]["properties"] = serde_json::json!({});
            })
        };
        let missing = told(serde_json::json!([{"together": [{"fetch": "1MB"}]}, {"fetch": "1MB"}]));
        let nodes = missing
            .iter()
            .filter(|one| one.contains("for the packages of the start-up"));
        assert_eq!((missing.len(), nodes.count()), (2, 2), "{missing:?}");
        assert!(missing[0].starts_with("platform.routes: no route from `user` to `worker1`"));
        let unknown =
            told(serde_json::json!([{"fetch_from": {"storage": "shelf", "size": "1MB"}}]));
        assert_eq!(
            unknown,
            [
                "service.start_up.steps: fetch from `shelf`, which is unknown; the storage service is called `storage`"
            ]
        );
    }
}
