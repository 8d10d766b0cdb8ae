"""Reads exported tables as users of pandas, polars and DuckDB do, and compares them with the result that they come from.

Usage: python check.py RESULT.json CSV_FOLDER PARQUET_FOLDER [SAMPLED_CSV_FOLDER SAMPLED_PARQUET_FOLDER]

RESULT.json must hold every invocation (no --record), and must be the result of a simulation, not of a scenario. The sampled
tables are those of the same run with --record sampled=N. Exits with 1 at the first thing that differs.
"""

import json
import math
import sqlite3
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

COUNTS = ["invocations", "succeeded", "failed", "unfinished", "cold_starts", "hot_starts"]
PHASES = ["request", "queue", "download", "copy", "load", "startup", "body", "answer"]
NULLABLE = {"text": "string", "boolean": "boolean", "integer": "Int64", "number": "Float64"}
POLARS = {"text": (pl.String, pl.Categorical), "boolean": (pl.Boolean,), "integer": (pl.Int64,), "number": (pl.Float64,)}
DUCKDB = {"text": "VARCHAR", "boolean": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE"}


def close(found, expected):
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


def same(found, expected):
    """Whole numbers must be equal; real ones may differ by the order in which they were summed up."""
    if expected is None or pd.isna(found):
        return expected is None and bool(pd.isna(found))
    return close(found, expected) if isinstance(expected, float) else found == expected


def load(csv, parquet):
    """Every table, by every reader, in one line each."""
    facts = json.loads((csv / "tables.json").read_text(encoding="utf-8"))
    frames = {}
    for name in facts["tables"]:
        c, p = str(csv / f"{name}.csv"), str(parquet / f"{name}.parquet")
        frames[name] = {
            "pandas, CSV": pd.read_csv(c),
            "pandas, Parquet": pd.read_parquet(p),
            "pandas with nulls, CSV": pd.read_csv(c, dtype_backend="numpy_nullable"),
            "pandas with nulls, Parquet": pd.read_parquet(p, dtype_backend="numpy_nullable"),
            "polars, CSV": pl.read_csv(c),
            "polars, Parquet": pl.read_parquet(p),
            "DuckDB, CSV": duckdb.sql(f"select * from '{c}'"),
            "DuckDB, Parquet": duckdb.sql(f"select * from '{p}'"),
        }
    return facts, frames


def check_shape(facts, frames):
    """All readers see the columns and the rows that tables.json tells."""
    for name, table in facts["tables"].items():
        for reader, frame in frames[name].items():
            assert list(frame.columns) == list(table["columns"]), f"{reader}: columns of {name}: {frame.columns}"
            rows = frame.shape[0] if "DuckDB" in reader else len(frame)
            assert rows == table["rows"], f"{reader}: {rows} rows of {name}, not {table['rows']}"


def check_types(facts, frames):
    """Numbers are numbers for all readers; Parquet files, and CSV files as far as they have values, have the exact types."""
    for name, table in facts["tables"].items():
        frame = frames[name]
        for column, said in table["columns"].items():
            what, kind = f"{name}.{column}", said["type"]
            known = frame["pandas, CSV"][column].notna()
            missing = frame["pandas, Parquet"][column].isna()
            assert (known != missing).all(), f"{what}: empty in CSV and null in Parquet are not the same"
            assert said["nullable"] or known.all(), f"{what} is not nullable and lacks values"
            for reader in ["pandas, CSV", "pandas, Parquet"]:
                dtype = frame[reader][column].dtype
                numeric = pd.api.types.is_numeric_dtype(dtype)
                assert kind not in ("integer", "number") or numeric or table["rows"] == 0, f"{reader}: {what} is {dtype}"
                assert kind != "boolean" or dtype == bool or not known.all() or table["rows"] == 0, f"{reader}: {what} is {dtype}"
            dtype = frame["pandas with nulls, Parquet"][column].dtype
            assert dtype == NULLABLE[kind] or (kind == "text" and dtype == "category"), f"pandas: {what} is {dtype}"
            dtype = frame["polars, Parquet"].schema[column]
            assert isinstance(dtype, POLARS[kind]) or dtype in POLARS[kind], f"polars: {what} is {dtype}"
            index = frame["DuckDB, Parquet"].columns.index(column)
            dtype = frame["DuckDB, Parquet"].types[index]
            assert dtype == DUCKDB[kind], f"DuckDB: {what} is {dtype}"
            if known.any():
                dtype = frame["pandas with nulls, CSV"][column].dtype
                assert dtype == NULLABLE[kind] or (kind == "text" and dtype == "str"), f"pandas, CSV: {what} is {dtype}"
                dtype = frame["polars, CSV"].schema[column]
                assert dtype in POLARS[kind], f"polars, CSV: {what} is {dtype}"
                dtype = frame["DuckDB, CSV"].types[index]
                assert dtype == DUCKDB[kind], f"DuckDB, CSV: {what} is {dtype}"


def check_values(facts, frames):
    """All readers see the same values, in CSV and in Parquet files."""
    for name, table in facts["tables"].items():
        for index, column in enumerate(table["columns"]):
            values = [None if pd.isna(value) else value for value in frames[name]["pandas with nulls, Parquet"][column]]
            for reader, frame in frames[name].items():
                found = [row[index] for row in frame.fetchall()] if "DuckDB" in reader else frame[column]
                different = [at for at, (one, other) in enumerate(zip(found, values)) if not same(one, other)]
                assert not different, f"{reader}: {name}.{column} differs from pandas and Parquet in rows {different[:5]}"


def check_run(facts, frames):
    """Each row says of which run it is."""
    run = {key: facts[key] for key in ["simulation", "seed"]} | {"replication": facts.get("replication", 0)}
    for name, table in facts["tables"].items():
        named = {(f"parameter_{key}" if f"parameter_{key}" in table["columns"] else key): value for key, value in facts["parameters"].items()}
        for column, value in (run | named).items():
            for reader in ["pandas with nulls, CSV", "pandas with nulls, Parquet"]:
                found = frames[name][reader][column]
                assert all(same(one, value) for one in found), f"{reader}: {name}.{column} is not {value}"


def check_metadata(facts, parquet):
    """Parquet files tell the run, the rows that were kept, units, descriptions, and dictionaries, as tables.json does."""
    for name, table in facts["tables"].items():
        schema = pq.read_schema(parquet / f"{name}.parquet")
        run = {key.decode(): value.decode() for key, value in schema.metadata.items()}
        for key in ["simulation", "recording"]:
            assert run[f"coldstart.{key}"] == facts[key], f"{name}: {key} is {run}"
        assert json.loads(run["coldstart.seed"]) == facts["seed"], f"{name}: seed is {run}"
        for key in ["rows", "complete", "weight"]:
            assert json.loads(run[f"coldstart.{key}"]) == table[key], f"{name}: {key} is {run}"
        for column, said in table["columns"].items():
            field = schema.field(column)
            told = {key.decode(): value.decode() for key, value in field.metadata.items() if b":" not in key}
            expected = {key: said[key] for key in ["description", "unit"] if key in said}
            assert told == expected, f"{name}.{column}: {told}"
            assert field.nullable == said["nullable"], f"{name}.{column}: {field}"
    for name, column in [("invocations", "function"), ("invocations", "service"), ("invocations", "node"), ("invocations", "cold_cause"), ("timeline_nodes", "node")]:
        dtype = pq.read_schema(parquet / f"{name}.parquet").field(column).type
        assert pa.types.is_dictionary(dtype), f"{name}.{column} is {dtype}"


def check_sql(facts):
    """DuckDB, which has PostgreSQL's words, and SQLite take the names of tables and columns without quotes."""
    words = "select keyword_name from duckdb_keywords() where keyword_category in ('reserved', 'type_function')"
    words = {word for (word,) in duckdb.sql(words).fetchall()}
    for name, table in facts["tables"].items():
        taken = words & {name, *table["columns"]}
        assert not taken, f"{name}: words of SQL: {taken}"
        sqlite3.connect(":memory:").execute(f"create table {name} ({', '.join(table['columns'])})")
        duckdb.connect().execute(f"create table {name} ({', '.join(f'{column} int' for column in table['columns'])})")


def check_rows(facts, frames, result):
    """The rows of the lists of the report are those of the tables, value by value."""
    for name, table in facts["tables"].items():
        fields = {column: said["field"].split(".") for column, said in table["columns"].items() if "field" in said}
        for reader in ["pandas with nulls, CSV", "pandas with nulls, Parquet"]:
            for column, (first, *rest) in fields.items():
                # A list of what most simulations do not have is left out of the result where it is empty.
                rows = result.get(name, [])
                assert len(frames[name][reader]) == len(rows), f"{reader}: rows of {name}"
                for index, (found, row) in enumerate(zip(frames[name][reader][column], rows)):
                    expected = (row.get(first) or {}).get(rest[0]) if rest else row.get(first)
                    assert same(found, expected), f"{reader}: {name}[{index}].{column}: {found!r}, in the result {expected!r}"


def check_sums(frames, result):
    """What the tables sum up to is what the result sums up to."""
    functions, invocations = (frames[name]["pandas, Parquet"] for name in ["functions", "invocations"])
    for name in COUNTS:
        assert functions[name].sum() == result["summary"][name], f"sum of functions.{name}"
    starts = invocations["reused_container"].dropna()
    assert (starts == False).sum() == result["summary"]["cold_starts"], "cold starts of invocations"  # noqa: E712
    assert (starts == True).sum() == result["summary"]["hot_starts"], "hot starts of invocations"  # noqa: E712
    assert (invocations["outcome"] == "succeeded").sum() == result["summary"]["succeeded"], "invocations that succeeded"
    over = invocations[invocations["completed_s"].notna()]
    for row in result["functions"]:
        key = (row["service"], row["function"])
        own = over[(over["service"] == key[0]) & (over["function"] == key[1])]
        for phase in PHASES:
            assert close(math.fsum(own[f"{phase}_s"]), row["phases"][phase]), f"sum of {phase} of {key}"
        cold, hot = own[own["reused_container"] == False], own[own["reused_container"] == True]  # noqa: E712
        for frame, column, name in [(cold, "response_s", "response_cold"), (hot, "response_s", "response_hot")]:
            assert frame.empty or abs(frame[column].mean() - row[name]["mean"]) < 1e-8, f"mean {name} of {key}"
        of = invocations[(invocations["service"] == key[0]) & (invocations["function"] == key[1])]
        for column, name in [("cold_delay_s", "startup_cold"), ("cold_wait_s", "wait_cold")]:
            known = of[column].dropna()
            assert known.empty == (row[name] is None), f"{column} of {key}"
            assert known.empty or abs(known.mean() - row[name]["mean"]) < 1e-8, f"mean {column} of {key}"
        if row["cost"] is not None:
            assert close(math.fsum(of["cost"].dropna()), row["cost"]), f"sum of cost of {key}"


def check_utilisation(facts, frames, result):
    """Cores: each invocation holds one from dispatch to completion. Memory: containers hold theirs as long as they live, and
    an image its own from the start of its loading on, as long as it is not evicted."""
    end = facts["final_date_s"]
    table = lambda name: frames[name]["pandas, Parquet"]  # noqa: E731
    nodes = table("nodes").merge(pd.DataFrame(result["nodes"])[["service", "node", "utilisation", "memory_mean"]], on=["service", "node"], suffixes=("", "_of_result"))
    assert len(nodes) == len(result["nodes"]), "nodes join with those of the result"
    for _, node in nodes.iterrows():
        own = lambda frame, column="node": frame[frame[column] == node["node"]]  # noqa: E731
        intervals = own(table("timeline_nodes"))
        length = intervals["ended_s"] - intervals["started_s"]
        busy = math.fsum(intervals["busy_cores"] * length)
        assert close(busy / (node["cores"] * end), node["utilisation"]), f"{node['node']}: cores, from the timeline"
        used = math.fsum(intervals["memory_bytes"] * length)
        assert close(used / end / node["memory_bytes"], node["memory_mean"] / node["memory_bytes"]), f"{node['node']}: memory, from the timeline"
        assert close(node["memory_utilisation"], node["memory_mean"] / node["memory_bytes"]), f"{node['node']}: memory_utilisation"
        if facts["recording"] != "full":
            continue
        held = own(table("invocations"))
        held = math.fsum(held["completed_s"].fillna(end) - held["dispatched_s"])
        assert close(held / (node["cores"] * end), node["utilisation"]), f"{node['node']}: cores, from invocations"
        containers = own(table("containers"))
        assert close(math.fsum(containers["busy_s"]) / (node["cores"] * end), node["utilisation"]), f"{node['node']}: cores, from containers"
        reserved = math.fsum(containers["memory_bytes"] * (containers["ended_s"].fillna(end) - containers["created_s"]))
        loads = own(table("transfers"), "destination_host")
        loads = loads[loads["kind"] == "load"]
        assert not loads["name"].duplicated().any(), "an image was evicted: choose another run"
        images = math.fsum(loads["bytes"] * (end - loads["requested_s"]))
        assert close((reserved + images) / end / node["memory_bytes"], node["memory_mean"] / node["memory_bytes"]), f"{node['node']}: memory, from containers and images"
    services = table("services").set_index("service")
    for row in result["services"]:
        assert close(services.loc[row["service"], "core_utilisation"], row["utilisation"]), f"{row['service']}: core_utilisation"


def check_sample(facts, frames, whole):
    """Rows of a sampled recording are those of the whole one whose number is a multiple of N, and say how many they stand for."""
    every = int(facts["recording"].removeprefix("sampled="))
    for name, number in [("invocations", "id"), ("containers", "container")]:
        said = facts["tables"][name]
        assert (said["complete"], said["weight"]) == (False, every), f"{name}: {said}"
        full, sample = (one[name]["pandas with nulls, CSV"] for one in [whole, frames])
        kept = full[full[number] % every == 0].reset_index(drop=True)
        assert sample.astype(str).equals(kept.astype(str)), f"{name}: not the rows of the whole recording"
    for name in ["functions", "services", "nodes", "timeline_services", "timeline_nodes", "timeline_links"]:
        said = facts["tables"][name]
        assert (said["complete"], said["weight"]) == (True, 1), f"{name}: {said}"


def main(arguments):
    if len(arguments) not in (3, 5):
        print(__doc__, file=sys.stderr)
        return 2
    file, csv, parquet, *sampled = map(Path, arguments)
    result = json.loads(file.read_text(encoding="utf-8"))
    facts, whole = load(csv, parquet)
    assert result["recording"] == facts["recording"] == "full", f"the recording is {result['recording']}"
    check_shape(facts, whole)
    check_types(facts, whole)
    check_values(facts, whole)
    check_metadata(facts, parquet)
    check_run(facts, whole)
    check_sql(facts)
    check_rows(facts, whole, result)
    check_sums(whole, result)
    check_utilisation(facts, whole, result)
    if sampled:
        facts, frames = load(*sampled)
        check_shape(facts, frames)
        check_types(facts, frames)
        check_values(facts, frames)
        check_metadata(facts, sampled[1])
        check_utilisation(facts, frames, result)
        check_sample(facts, frames, whole)
    print(f"{len(result['invocations'])} invocations: the tables say what the result says")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
