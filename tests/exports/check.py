"""Compares exported tables with the result that they come from, as users of pandas and pyarrow read them.

Usage: python check.py RESULT.json CSV_FOLDER PARQUET_FOLDER

RESULT.json must hold every invocation (no --record). Prints what differs and exits with 1 if something does.
"""

import json
import math
import sys
from pathlib import Path

import pandas
import pyarrow
import pyarrow.parquet

TABLES = ["invocations", "containers", "transfers", "functions", "nodes", "links"]
COUNTS = ["invocations", "succeeded", "failed", "unfinished", "cold_starts", "hot_starts"]
PHASES = ["request", "queue", "download", "copy", "load", "startup", "body", "answer"]

problems = []


def same(what, found, expected):
    """Whole numbers must be equal; real ones may differ by the order in which they were summed up."""
    if isinstance(expected, float):
        equal = math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)
    else:
        equal = found == expected
    if not equal:
        problems.append(f"{what}: {found!r} in the table, {expected!r} in the result")


def total(values):
    return math.fsum(float(value) for value in values if not pandas.isna(value))


def read_csv(folder, table):
    return pandas.read_csv(folder / f"{table}.csv", dtype_backend="numpy_nullable")


def read_parquet(folder, table):
    return pandas.read_parquet(folder / f"{table}.parquet", dtype_backend="numpy_nullable")


def check_rows(where, frames, result):
    """Each table has the rows of the result, and the values of a few columns row by row."""
    timeline = result["timeline"]
    rows = {table: len(result[table]) for table in ["invocations", "containers", "transfers", "functions"]}
    for table in ["nodes", "links"]:
        rows[table] = len(timeline[table]) * timeline["intervals"]
    for table in TABLES:
        same(f"{where}: rows of {table}", len(frames[table]), rows[table])
    for table in ["invocations", "containers", "transfers"]:
        for column in frames[table].columns:
            for index, (found, row) in enumerate(zip(frames[table][column], result[table])):
                expected = row["phases"][column] if column in PHASES else row[column]
                if expected is None:
                    if not pandas.isna(found):
                        problems.append(f"{where}: {table}[{index}].{column}: {found!r} in the table, nothing in the result")
                else:
                    same(f"{where}: {table}[{index}].{column}", found, expected)


def check_sums(where, frames, result):
    """What the tables sum up to is what the result sums up to."""
    functions, invocations = frames["functions"], frames["invocations"]
    for name in COUNTS:
        same(f"{where}: sum of functions.{name}", int(functions[name].sum()), result["summary"][name])
    starts = invocations["reused_container"].dropna()
    same(f"{where}: cold starts of invocations", int((starts == False).sum()), result["summary"]["cold_starts"])  # noqa: E712
    same(f"{where}: hot starts of invocations", int((starts == True).sum()), result["summary"]["hot_starts"])  # noqa: E712
    same(f"{where}: invocations that succeeded", int(invocations["success"].sum()), result["summary"]["succeeded"])
    over = invocations[invocations["completion"].notna()]
    for row in result["functions"]:
        name = f"{row['service']}.{row['function']}"
        of = lambda frame: frame[(frame["service"] == row["service"]) & (frame["function"] == row["function"])]
        for phase in PHASES:
            same(f"{where}: sum of {phase} of {name}", total(of(over)[phase]), float(row["phases"][phase]))
        for column in ["input_bytes", "output_bytes"]:
            same(f"{where}: sum of {column} of {name}", int(of(invocations)[column].sum()), row[column])
        if row["cost"] is not None:
            same(f"{where}: sum of cost of {name}", total(of(invocations)["cost"]), float(row["cost"]))
    same(
        f"{where}: sum of containers.invocations",
        int(frames["containers"]["invocations"].sum()),
        result["summary"]["cold_starts"] + result["summary"]["hot_starts"],
    )
    busy = math.fsum(math.fsum(node["busy_cores"]) for node in result["timeline"]["nodes"])
    same(f"{where}: sum of nodes.busy_cores", total(frames["nodes"]["busy_cores"]), busy)
    used = math.fsum(math.fsum(link["used"]) for link in result["timeline"]["links"])
    same(f"{where}: sum of links.used", total(frames["links"]["used"]), used)


def check_types(folder):
    """Parquet files tell the types of their columns; each is one of four, and may be null."""
    types = {pyarrow.string(), pyarrow.bool_(), pyarrow.int64(), pyarrow.float64()}
    for table in TABLES:
        for field in pyarrow.parquet.read_schema(folder / f"{table}.parquet"):
            if field.type not in types or not field.nullable:
                problems.append(f"Parquet: {table}.{field.name} is {field}, which is none of the promised types")


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    result_file, csv_folder, parquet_folder = map(Path, arguments)
    result = json.loads(result_file.read_text(encoding="utf-8"))
    if result["recording"] != "full":
        problems.append(f"the result has the recording `{result['recording']}`; run without --record")
    else:
        for where, read, folder in [("CSV", read_csv, csv_folder), ("Parquet", read_parquet, parquet_folder)]:
            frames = {table: read(folder, table) for table in TABLES}
            check_rows(where, frames, result)
            check_sums(where, frames, result)
        check_types(parquet_folder)
    for problem in problems[:20]:
        print(problem, file=sys.stderr)
    if len(problems) > 20:
        print(f"and {len(problems) - 20} more", file=sys.stderr)
    if not problems:
        print(f"{len(result['invocations'])} invocations: the tables say what the result says")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
