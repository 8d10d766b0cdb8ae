"""Tables: read when they are asked for, by the library that is there."""

import subprocess
import sys

import coldstart
import pandas
import pyarrow
import pytest
from coldstart import _frames

polars = pytest.importorskip("polars", minversion="1.43")


@pytest.fixture
def without(monkeypatch):
    """Hides libraries, as if they were not installed."""

    def hide(*names):
        find = _frames._is_there
        monkeypatch.setattr(_frames, "_is_there", lambda name: name not in names and find(name))

    return hide


def test_nothing_is_read_before_it_is_asked_for(photos, monkeypatch):
    read = []
    monkeypatch.setattr(_frames, "read", lambda file, library: read.append((file.name, library)))
    result = coldstart.run(photos)
    assert result.summary["invocations"] == 2
    assert read == []
    for _ in range(2):
        result.invocations
    assert read == [("invocations.parquet", "pandas")]


def test_no_library_is_imported_with_the_package():
    script = "import sys, coldstart; print(sorted({'pandas', 'polars', 'pyarrow', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("library", "kind"), [("pandas", pandas.DataFrame), ("polars", polars.DataFrame), ("pyarrow", pyarrow.Table)]
)
def test_each_library_has_the_same_rows(photos, library, kind):
    result = coldstart.run(photos, frames=library)
    table = result.invocations
    assert isinstance(table, kind)
    column = table["body_s"]
    assert (column.to_pylist() if library == "pyarrow" else list(column)) == [2, 2]
    assert result.frame("invocations", library) is table
    assert isinstance(result.frame("invocations", "pandas"), pandas.DataFrame)


def test_the_first_library_that_is_installed_is_taken(photos, without):
    result = coldstart.run(photos)
    without("pandas")
    assert isinstance(result.invocations, polars.DataFrame)
    without("polars")
    assert isinstance(result.nodes, pyarrow.Table)


def test_pandas_alone_cannot_read_parquet_files(photos, without):
    without("pyarrow", "fastparquet")
    assert isinstance(coldstart.run(photos).invocations, polars.DataFrame)
    with pytest.raises(coldstart.FrameError, match="pandas is not installed, or cannot read Parquet files"):
        coldstart.run(photos, frames="pandas")


def test_a_file_that_polars_cannot_read_is_told(photos):
    result = coldstart.run(photos, frames="polars")
    (result.folder / "nodes.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(coldstart.FrameError, match=r"cannot read nodes.parquet: .*; polars 1.43 can"):
        result.nodes


def test_without_a_library_there_is_a_summary_and_a_clear_error(photos, without):
    without("pandas", "polars", "pyarrow")
    result = coldstart.run(photos)
    assert result.summary["invocations"] == 2
    with pytest.raises(coldstart.FrameError, match="no library for tables is installed; install one: pip install"):
        result.invocations
    with pytest.raises(coldstart.FrameError, match="need pyarrow"):
        result.units("invocations")


def test_what_is_unknown_is_said_with_what_is_known(photos):
    result = coldstart.run(photos)
    with pytest.raises(AttributeError, match=r"unknown table 'invocation' \(tables: containers, events, .*invocations"):
        result.invocation
    with pytest.raises(coldstart.FrameError, match="unknown table"):
        result.frame("invocation")
    with pytest.raises(coldstart.FrameError, match=r"unknown library 'pands' for tables \(libraries: pandas, polars, pyarrow\)"):
        coldstart.run(photos, frames="pands")
    assert not hasattr(result, "_repr_html_")
    assert {"invocations", "nodes", "summary", "frame"} <= set(dir(result))


def test_columns_have_units_and_descriptions(photos):
    result = coldstart.run(photos)
    units = result.units("containers")
    assert (units["memory_bytes"], units["busy_s"]) == ("B", "s")
    assert "service" not in units
    assert result.descriptions("invocations")["function"] == "The function."
