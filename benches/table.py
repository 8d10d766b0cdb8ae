"""Prints what simulations cost, and how that grows: the tables of book/src/performance.md.

Usage: cargo build --release --example throughput && python3 benches/table.py [RUNS]

Each figure is the median of RUNS runs (5 unless told otherwise), each run a process of its own.
"""

import datetime
import json
import platform
import statistics
import subprocess
import sys

PROGRAM = "target/release/examples/throughput"
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5


def measure(arguments):
    """The run of median speed, and the smallest and the largest speed."""
    command = [PROGRAM, *arguments.split(), "--json"]
    runs = [json.loads(subprocess.check_output(command)) for _ in range(RUNS)]
    runs.sort(key=lambda run: run["wall_seconds"])
    slowest, fastest = runs[-1]["invocations_per_second"], runs[0]["invocations_per_second"]
    return runs[(len(runs) - 1) // 2], slowest, fastest


def row(arguments):
    run, slowest, fastest = measure(arguments)
    rate = run["invocations_per_second"]
    print(
        f"| `{arguments}` | {run['invocations']:,} | {run['cold_starts']:,} | {run['wall_seconds']:.4g} "
        f"| {rate / 1e6:.3g} ({slowest / 1e6:.3g} to {fastest / 1e6:.3g}) | {1e9 / rate:.0f} "
        f"| {run['peak_rss_bytes'] / 2**20:.1f} |",
        flush=True,
    )


def table(title, commands):
    print(f"\n### {title}\n")
    print("| command | operations | cold starts | wall [s] | million a second (slowest to fastest) | ns each | peak [MiB] |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for arguments in commands:
        row(arguments)


def processor():
    lines = open("/proc/cpuinfo", encoding="ascii").read().splitlines()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.processor())


def main():
    compiler = subprocess.check_output(["rustc", "--version"], text=True).strip()
    print(f"{processor()}, {platform.system()} {platform.machine()}, {compiler}, {datetime.date.today()}; median of {RUNS} runs.")
    table("Workloads", ["B", "D", "E", "W", "W --cold", "W --nodes 1000 --invocations 100000", "S", "S --alive 1000000"])
    table("More invocations", [f"B --span {span}" for span in (10, 100, 1000, 10000)])
    table("More nodes", [f"W --nodes {nodes} --invocations 100000" for nodes in (10, 100, 1000, 10000)])
    table("More functions", [f"B --functions {functions}" for functions in (1, 10, 100, 1000)])
    table("More transfers at a time", [f"T --transfers {transfers}" for transfers in (10, 100, 1000, 10000, 100000)])


main()
