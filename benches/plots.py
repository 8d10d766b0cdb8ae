"""Draws how cost grows: book/src/explanation/growth-*.svg, from the runs that benches/table.py has stored.

Usage: python benches/plots.py RUNS.json FOLDER

The same runs give the same files. A page shows them as pictures, which cannot know its theme: so the ground is transparent,
and the colours are of a middle lightness that stands out from white and from black alike.
"""

import json
import re
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot, ticker  # noqa: E402

INK = "#7b7b7b"
COLOURS = ["#2f80c8", "#cf6a1f"]
MARKERS = ["o", "s"]

# For each plot: what it is drawn against, its unit, and for each line the pattern of its commands, with what is varied in
# parentheses; if nothing is, it is the number of invocations.
PLOTS = {
    "invocations": (
        "invocations",
        "µs per invocation",
        {
            "B, counted": r"throughput B --span \d+$",
            "B --record summary": r"throughput B --span \d+ --record summary$",
        },
    ),
    "nodes": (
        "nodes",
        "µs per invocation",
        {
            "W, 100,000 invocations": r"throughput W --nodes (\d+) --invocations 100000$",
            "W, 1,000,000 invocations": r"throughput W --nodes (\d+) --invocations 1000000$",
        },
    ),
    "functions": ("functions", "µs per invocation", {"B": r"throughput B --functions (\d+)$"}),
    "transfers": ("transfers at a time", "µs per start or end", {"T": r"throughput T --transfers (\d+)$"}),
}

STYLE = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Helvetica"],
    "font.size": 12,
    "grid.alpha": 0.35,
    "grid.color": INK,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "coldstart",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def points(commands, pattern):
    """What was varied, and the microseconds of an operation: median, fastest and slowest, in order."""
    found = []
    for command, runs in commands.items():
        match = re.match(pattern, command)
        if match is None:
            continue
        times = sorted(1e6 / run["invocations_per_second"] for run in runs)
        varied = int(match[1]) if match.groups() else runs[0]["invocations"]
        found.append((varied, times[(len(times) - 1) // 2], times[0], times[-1]))
    return sorted(found)


def draw(commands, horizontal, vertical, lines):
    figure, axes = pyplot.subplots(figsize=(7.2, 3.4), layout="constrained")
    for (label, pattern), colour, marker in zip(lines.items(), COLOURS, MARKERS):
        varied, median, fastest, slowest = zip(*points(commands, pattern))
        axes.plot(varied, median, color=colour, marker=marker, label=label)
        axes.vlines(varied, fastest, slowest, color=colour, linewidth=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ticker.StrMethodFormatter("{x:,.0f}"))
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel(horizontal)
    axes.set_ylabel(vertical)
    axes.grid(axis="y")
    figure.legend(loc="outside upper right", ncols=len(lines))
    return figure


def save(figure, file):
    """As plain SVG, which names nothing outside the file."""
    figure.savefig(file, transparent=True, metadata={"Creator": None, "Date": None, "Format": None, "Type": None})
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"<!DOCTYPE.*?>\n", "", text, flags=re.DOTALL)
    file.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")


def main():
    runs, folder = sys.argv[1:]
    commands = json.loads(Path(runs).read_text(encoding="utf-8"))["commands"]
    with matplotlib.rc_context(STYLE):
        for name, plot in PLOTS.items():
            save(draw(commands, *plot), Path(folder) / f"growth-{name}.svg")


main()
