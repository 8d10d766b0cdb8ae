"""What comes of a run and of a study."""

from __future__ import annotations

import json
import os
import shutil
import weakref
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from . import _frames
from ._command import call
from ._errors import FrameError, ScenarioError

_Self = TypeVar("_Self", bound="Stored")


class Stored:
    """Files of the command: what they say, and the folder that they are in until this is closed, or nobody has it any more."""

    #: The name of the JSON file.
    FILE = ""

    def __init__(self, folder: Path, frames: str | None, scratch: Path | None) -> None:
        #: Where the files are: the JSON file, and a Parquet file a table.
        self.folder = folder
        self._file = folder / self.FILE
        #: All of the JSON file.
        self.data: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        #: The names of the tables, each of which is an attribute as well.
        self.tables: list[str] = sorted(file.stem for file in folder.glob("*.parquet"))
        self._library = frames
        self._read: dict[tuple[str, str], Any] = {}
        self._end = None if scratch is None else weakref.finalize(self, _remove, scratch)

    def frame(self, table: str, library: str | None = None) -> Any:
        """A table as a data frame of pandas, polars or pyarrow: the first of these that is installed, unless one is named.

        It is read once; later calls give the same object.
        """
        library = _frames.chosen(library or self._library)
        if (table, library) not in self._read:
            self._read[table, library] = _frames.read(self._parquet(table), library)
        return self._read[table, library]

    def units(self, table: str) -> dict[str, str]:
        """The units of the columns of a table that have one, such as `{"wait_s": "s"}`. Needs pyarrow."""
        return _frames.facts(self._parquet(table), "unit")

    def descriptions(self, table: str) -> dict[str, str]:
        """What the columns of a table are. Needs pyarrow."""
        return _frames.facts(self._parquet(table), "description")

    def close(self) -> None:
        """Removes the files, if they are temporary; what has been read stays."""
        if self._end is not None:
            self._end()

    def _parquet(self, table: str) -> Path:
        if table not in self.tables:
            raise FrameError(self._unknown(table))
        file = self.folder / f"{table}.parquet"
        if not file.is_file():
            raise FrameError(f"{table}: the files of this result are gone; read its tables before it is closed")
        return file

    def _unknown(self, table: str) -> str:
        return f"unknown table {table!r} (tables: {', '.join(self.tables)})"

    def __getattr__(self, name: str) -> Any:
        # What is being made or copied does not know its tables yet.
        if name.startswith("_") or "tables" not in self.__dict__:
            raise AttributeError(name)
        if name not in self.tables:
            raise AttributeError(self._unknown(name))
        return self.frame(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


class Result(Stored):
    """What comes of a run: its summary at once, and its tables when they are asked for.

    Each table is an attribute: `result.invocations`, `result.containers`, `result.nodes`, .. (`result.tables` names them); its
    columns are those of the reference, chapter *Results*.
    """

    FILE = "result.json"

    def __init__(self, folder: Path, settings: Mapping[str, Any], frames: str | None, scratch: Path | None) -> None:
        super().__init__(folder, frames, scratch)
        report = self.data["report"]
        #: What the run was made with: the parameters of its report, and what `set` says.
        self.parameters: dict[str, Any] = {**report["parameters"], **settings}
        #: Counts, causes and dates of the whole run; dates are seconds.
        self.summary: dict[str, Any] = report["summary"]
        #: The seed of its random numbers.
        self.seed: int = report["seed"]

    def page(self, file: str | os.PathLike[str]) -> Path:
        """Writes the report as an HTML page, which works without a network."""
        if not self._file.is_file():
            raise FrameError("the files of this result are gone; write its page before it is closed")
        code, said = call(["report", self._file, "--report", Path(file).absolute(), "--quiet"], self.folder)
        if code != 0:
            raise ScenarioError(said, code)
        return Path(file)

    def __repr__(self) -> str:
        counts = self.summary
        return f"<coldstart.Result: {counts['invocations']} invocations, {counts['cold_starts']} cold starts, seed {self.seed}>"


class StudyResult(Stored):
    """What comes of a study: means and intervals of its points at once, and its runs when they are asked for.

    The attribute `runs` is a table with a row a run: what is varied, its replication, and a column a figure.
    """

    FILE = "study.json"

    def __init__(self, folder: Path, frames: str | None, scratch: Path | None) -> None:
        super().__init__(folder, frames, scratch)
        #: The points: what is varied (`at`), and of each figure its mean and the half-width of its interval (`figures`).
        self.points: list[dict[str, Any]] = self.data["points"]
        #: The differences between points, if the study compares them.
        self.comparisons: list[dict[str, Any]] = self.data.get("comparisons", [])
        #: How often an interval covers the truth, such as 0.95.
        self.confidence: float = self.data["confidence"]
        #: The seed of its random numbers.
        self.seed: int = self.data["seed"]

    def __repr__(self) -> str:
        return f"<coldstart.StudyResult: {len(self.points)} points, {len(self.data['rows'])} runs, seed {self.seed}>"
