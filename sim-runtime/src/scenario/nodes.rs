//! The same scenario with another number of nodes.

use indexmap::IndexSet;

use super::schema::{Host, Link, Route, Scenario, place_in_array};

/// The most nodes that a scenario can be given.
const MOST: usize = 1_000_000;

impl Scenario {
    /// The same scenario with so many nodes of the service.
    ///
    /// If the last entry of the service's hosts is an array (`"count": 10`), this becomes longer or shorter, with the arrays of links
    /// that only its routes use. Otherwise, with fewer nodes, the last ones serve no more, and faults of theirs are left out; their
    /// hosts stay. With more, the last node is repeated: its host, its routes, and the links that only its routes use. A link that
    /// routes of others use, too, is shared with the new ones. Faults of the last node are its own.
    ///
    /// # Errors
    ///
    /// If there would be none, or more than a million, or there is no node that could be repeated.
    ///
    /// ```
    /// use sim_runtime::scenario::load::{Format, parse};
    ///
    /// let scenario = parse(
    ///     r#"
    ///     controller_host = "head"
    ///     storage = { host = "head" }
    ///     service = { head_host = "head", compute_hosts = ["worker1"] }
    ///     [platform]
    ///     hosts = [
    ///         { name = "head", speed = "1Gflop/s", disk = { size = "1TB", read_bw = "1GB/s", write_bw = "1GB/s" } },
    ///         { name = "worker1", speed = "1Gflop/s", disk = { size = "1TB", read_bw = "1GB/s", write_bw = "1GB/s" } },
    ///     ]
    ///     links = [{ name = "lan", bandwidth = "1GB/s" }]
    ///     routes = [{ src = "head", dst = "worker1", links = ["lan"] }]
    ///     "#,
    ///     Format::Toml,
    ///     "my.toml",
    /// )?;
    /// let larger = scenario.with_nodes(3).expect("there is a node to repeat");
    /// assert_eq!(larger.service.compute_hosts, ["worker1", "worker2", "worker3"]);
    /// assert_eq!(larger.platform.links.len(), 3, "each has a link of its own");
    /// # Ok::<(), sim_runtime::scenario::load::ScenarioError>(())
    /// ```
    pub fn with_nodes(&self, nodes: usize) -> Result<Self, String> {
        if nodes == 0 {
            return Err("a service has at least one node".to_owned());
        }
        if nodes > MOST {
            return Err(format!("a service has at most {MOST} nodes here"));
        }
        let now: usize = (self.service.compute_hosts.iter())
            .map(|name| self.length(name))
            .sum();
        let mut scenario = self.clone();
        if nodes <= now {
            scenario.remove_nodes(now - nodes);
            return Ok(scenario);
        }
        let Some(last) = self.service.compute_hosts.last() else {
            return Err("the service has no node that could be repeated".to_owned());
        };
        match self.array(last) {
            Some(length) => scenario.resize(last, length as usize + nodes - now),
            None => scenario.repeat(last, nodes - now)?,
        }
        Ok(scenario)
    }

    /// How many hosts there are in the array that is called so.
    fn array(&self, name: &str) -> Option<u32> {
        let mut hosts = self.platform.hosts.iter();
        hosts.find(|host| host.name == name)?.count
    }

    /// How many nodes an entry of the service's hosts stands for.
    fn length(&self, name: &str) -> usize {
        self.array(name).map_or(1, |length| length as usize)
    }

    /// Takes so many of the last nodes from the service, and the faults of those.
    fn remove_nodes(&mut self, mut surplus: usize) {
        while surplus > 0
            && let Some(last) = self.service.compute_hosts.pop()
        {
            let length = self.length(&last);
            if length > surplus {
                self.resize(&last, length - surplus);
                self.service.compute_hosts.push(last);
                return;
            }
            let is_of_it = |name: &String| {
                *name == last || place_in_array(name).is_some_and(|(array, _)| array == last)
            };
            self.faults
                .retain(|fault| !fault.node.as_ref().is_some_and(is_of_it));
            surplus -= length;
        }
    }

    /// Gives an array of hosts another length, and the arrays of links that only its routes use.
    fn resize(&mut self, array: &str, length: usize) {
        // There are at most a million nodes.
        let count = u32::try_from(length).ok();
        let is_end = |route: &Route| route.src == array || route.dst == array;
        let used = |is_own: bool| -> IndexSet<String> {
            let routes = self.platform.routes.iter();
            let routes = routes.filter(|route| is_end(route) == is_own);
            routes
                .flat_map(|route| route.links.iter().cloned())
                .collect()
        };
        let (own, shared) = (used(true), used(false));
        let platform = &mut self.platform;
        for host in platform.hosts.iter_mut().filter(|host| host.name == array) {
            host.count = count;
        }
        let links = platform
            .links
            .iter_mut()
            .filter(|link| link.count.is_some());
        for link in links.filter(|link| own.contains(&link.name) && !shared.contains(&link.name)) {
            link.count = count;
        }
        let is_gone = |name: &String| {
            place_in_array(name).is_some_and(|(of, place)| of == array && place as usize >= length)
        };
        self.faults
            .retain(|fault| !fault.node.as_ref().is_some_and(is_gone));
    }

    /// Adds so many copies of the last node.
    fn repeat(&mut self, last: &str, missing: usize) -> Result<(), String> {
        let former = self.clone();
        let template = Template::of(&former, last)?;
        let mut hosts: IndexSet<String> = names(&self.platform.hosts, |host| &host.name);
        let mut links: IndexSet<String> = names(&self.platform.links, |link| &link.name);
        let mut host_number = 0;
        let mut link_numbers = vec![0; template.links.len()];
        for _ in 0..missing {
            let name = unused(last, &mut hosts, &mut host_number);
            let own = template.links.iter().zip(&mut link_numbers);
            let copies = own.map(|(link, number)| {
                let copy = unused(&link.name, &mut links, number);
                (link.name.as_str(), copy)
            });
            let copies: Vec<(&str, String)> = copies.collect();
            template.add(self, &name, &copies);
            self.service.compute_hosts.push(name);
        }
        Ok(())
    }
}

/// A node, and what comes with it.
struct Template<'a> {
    host: &'a Host,
    routes: Vec<&'a Route>,
    /// The links that only its routes use.
    links: Vec<&'a Link>,
}

impl<'a> Template<'a> {
    fn of(scenario: &'a Scenario, node: &str) -> Result<Self, String> {
        let platform = &scenario.platform;
        let host = platform.hosts.iter().find(|host| host.name == node);
        let host = host.ok_or_else(|| match place_in_array(node) {
            Some((array, _)) => format!(
                "the last node is `{node}`, one of an array; let the service have `{array}` last, all of it, so that there can be more"
            ),
            None => format!("there is no host `{node}`"),
        })?;
        let touches = |route: &&Route| route.src == node || route.dst == node;
        let (routes, others): (Vec<&Route>, Vec<&Route>) =
            platform.routes.iter().partition(touches);
        let used = |routes: &[&'a Route]| -> IndexSet<&'a String> {
            routes.iter().flat_map(|route| &route.links).collect()
        };
        let (own, shared) = (used(&routes), used(&others));
        let links = platform.links.iter();
        let links = links.filter(|link| own.contains(&link.name) && !shared.contains(&link.name));
        Ok(Self {
            host,
            links: links.collect(),
            routes,
        })
    }

    /// Adds a node of this name, whose links are these copies.
    fn add(&self, scenario: &mut Scenario, name: &str, copies: &[(&str, String)]) {
        let platform = &mut scenario.platform;
        platform.hosts.push(Host {
            name: name.to_owned(),
            ..self.host.clone()
        });
        for (link, (_, name)) in self.links.iter().zip(copies) {
            let name = name.clone();
            platform.links.push(Link {
                name,
                ..(*link).clone()
            });
        }
        let end = |end: &String| {
            if *end == self.host.name {
                name.to_owned()
            } else {
                end.clone()
            }
        };
        let through = |link: &String| {
            let copy = copies.iter().find(|(original, _)| original == link);
            copy.map_or_else(|| link.clone(), |(_, name)| name.clone())
        };
        for route in &self.routes {
            platform.routes.push(Route {
                src: end(&route.src),
                dst: end(&route.dst),
                links: route.links.iter().map(through).collect(),
                symmetrical: route.symmetrical,
            });
        }
    }
}

fn names<T>(of: &[T], name: fn(&T) -> &String) -> IndexSet<String> {
    of.iter().map(name).cloned().collect()
}

/// A name that is not used yet: `worker3` after `worker2`, `node-2` after `node`. Those before the number are known to be used.
fn unused(name: &str, used: &mut IndexSet<String>, number: &mut u64) -> String {
    let stem = name.trim_end_matches(|last: char| last.is_ascii_digit());
    let own: u64 = name[stem.len()..].parse().unwrap_or(1);
    let join = if stem.len() < name.len() { "" } else { "-" };
    *number = (*number).max(own);
    loop {
        *number += 1;
        let next = format!("{stem}{join}{number}");
        if used.insert(next.clone()) {
            return next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load::{Format, parse};

    /// A user, a gateway and two workers; the wan is shared, each worker has a link.
    fn scenario() -> Scenario {
        let text = r#"{
            "controller_host": "user",
            "platform": {
                "hosts": [
                    {"name": "user", "speed": 1e9, "disk": {"size": 1e12, "read_bw": 1e8, "write_bw": 1e8}},
                    {"name": "gateway", "speed": 1e9, "disk": {"size": 1e12, "read_bw": 1e8, "write_bw": 1e8}},
                    {"name": "node", "speed": 1e9, "disk": {"size": 1e12, "read_bw": 1e8, "write_bw": 1e8}},
                    {"name": "worker9", "speed": 1e9, "cores": 7, "disk": {"size": 1e12, "read_bw": 1e8, "write_bw": 1e8}}
                ],
                "links": [{"name": "wan", "bandwidth": 1e7}, {"name": "lan1", "bandwidth": 1e8}, {"name": "lan2", "bandwidth": 2e8}],
                "routes": [
                    {"src": "user", "dst": "gateway", "links": ["wan"]},
                    {"src": "gateway", "dst": "node", "links": ["lan1"]},
                    {"src": "gateway", "dst": "worker9", "links": ["lan2"]},
                    {"src": "user", "dst": "worker9", "links": ["wan", "lan2"]}
                ]
            },
            "storage": {"host": "user"},
            "service": {"head_host": "gateway", "compute_hosts": ["node", "worker9"]},
            "faults": [{"node": "worker9", "at": 5, "for": 1}, {"node": "node", "at": 5, "for": 1}]
        }"#;
        parse(text, Format::Json, "my.json").unwrap()
    }

    #[test]
    fn more_nodes_are_copies_of_the_last_with_links_of_their_own() {
        let larger = scenario().with_nodes(4).unwrap();
        assert_eq!(
            larger.service.compute_hosts,
            ["node", "worker9", "worker10", "worker11"]
        );
        let host = larger.platform.hosts.last().unwrap();
        assert_eq!((host.name.as_str(), host.cores), ("worker11", 7));
        let links: Vec<&str> = larger
            .platform
            .links
            .iter()
            .map(|link| link.name.as_str())
            .collect();
        assert_eq!(links, ["wan", "lan1", "lan2", "lan3", "lan4"]);
        let last = larger.platform.routes.last().unwrap();
        assert_eq!((last.src.as_str(), last.dst.as_str()), ("user", "worker11"));
        assert_eq!(last.links, ["wan", "lan4"]);
        assert_eq!(larger.platform.routes.len(), 8);
        assert_eq!(larger.faults.len(), 2);
        // The loader finds nothing wrong with it.
        let text = serde_json::to_string(&larger).unwrap();
        assert_eq!(parse(&text, Format::Json, "my.json").unwrap(), larger);
    }

    #[test]
    fn fewer_nodes_are_the_first_ones_and_lose_the_faults_of_the_others() {
        let smaller = scenario().with_nodes(1).unwrap();
        assert_eq!(smaller.service.compute_hosts, ["node"]);
        assert_eq!(smaller.faults.len(), 1);
        let text = serde_json::to_string(&smaller).unwrap();
        assert!(parse(&text, Format::Json, "my.json").is_ok());
        assert_eq!(scenario().with_nodes(2).unwrap(), scenario());
    }

    /// The same with an array of three workers behind a node, each with a link of its own.
    fn with_an_array() -> Scenario {
        let mut value = serde_json::to_value(scenario()).unwrap();
        let disk = value["platform"]["hosts"][0]["disk"].clone();
        let host = serde_json::json!({"name": "box", "count": 3, "speed": 1e9, "disk": disk});
        value["platform"]["hosts"]
            .as_array_mut()
            .unwrap()
            .push(host);
        let link = serde_json::json!({"name": "cable", "count": 3, "bandwidth": 1e9});
        value["platform"]["links"]
            .as_array_mut()
            .unwrap()
            .push(link);
        let route = serde_json::json!({"src": "gateway", "dst": "box", "links": ["cable"]});
        value["platform"]["routes"]
            .as_array_mut()
            .unwrap()
            .push(route);
        value["service"]["compute_hosts"] = serde_json::json!(["node", "box"]);
        value["faults"] = serde_json::json!([{"node": "box[2]", "at": 5, "for": 1}, {"node": "box", "at": 9, "for": 1}]);
        parse(&value.to_string(), Format::Json, "my.json").unwrap()
    }

    #[test]
    fn an_array_becomes_longer_and_shorter_with_its_links() {
        let lengths = |scenario: &Scenario| {
            let (hosts, links) = (&scenario.platform.hosts, &scenario.platform.links);
            (hosts.last().unwrap().count, links.last().unwrap().count)
        };
        let scenario = with_an_array();
        let larger = scenario.with_nodes(10).unwrap();
        assert_eq!(lengths(&larger), (Some(9), Some(9)));
        assert_eq!(larger.faults.len(), 2);
        let smaller = scenario.with_nodes(2).unwrap();
        assert_eq!(lengths(&smaller), (Some(1), Some(1)));
        assert_eq!(smaller.faults.len(), 1, "that of box[2] is gone");
        let one = scenario.with_nodes(1).unwrap();
        assert_eq!(one.service.compute_hosts, ["node"]);
        assert!(one.faults.is_empty());
        assert_eq!(scenario.with_nodes(4).unwrap(), scenario);
        for changed in [larger, smaller, one] {
            let text = serde_json::to_string(&changed).unwrap();
            assert_eq!(parse(&text, Format::Json, "my.json").unwrap(), changed);
        }
        let mut member = scenario.clone();
        member.service.compute_hosts = vec!["box[0]".to_owned()];
        assert!(
            member
                .with_nodes(2)
                .unwrap_err()
                .contains("let the service have `box` last")
        );
    }

    #[test]
    fn no_node_and_a_million_and_one_are_refused() {
        assert!(scenario().with_nodes(0).is_err());
        assert!(scenario().with_nodes(MOST + 1).is_err());
        let mut none = scenario();
        none.service.compute_hosts.clear();
        assert!(none.with_nodes(1).unwrap_err().contains("no node"));
    }
}
