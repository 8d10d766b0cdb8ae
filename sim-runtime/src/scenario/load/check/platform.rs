//! Hosts, links and routes.

use super::names::{LONGEST_ARRAY, NameTable, Problems};
use crate::scenario::schema::{Host, Link, Platform, Route, member};
use crate::units::{Bandwidth, Bytes, Speed};
use indexmap::IndexMap;
use std::borrow::Cow;

/// What the rest of the scenario may name.
pub(super) struct PlatformNames<'a> {
    pub(super) hosts: NameTable<'a>,
    pub(super) links: NameTable<'a>,
}

pub(super) fn check<'a>(platform: &'a Platform, problems: &mut Problems) -> PlatformNames<'a> {
    let names = platform
        .hosts
        .iter()
        .map(|host| host.name.as_str())
        .enumerate();
    let hosts = NameTable::declare(
        "host",
        names,
        |place| format!("platform.hosts[{place}].name"),
        problems,
    );
    let counts = platform.hosts.iter();
    let hosts = hosts.with_arrays(counts.map(|host| (host.name.as_str(), host.count)));
    for (place, host) in platform.hosts.iter().enumerate() {
        check_host(host, &format!("platform.hosts[{place}]"), problems);
    }
    let names = platform
        .links
        .iter()
        .map(|link| link.name.as_str())
        .enumerate();
    let links = NameTable::declare(
        "link",
        names,
        |place| format!("platform.links[{place}].name"),
        problems,
    );
    let counts = platform.links.iter();
    let links = links.with_arrays(counts.map(|link| (link.name.as_str(), link.count)));
    for (place, link) in platform.links.iter().enumerate() {
        check_link(link, &format!("platform.links[{place}]"), problems);
    }
    let names = PlatformNames { hosts, links };
    for (place, route) in platform.routes.iter().enumerate() {
        check_route(
            route,
            &format!("platform.routes[{place}]"),
            &names,
            problems,
        );
    }
    check_ways(&platform.routes, &names.hosts, problems);
    names
}

fn check_count(name: &str, count: Option<u32>, path: &str, problems: &mut Problems) {
    let Some(count) = count else { return };
    let message = format!(
        "must be from 1 to {LONGEST_ARRAY}; leave it out for one that is called `{name}` and not `{}`",
        member(name, 0)
    );
    let path = format!("{path}.count");
    problems.expect((1..=LONGEST_ARRAY).contains(&count), path, &message);
}

fn check_host(host: &Host, path: &str, problems: &mut Problems) {
    check_count(&host.name, host.count, path, problems);
    problems.expect(
        host.speed > Speed::ZERO,
        format!("{path}.speed"),
        "must be more than zero, such as \"10Gflop/s\"",
    );
    problems.expect(
        host.cores > 0,
        format!("{path}.cores"),
        "must be at least 1",
    );
    let ram = "must be more than zero, such as \"64GB\"; leave it out for an unlimited memory";
    problems.expect(host.ram != Some(Bytes::ZERO), format!("{path}.ram"), ram);
    let power = host.draws();
    if let Some((which, mistake)) = power.mistake() {
        problems.add(format!("{path}.power.{which}"), mistake);
    }
    if let Some(mistake) = power.mistake_of_carbon(host.carbon) {
        problems.add(format!("{path}.carbon"), mistake);
    }
    let Some(disk) = &host.disk else { return };
    let bandwidth = "must be more than zero, such as \"100MB/s\"";
    problems.expect(
        disk.size > Bytes::ZERO,
        format!("{path}.disk.size"),
        "must be more than zero, such as \"5TB\"",
    );
    problems.expect(
        disk.read_bw > Bandwidth::ZERO,
        format!("{path}.disk.read_bw"),
        bandwidth,
    );
    problems.expect(
        disk.write_bw > Bandwidth::ZERO,
        format!("{path}.disk.write_bw"),
        bandwidth,
    );
}

fn check_link(link: &Link, path: &str, problems: &mut Problems) {
    check_count(&link.name, link.count, path, problems);
    let bandwidth = "must be more than zero, such as \"100MB/s\"";
    problems.expect(
        link.bandwidth > Bandwidth::ZERO,
        format!("{path}.bandwidth"),
        bandwidth,
    );
}

fn check_route(route: &Route, path: &str, names: &PlatformNames<'_>, problems: &mut Problems) {
    let src = names
        .hosts
        .require(format!("{path}.src"), &route.src, problems);
    let dst = names
        .hosts
        .require(format!("{path}.dst"), &route.dst, problems);
    if src.is_some() && src == dst {
        problems.add(
            path,
            format!(
                "goes from `{}` to itself; a host needs no route to itself, remove it",
                route.src
            ),
        );
    }
    problems.expect(
        !route.links.is_empty(),
        format!("{path}.links"),
        "is empty; name at least one link",
    );
    for (place, link) in route.links.iter().enumerate() {
        names
            .links
            .require(format!("{path}.links[{place}]"), link, problems);
    }
    check_arrays(route, path, names, problems);
}

/// One end of a route may be an array, and then its links may be arrays of the same length.
fn check_arrays(route: &Route, path: &str, names: &PlatformNames<'_>, problems: &mut Problems) {
    let (src, dst) = (&route.src, &route.dst);
    let hosts = match (names.hosts.length(src), names.hosts.length(dst)) {
        (Some(_), Some(_)) => {
            let message = format!(
                "joins two arrays, `{src}` and `{dst}`; let one end be one host, such as `{}`",
                member(src, 0)
            );
            return problems.add(path, message);
        }
        (src, dst) => src.or(dst),
    };
    for (place, link) in route.links.iter().enumerate() {
        let Some(links) = names.links.length(link) else {
            continue;
        };
        let path = format!("{path}.links[{place}]");
        let one = member(link, 0);
        match hosts {
            None => {
                let message =
                    format!("`{link}` is an array of {links} links; name one, such as `{one}`");
                problems.add(path, message);
            }
            Some(hosts) if hosts != links => {
                let message = format!(
                    "`{link}` has {} for {}; give it as many, or name one, such as `{one}`",
                    counted(links, "link"),
                    counted(hosts, "host")
                );
                problems.add(path, message);
            }
            Some(_) => {}
        }
    }
}

/// A number of things, with their name.
fn counted(count: impl Into<u64>, one: &str) -> String {
    match count.into() {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    }
}

/// There is one way from a host to another, also where it is the way back of a symmetrical route.
fn check_ways(routes: &[Route], hosts: &NameTable<'_>, problems: &mut Problems) {
    let mut known: IndexMap<(Cow<'_, str>, Cow<'_, str>), usize> = IndexMap::new();
    for (place, route) in routes.iter().enumerate() {
        for way in ways(route, hosts) {
            if let Some(first) = known.get(&way) {
                let (from, to) = way;
                let mend = "remove one, or give both `\"symmetrical\": false` if each goes one way";
                let message = format!(
                    "from `{from}` to `{to}` there is already platform.routes[{first}]; {mend}"
                );
                problems.add(format!("platform.routes[{place}]"), message);
                break;
            }
            known.insert(way, place);
        }
    }
}

/// From where to where a route leads.
pub(super) fn ways<'r>(
    route: &'r Route,
    hosts: &NameTable<'_>,
) -> Vec<(Cow<'r, str>, Cow<'r, str>)> {
    let mut ways = Vec::new();
    // What joins two arrays is told, and is no way.
    if hosts.length(&route.src).is_some() && hosts.length(&route.dst).is_some() {
        return ways;
    }
    for src in ends(&route.src, hosts) {
        for dst in ends(&route.dst, hosts) {
            let back = (route.symmetrical && src != dst).then(|| (dst.clone(), src.clone()));
            ways.push((src.clone(), dst));
            ways.extend(back);
        }
    }
    ways
}

/// The hosts at an end of a route; the name itself if there is none of that name.
fn ends<'r>(name: &'r str, hosts: &NameTable<'_>) -> Vec<Cow<'r, str>> {
    let members = hosts.members(name);
    match members.is_empty() {
        true => vec![name.into()],
        false => members,
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::json;

    #[test]
    fn a_route_joins_two_hosts_by_links() {
        assert_eq!(
            problems(|scenario| scenario["platform"]["routes"][2] =
                json!({"src": "worker", "dst": "gateway", "links": ["lann"]})),
            [
                "platform.routes[2].src: unknown host `worker`; did you mean `worker1`? (hosts: user, gateway, worker1, worker2)",
                "platform.routes[2].links[0]: unknown link `lann`; did you mean `lan`? (links: wan, lan)",
            ],
        );
        assert_eq!(
            problems(|scenario| scenario["platform"]["routes"][2] =
                json!({"src": "user", "dst": "user", "links": []})),
            [
                "platform.routes[2]: goes from `user` to itself; a host needs no route to itself, remove it",
                "platform.routes[2].links: is empty; name at least one link",
            ],
        );
    }

    #[test]
    fn there_is_one_way_from_a_host_to_another() {
        let back = |symmetrical: [bool; 2]| {
            problems(|scenario| {
                scenario["platform"]["routes"][0]["symmetrical"] = symmetrical[0].into();
                let back = json!({
                    "src": "gateway", "dst": "user", "links": ["wan"], "symmetrical": symmetrical[1]
                });
                let routes = scenario["platform"]["routes"].as_array_mut();
                routes.expect("a list").push(back);
            })
        };
        let mend = "remove one, or give both `\"symmetrical\": false` if each goes one way";
        let twice = format!(
            "platform.routes[3]: from `gateway` to `user` there is already platform.routes[0]; {mend}"
        );
        assert_eq!(back([true, true]), [twice]);
        assert_eq!(back([false, false]), [""; 0]);
    }

    #[test]
    fn what_cannot_be_zero_is_not() {
        assert_eq!(
            problems(|scenario| {
                scenario["platform"]["links"][1]["bandwidth"] = 0.into();
                scenario["platform"]["hosts"][3] = json!({
                    "name": "worker2", "speed": 0, "cores": 0, "ram": 0,
                    "disk": {"size": 0, "read_bw": 0, "write_bw": 0}
                });
            }),
            [
                "platform.hosts[3].speed: must be more than zero, such as \"10Gflop/s\"",
                "platform.hosts[3].cores: must be at least 1",
                "platform.hosts[3].ram: must be more than zero, such as \"64GB\"; leave it out for an unlimited memory",
                "platform.hosts[3].disk.size: must be more than zero, such as \"5TB\"",
                "platform.hosts[3].disk.read_bw: must be more than zero, such as \"100MB/s\"",
                "platform.hosts[3].disk.write_bw: must be more than zero, such as \"100MB/s\"",
                "platform.links[1].bandwidth: must be more than zero, such as \"100MB/s\"",
            ],
        );
    }
}
