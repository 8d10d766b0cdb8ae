"""A small scenario, and a place for temporary folders that is looked at afterwards."""

import tempfile

import pytest

DISK = {"size": "1TB", "read_bw": "100MB/s", "write_bw": "100MB/s"}


@pytest.fixture
def photos():
    """Two photos after each other on one node: the first starts cold, in half a second, the second hot."""
    return {
        "name": "photos",
        "controller_host": "gateway",
        "network_model": "ideal",
        "storage": {"host": "gateway"},
        "platform": {
            "hosts": [
                {"name": "gateway", "speed": "1Gflop/s", "disk": DISK},
                {"name": "worker", "count": 1, "speed": "1Gflop/s", "cores": 2, "ram": "4GB", "disk": DISK},
            ],
            "links": [{"name": "lan", "count": 1, "bandwidth": "1GB/s"}],
            "routes": [{"src": "gateway", "dst": "worker", "links": ["lan"]}],
        },
        "service": {
            "head_host": "gateway",
            "compute_hosts": ["worker"],
            "properties": {"container_startup_overhead": "500ms", "container_idle_timeout": "10min"},
        },
        "images": [{"name": "python", "disk_size": "100MB", "ram_size": "100MB"}],
        "functions": [{"name": "resize", "time_limit": "1min", "image": "python", "disk_limit": "100MB", "ram_limit": "200MB", "body": [{"op": "sleep", "seconds": 2}]}],
        "timeline": [
            {"invoke": "resize", "id": "first"},
            {"wait": "first"},
            {"after": 1, "invoke": "resize", "id": "second"},
        ],
    }


@pytest.fixture
def at_random(photos):
    """The same function, invoked at random dates."""
    photos["timeline"] = []
    photos["workloads"] = [{"name": "users", "host": "gateway", "function": "resize", "arrivals": "Poisson::per_second(0.5)", "take": 20}]
    return photos


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory, monkeypatch):
    """Where temporary folders are made: what is in it was left behind."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder
