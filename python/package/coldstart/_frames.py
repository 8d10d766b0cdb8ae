"""Tables of Parquet files, as data frames of the library that is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ._errors import FrameError

#: The libraries in the order in which they are looked for, and one of what each needs besides.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "pandas": ("pyarrow", "fastparquet"),
    "polars": (),
    "pyarrow": (),
}

_INSTALL = "install one: pip install 'coldstart-sim[pandas]', or [polars], or [pyarrow]"


def installed(library: str) -> bool:
    """Whether a library is there, with what it needs to read Parquet files."""
    needed = LIBRARIES[library]
    return _is_there(library) and (not needed or any(map(_is_there, needed)))


def _is_there(name: str) -> bool:
    return find_spec(name) is not None


def chosen(library: str | None) -> str:
    """The library that is asked for, or the first one that is installed."""
    if library is None:
        for candidate in LIBRARIES:
            if installed(candidate):
                return candidate
        raise FrameError(f"no library for tables is installed; {_INSTALL}")
    if library not in LIBRARIES:
        raise FrameError(f"unknown library {library!r} for tables (libraries: {', '.join(LIBRARIES)})")
    if not installed(library):
        raise FrameError(f"{library} is not installed, or cannot read Parquet files; {_INSTALL}")
    return library


def read(file: Path, library: str) -> Any:
    """The table in a Parquet file."""
    if library == "pandas":
        return import_module("pandas").read_parquet(file)
    if library == "polars":
        return _read_by_polars(file)
    return import_module("pyarrow.parquet").read_table(file)


def _read_by_polars(file: Path) -> Any:
    polars = import_module("polars")
    try:
        return polars.read_parquet(file)
    except polars.exceptions.ComputeError as error:
        # Older versions refuse columns of numbers whose order is said to be that of IEEE 754.
        raise FrameError(f"polars {polars.__version__} cannot read {file.name}: {error}; polars 1.43 can, and so can pyarrow") from error


def facts(file: Path, name: str) -> dict[str, str]:
    """What the columns of a Parquet file say of themselves by this name."""
    if not _is_there("pyarrow"):
        raise FrameError("units and descriptions of columns need pyarrow: pip install 'coldstart-sim[pyarrow]'")
    schema = import_module("pyarrow.parquet").read_schema(file)
    key = name.encode()
    told = ((field.name, (field.metadata or {}).get(key)) for field in schema)
    return {column: value.decode() for column, value in told if value is not None}
