//! The controller, the storage and the service: the hosts they are on, and the disks of these.

use super::names::{NameTable, Problems};
use crate::scenario::schema::{Host, Scenario, Service};
use crate::serverless::Tariff;
use crate::serverless::policy::{StartUp, Step, registry};
use indexmap::IndexMap;
use std::borrow::Cow;

pub(super) fn check(scenario: &Scenario, hosts: &NameTable<'_>, problems: &mut Problems) {
    hosts.require_one("controller_host", &scenario.controller_host, problems);

    let storage = &scenario.storage;
    let place = hosts.require_one("storage.host", &storage.host, problems);
    check_disk(
        host(scenario, place),
        ("storage.host", "keeps the images"),
        Some(("storage.mount", &storage.mount)),
        problems,
    );

    let service = &scenario.service;
    let place = hosts.require_one("service.head_host", &service.head_host, problems);
    let mount = Some(("service.head_mount", service.head_mount.as_str()));
    check_disk(
        host(scenario, place),
        ("service.head_host", "keeps the downloaded images"),
        mount,
        problems,
    );

    let none = "is empty; name at least one host that runs functions";
    problems.expect(
        !service.compute_hosts.is_empty(),
        "service.compute_hosts",
        none,
    );
    let path = |place| format!("service.compute_hosts[{place}]");
    for (place, name) in service.compute_hosts.iter().enumerate() {
        let declared = hosts.require(path(place), name, problems);
        check_disk(
            host(scenario, declared),
            (&path(place), "keeps the images it runs"),
            None,
            problems,
        );
    }
    check_repeats(&service.compute_hosts, hosts, problems);
    problems.expect(
        !service.properties.network_timeout.is_zero(),
        "service.properties.network_timeout",
        "is zero, so every answer would be late; give it a time such as \"30s\"",
    );
    check_policies(service, problems);
    check_start_up(service, problems);
    if let Some(mistake) = service.tariff.as_ref().and_then(Tariff::mistake) {
        problems.expect(false, "service.tariff", &mistake);
    }
    let limits = service.limits.unwrap_or_default();
    if let Some((which, mistake)) = limits.mistake() {
        problems.add(format!("service.limits.{which}"), mistake);
    }
}

/// The start-up policy, if there is one.
pub(super) fn start_up(service: &Service) -> Option<Box<dyn StartUp>> {
    let policy = service.start_up.as_ref()?;
    registry::start_up(&policy.name, &policy.parameters).ok()
}

/// That there is the storage that packages are fetched from.
fn check_start_up(service: &Service, problems: &mut Problems) {
    let mut wrong = Vec::new();
    for step in start_up(service).iter().flat_map(|policy| policy.steps()) {
        step.each(&mut |step| match step {
            Step::FetchFrom { storage, .. } if storage != "storage" => wrong.push(storage.clone()),
            _ => {}
        });
    }
    wrong.dedup();
    for storage in wrong {
        let message = format!(
            "fetch from `{storage}`, which is unknown; the storage service is called `storage`"
        );
        problems.add("service.start_up.steps", message);
    }
}

/// A policy and the time that it stands in the place of.
fn check_policies(service: &Service, problems: &mut Problems) {
    let properties = &service.properties;
    let given = [
        (
            service.keep_alive.is_some() && properties.container_idle_timeout.is_some(),
            "keep_alive",
            "container_idle_timeout",
        ),
        (
            service.start_up.is_some() && properties.container_startup_overhead.is_some(),
            "start_up",
            "container_startup_overhead",
        ),
    ];
    for (both, policy, time) in given {
        let path = format!("service.properties.{time}");
        let message = format!(
            "stands beside service.{policy}, which says it instead; remove `{time}`, or `{policy}` if the time is meant"
        );
        problems.expect(!both, path, &message);
    }
}

fn host(scenario: &Scenario, place: Option<usize>) -> Option<&Host> {
    place.and_then(|place| scenario.platform.hosts.get(place))
}

/// That a host has the disk that its role needs, and that the disk is where the scenario says. A
/// host that is not known is already a problem.
fn check_disk(
    host: Option<&Host>,
    (path, role): (&str, &str),
    mount: Option<(&str, &str)>,
    problems: &mut Problems,
) {
    let Some(host) = host else { return };
    let Some(disk) = &host.disk else {
        return problems.add(
            path,
            format!(
                "host `{}` has no disk, but {role}; give it a `disk`",
                host.name
            ),
        );
    };
    let Some((path, mount)) = mount.filter(|(_, mount)| *mount != disk.mount) else {
        return;
    };
    problems.add(
        path,
        format!(
            "`{mount}` is not where the disk of `{}` is; write `{}`, or leave it out",
            host.name, disk.mount
        ),
    );
}

fn check_repeats(names: &[String], hosts: &NameTable<'_>, problems: &mut Problems) {
    let mut places: IndexMap<Cow<'_, str>, usize> = IndexMap::new();
    for (place, name) in names.iter().enumerate() {
        let members = hosts.members(name);
        // One that is not known may be named twice, too.
        let members = if members.is_empty() {
            vec![name.into()]
        } else {
            members
        };
        for member in members {
            let first = *places.entry(member.clone()).or_insert(place);
            if first < place {
                let message = format!(
                    "host `{member}` is already service.compute_hosts[{first}]; remove one"
                );
                problems.add(format!("service.compute_hosts[{place}]"), message);
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::json;

    #[test]
    fn every_role_is_played_by_a_known_host() {
        let choices = "(hosts: user, gateway, worker1, worker2)";
        assert_eq!(
            problems(|scenario| {
                scenario["controller_host"] = "nobody".into();
                scenario["storage"]["host"] = "usr".into();
                scenario["service"]["head_host"] = "gatewy".into();
                scenario["service"]["compute_hosts"] = json!(["worker3"]);
            }),
            [
                format!("controller_host: unknown host `nobody` {choices}"),
                format!("storage.host: unknown host `usr`; did you mean `user`? {choices}"),
                format!(
                    "service.head_host: unknown host `gatewy`; did you mean `gateway`? {choices}"
                ),
                format!(
                    "service.compute_hosts[0]: unknown host `worker3`; did you mean `worker1`? {choices}"
                ),
            ],
        );
    }

    #[test]
    fn what_keeps_images_has_a_disk() {
        assert_eq!(
            problems(|scenario| {
                for host in 0..3 {
                    scenario["platform"]["hosts"][host]["disk"] = json!(null);
                }
            }),
            [
                "storage.host: host `user` has no disk, but keeps the images; give it a `disk`",
                "service.head_host: host `gateway` has no disk, but keeps the downloaded images; give it a `disk`",
                "service.compute_hosts[0]: host `worker1` has no disk, but keeps the images it runs; give it a `disk`",
            ],
        );
    }

    #[test]
    fn mount_points_are_those_of_the_disks() {
        assert_eq!(
            problems(|scenario| {
                scenario["storage"]["mount"] = "/images".into();
                scenario["platform"]["hosts"][1]["disk"]["mount"] = "/scratch".into();
            }),
            [
                "storage.mount: `/images` is not where the disk of `user` is; write `/`, or leave it out",
                "service.head_mount: `/` is not where the disk of `gateway` is; write `/scratch`, or leave it out",
            ],
        );
    }

    #[test]
    fn functions_run_on_one_host_or_more_each_named_once() {
        assert_eq!(
            problems(|scenario| scenario["service"]["compute_hosts"] = json!([])),
            ["service.compute_hosts: is empty; name at least one host that runs functions"],
        );
        assert_eq!(
            problems(
                |scenario| scenario["service"]["compute_hosts"] = json!(["worker1", "worker1"])
            ),
            [
                "service.compute_hosts[1]: host `worker1` is already service.compute_hosts[0]; remove one"
            ],
        );
    }

    #[test]
    fn a_policy_and_its_time_are_not_both_given() {
        assert_eq!(
            problems(|scenario| {
                scenario["service"]["keep_alive"] =
                    json!({"kind": "fixed_timeout", "timeout": "10min"});
                scenario["service"]["start_up"] = "constant".into();
                scenario["service"]["properties"] =
                    json!({"container_idle_timeout": 0, "container_startup_overhead": 1});
            }),
            [
                "service.properties.container_idle_timeout: stands beside service.keep_alive, which says it instead; \
                 remove `container_idle_timeout`, or `keep_alive` if the time is meant",
                "service.properties.container_startup_overhead: stands beside service.start_up, which says it instead; \
                 remove `container_startup_overhead`, or `start_up` if the time is meant",
            ],
        );
    }
}
