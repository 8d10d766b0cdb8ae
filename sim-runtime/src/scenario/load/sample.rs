//! A small valid scenario, for tests that break it.

use super::check::check;
use serde_json::{Value, json};

fn host(name: &str, cores: u32) -> Value {
    json!({
        "name": name, "speed": 1e10, "cores": cores, "ram": 64_000_000_000_u64,
        "disk": {"size": 5e12, "read_bw": 1e8, "write_bw": 1e8, "mount": "/"}
    })
}

fn route(src: &str, dst: &str, link: &str) -> Value {
    json!({"src": src, "dst": dst, "links": [link]})
}

/// A user, a gateway and two workers; a function that is registered at the start and one that the
/// timeline registers.
pub(super) fn scenario() -> Value {
    json!({
        "engine": {"link_shutdown": true},
        "controller_host": "user",
        "platform": {
            "hosts": [
                host("user", 1), host("gateway", 1), host("worker1", 4), host("worker2", 4)
            ],
            "links": [
                {"name": "wan", "bandwidth": "10 MB/s", "latency": 2e-5},
                {"name": "lan", "bandwidth": 1e8}
            ],
            "routes": [
                route("user", "gateway", "wan"),
                route("gateway", "worker1", "lan"),
                route("gateway", "worker2", "lan")
            ]
        },
        "storage": {"host": "user"},
        "service": {
            "head_host": "gateway",
            "compute_hosts": ["worker1", "worker2"],
            "scheduler": {"kind": "fcfs"}
        },
        "images": [{"name": "img", "disk_size": "250 MB", "ram_size": "250 MB"}],
        "functions": [
            {
                "name": "f", "image": "img",
                "time_limit": 60, "disk_limit": "500 MB", "ram_limit": "200 MB",
                "body": [{"op": "sleep", "seconds": 5}]
            },
            {"name": "g", "image": "img", "disk_limit": 0, "ram_limit": 0, "register": "timeline"}
        ],
        "timeline": [
            {"invoke": "f", "id": "i0", "sleep": 3},
            {"register": "g"},
            {"invoke": "g", "id": "i1", "after": 1.5},
            {"wait": "i0"},
            {"turn_off_link": "wan", "at": "1 min"}
        ]
    })
}

/// The problems of the sample, changed.
pub(super) fn problems(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut value = scenario();
    change(&mut value);
    let scenario = serde_json::from_value(value).expect("a changed sample is still well formed");
    let problems = check(&scenario, false);
    problems.iter().map(ToString::to_string).collect()
}
