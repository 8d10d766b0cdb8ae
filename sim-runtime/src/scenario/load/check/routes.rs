//! The ways that a service needs: between its hosts, and for its images.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::names::{NameTable, Problems};
use super::platform::ways;
use crate::scenario::schema::Scenario;

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
    for (src, dst, purpose) in nodes.chain(images) {
        // What is wrong with a name has been told already.
        let known = hosts.place(&src).is_some() && hosts.place(&dst).is_some();
        let way = (src, dst);
        if known && way.0 != way.1 && !routes.contains(&way) {
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
}
