"""Measures what simulations cost, how that grows, and what other engines need: the figures of book/src/explanation/performance.md.

Usage, from the workspace's root:

    python3 benches/table.py                  build, measure, print the tables
    python3 benches/table.py --write          and put tables and plots into book/src (some ten minutes)
    python3 benches/table.py --runs 3         fewer runs of each command than 5
    python3 benches/table.py --stored --write the last figures once more, without measuring
    python3 benches/table.py --only statistics --runs 1     one table; not with --write

Each figure is that of the median of so many runs, each a process of its own; the smallest and the largest speed stand
beside it. All runs are kept in target/benches/runs.json, after each round of all commands. SimPy and matplotlib are
installed into target/benches/venv, in the versions of benches/requirements.txt; with --python PYTHON, one that has them is
used instead.
"""

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "target/benches"
RUNS = FOLDER / "runs.json"
CHAPTER = ROOT / "book/src/explanation/performance.md"
PEERS = ROOT / "benches/peers"
PROGRAMS = ["throughput", "simcore_queue", "simcore_sleepers", "asim_sleepers", "odem_sleepers"]

SPANS = [10, 100, 1000, 10000]
NODES = [10, 100, 1000, 10000]
FUNCTIONS = [1, 10, 100, 1000]
TRANSFERS = [10, 100, 1000, 10000, 100000]

# The tables by name; the chapter has a place for each.
TABLES = {
    "workloads": [
        f"throughput {arguments}"
        for arguments in ["B", "C", "D", "E", "W", "W --cold", "W --nodes 1000 --invocations 100000", "S", "S --alive 1000000", "L", "L --waiting"]
    ],
    "peers": [
        "throughput B",
        "simcore_queue --workload B",
        "simpy_queue.py 1000",
        "throughput S --alive 1000 --resumes 1000000",
        "simcore_sleepers 1000 1000000",
        "asim_sleepers 1000 1000000",
        "odem_sleepers 1000 1000000",
        "simpy_sleepers.py 1000 1000000",
        "throughput S --alive 100000 --resumes 1000000",
        "simcore_sleepers 100000 1000000",
        "asim_sleepers 100000 1000000",
        "odem_sleepers 100000 1000000",
        "simpy_sleepers.py 100000 1000000",
    ],
    # What a simulation is run for: distributions of delays, of all invocations and of those of each function.
    "statistics": [
        command
        for workload in ["B", "D", "E"]
        for command in [
            f"throughput {workload} --record summary",
            f"throughput {workload} --data --record summary",
            f"simcore_queue --workload {workload} --statistics",
            f"throughput {workload}",
            f"throughput {workload} --data",
            f"simcore_queue --workload {workload}",
        ]
    ],
    # Ten million invocations are measured as they would be run: with a summary.
    "invocations": [f"throughput B --span {span}" for span in SPANS[:-1]]
    + [f"throughput B --span {span} --record summary" for span in SPANS]
    + [f"throughput B --data --span {SPANS[-1]} --record summary"],
    "nodes": [
        f"throughput W --nodes {nodes} --invocations {invocations}" for invocations in [100000, 1000000] for nodes in NODES
    ],
    "functions": [f"throughput B --functions {functions}" for functions in FUNCTIONS],
    "transfers": [f"throughput T --transfers {transfers}" for transfers in TRANSFERS],
}

HEAD = """\
| command | operations | cold starts | wall [s] | CPU [s] | million a second (slowest to fastest) | ns each | peak [MiB] | leaves out |
|---|---:|---:|---:|---:|---:|---:|---:|---|"""

# What a figure leaves out: the first pattern that a command matches. No figure is shown without.
LEAVES_OUT = [
    (r"throughput .*--record summary", "rows of invocations"),
    (r"throughput S", "services; a report"),
    (r"throughput T", "functions; a report"),
    (r"throughput ", "a report: it counts"),
    (r"simcore_queue .*--statistics", "nodes but counters, images, disks, messages, eviction, limits, policies"),
    (r"(simcore|simpy)_queue", "nodes but counters, images, disks, messages, eviction, limits, policies; statistics: it counts"),
    (r"(simcore|asim)_sleepers", "waiting for each sleeper; who waits for whom and since when; services"),
    (r"(odem|simpy)_sleepers", "who waits for whom and since when; whole nanoseconds; services"),
]


def build():
    """Builds the programs, and tells where they are: the target folder may be anywhere."""
    command = ["cargo", "build", "--release", "--message-format=json-render-diagnostics"]
    for program in PROGRAMS:
        command += ["--example", program]
    cargo = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if cargo.returncode != 0:
        sys.exit("the programs could not be built; nothing was measured")
    messages = [json.loads(line) for line in cargo.stdout.splitlines() if line.startswith("{")]
    built = [message for message in messages if message["reason"] == "compiler-artifact" and message["executable"]]
    return {message["target"]["name"]: message["executable"] for message in built}


def environment(python):
    """A Python that has SimPy and matplotlib: the one that is named, or one of our own."""
    if python is None:
        python = FOLDER / "venv/bin/python"
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        # Whether that went well shows below.
        subprocess.run([sys.executable, "-m", "venv", FOLDER / "venv"])
        subprocess.run([*install, "--requirement", ROOT / "benches/requirements.txt"])
    if subprocess.run([python, "-c", "import matplotlib, simpy"]).returncode != 0:
        sys.exit(f"{python} lacks what benches/requirements.txt lists; install it, or name a Python that has it: --python PYTHON")
    return python


def run(command, programs, python):
    program, *arguments = command.split()
    if program == "throughput":
        line = [programs[program], *arguments, "--json"]
    elif program in programs:
        line = [programs[program], *arguments]
    else:
        line = [python, PEERS / program, *arguments]
    return json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE).stdout)


def measure(runs, python, tables):
    """Everything that these tables need, in rounds of all commands: what else the machine does meanwhile meets them alike."""
    programs = build()
    FOLDER.mkdir(parents=True, exist_ok=True)
    measured = {command: [] for name in tables for command in TABLES[name]}
    for turn in range(1, runs + 1):
        for command, done in measured.items():
            done.append(run(command, programs, python))
            print(f"run {turn} of {runs}: {command}: {done[-1]['wall_seconds']:.4g} s", file=sys.stderr)
        stored = {"machine": machine(python), "runs": turn, "commands": measured}
        runs_of(tables).write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def runs_of(tables):
    """Where the runs are kept; those of a few tables do not take the place of all."""
    return RUNS if len(tables) == len(TABLES) else FOLDER / f"runs-{'-'.join(tables)}.json"


def machine(python):
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    processor = next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.processor())
    compiler = subprocess.check_output(["rustc", "--version"], cwd=ROOT, text=True).strip()
    interpreter = subprocess.check_output([python, "--version"], text=True).strip()
    return (
        f"{processor}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, {compiler}, {interpreter}, "
        f"{datetime.date.today()}"
    )


def median(runs):
    """The run of median speed; of two, the faster."""
    return sorted(runs, key=lambda run: run["wall_seconds"])[(len(runs) - 1) // 2]


def leaves_out(command):
    found = [text for pattern, text in LEAVES_OUT if re.match(pattern, command)]
    if not found:
        sys.exit(f"`{command}`: say in LEAVES_OUT what its figure leaves out")
    return found[0]


def row(command, runs):
    run = median(runs)
    rates = sorted(other["invocations_per_second"] / 1e6 for other in runs)
    rate = run["invocations_per_second"]
    return (
        f"| `{command}` | {run['invocations']:,} | {run['cold_starts']:,} | {run['wall_seconds']:.4g} "
        f"| {run['cpu_seconds']:.4g} | {rate / 1e6:.3g} ({rates[0]:.3g} to {rates[-1]:.3g}) | {1e9 / rate:,.0f} | {run['peak_rss_bytes'] / 2**20:.1f} "
        f"| {leaves_out(command)} |"
    )


def table(commands, measured):
    return "\n".join([HEAD, *(row(command, measured[command]) for command in commands)])


def insert(text, name, part):
    """Replaces what stands between the marks of a part."""
    marks = re.compile(f"(<!-- {name}: .*? -->\n).*?(\n<!-- end of {name} -->)", re.DOTALL)
    if not marks.search(text):
        sys.exit(f"{CHAPTER}: has no place for `{name}`; write `<!-- {name}: by benches/table.py -->` and `<!-- end of {name} -->`")
    return marks.sub(lambda found: f"{found[1]}\n{part}\n{found[2]}", text)


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="runs of each command; the median is shown")
    parser.add_argument("--write", action="store_true", help="put tables and plots into book/src")
    parser.add_argument("--stored", action="store_true", help="show the last figures; measure nothing")
    parser.add_argument("--only", choices=TABLES, action="append", help="this table; may be given several times")
    parser.add_argument("--python", help="a Python that has SimPy and matplotlib")
    chosen = parser.parse_args()
    if chosen.runs < 1:
        parser.error("--runs: one run at least is needed")
    if chosen.only and chosen.write:
        parser.error("--only: the chapter is written from all tables; leave out --write")
    if chosen.stored and not RUNS.exists():
        parser.error(f"--stored: there is no {RUNS}; measure once without --stored")
    return chosen


def main():
    chosen = options()
    tables = list(dict.fromkeys(chosen.only)) if chosen.only else list(TABLES)
    needs_python = chosen.write or any(".py " in command for name in tables for command in TABLES[name])
    python = environment(chosen.python) if needs_python and not (chosen.stored and not chosen.write) else sys.executable
    if not chosen.stored:
        measure(chosen.runs, python, tables)
    file = RUNS if chosen.stored else runs_of(tables)
    stored = json.loads(file.read_text(encoding="utf-8"))
    parts = {name: table(TABLES[name], stored["commands"]) for name in tables}
    parts["machine"] = f"{stored['machine']}; median of {stored['runs']} runs."
    for name, part in parts.items():
        print(f"\n### {name}\n\n{part}")
    if chosen.write:
        text = CHAPTER.read_text(encoding="utf-8")
        for name, part in parts.items():
            text = insert(text, name, part)
        CHAPTER.write_text(text, encoding="utf-8")
        subprocess.run([python, ROOT / "benches/plots.py", RUNS, CHAPTER.parent], check=True)


main()
