"""Runs and studies."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ._command import call
from ._errors import RunFailed, ScenarioError
from ._files import Given, scenario_file, setting, study_file
from ._frames import chosen
from ._result import Result, StudyResult

_Found = TypeVar("_Found", Result, StudyResult)


def run(
    scenario: Given,
    *,
    seed: int | None = None,
    replication: int | None = None,
    record: str | None = None,
    horizon: str | None = None,
    set: Mapping[str, Any] | None = None,
    checks: Iterable[str] = (),
    frames: str | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> Result:
    """Runs a scenario.

    :param scenario: The path of a scenario file, JSON or TOML, or the same as a dict. Paths of traces in a dict are relative to
        the working folder.
    :param seed: The seed of the random numbers, unless the scenario has its own; by default 42.
    :param replication: The run that is this replication of a study, from 0 on.
    :param record: How much to keep: `"full"`, `"sampled=N"` or `"summary"`.
    :param horizon: The date at which the simulation is over, such as `"2h"`.
    :param set: What to set in the scenario, by the names of the command: `{"nodes": 4, "memory of resize": "1GB"}`.
    :param checks: What has to hold, such as `["p99 < 500ms"]`.
    :param frames: The library of the tables: `"pandas"`, `"polars"` or `"pyarrow"`; by default the first that is installed.
    :param folder: Where to keep the files; by default in a temporary folder, which is removed with the result.
    :raises ScenarioError: If the scenario or an argument makes no sense; nothing is written then.
    :raises RunFailed: If the run ended early or a check failed; the error has the result.
    """
    settings = dict(set or {})
    options = _options(seed=seed, replication=replication, record=record, horizon=horizon)
    options += [f"--set={name}={setting(value)}" for name, value in settings.items()]
    options += [f"--check={check}" for check in checks]

    def arguments(given: Path, made: Path) -> list[str | Path]:
        return ["run", scenario_file(scenario, given), *options, "--json", made / Result.FILE, "--parquet", made]

    return _made(arguments, Result.FILE, folder, frames, lambda files, scratch: Result(files, settings, frames, scratch))


def sweep(
    study: Given,
    *,
    vary: Mapping[str, str | Sequence[Any]] | None = None,
    replications: int | None = None,
    figures: Iterable[str] = (),
    compare: str | None = None,
    precision: str | None = None,
    most: int | None = None,
    seed: int | None = None,
    record: str | None = None,
    horizon: str | None = None,
    jobs: int | None = None,
    out: str | os.PathLike[str] | None = None,
    frames: str | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> StudyResult:
    """Runs a study: a scenario with several values of some quantities, each with several replications.

    :param study: The path of a study, or the same as a dict, whose `scenario` may be a dict, too; or a scenario, with `vary` and
        `replications`.
    :param vary: What is varied besides: `{"nodes": "1..16", "scheduler": ["fcfs", "least_loaded"]}`.
    :param replications: How often each point is run.
    :param figures: What is measured, such as `["p99", "cold_start_rate"]`.
    :param compare: The name of what is varied whose values are compared, each with the first one.
    :param precision: When a point has enough replications, such as `"2%"`.
    :param most: How many replications a point has at most then.
    :param seed: As of :func:`run`, and so are `record`, `horizon`, `frames` and `folder`.
    :param jobs: How many runs are made at once; by default as many as there are cores.
    :param out: A folder that keeps what comes of each run: what is there is not run again.
    :raises ScenarioError: If the study or an argument makes no sense; nothing is written then.
    :raises RunFailed: If a run failed or a precision was not reached; the error has the result.
    """
    options = _options(replications=replications, compare=compare, precision=precision, seed=seed, record=record, horizon=horizon, jobs=jobs)
    options += [] if most is None else [f"--most-replications={most}"]
    options += [f"--sweep={name}={_values(values)}" for name, values in (vary or {}).items()]
    options += [f"--figure={figure}" for figure in figures]
    options += [] if out is None else [f"--out={os.fspath(out)}"]

    def arguments(given: Path, made: Path) -> list[str | Path]:
        return ["sweep", "run", study_file(study, given), *options, "--json", made / StudyResult.FILE, "--parquet", made]

    return _made(arguments, StudyResult.FILE, folder, frames, lambda files, scratch: StudyResult(files, frames, scratch))


def _options(**options: Any) -> list[str]:
    return [f"--{name}={value}" for name, value in options.items() if value is not None]


def _values(values: str | Sequence[Any]) -> str:
    return values if isinstance(values, str) else ",".join(map(setting, values))


def _made(
    arguments: Callable[[Path, Path], list[str | Path]],
    file: str,
    folder: str | os.PathLike[str] | None,
    frames: str | None,
    found: Callable[[Path, Path | None], _Found],
) -> _Found:
    """Calls the command, and reads what it has written: all of its files, or none."""
    if frames is not None:
        chosen(frames)
    scratch = Path(tempfile.mkdtemp(prefix="coldstart-"))
    given: Path = scratch / "given"
    made: Path = scratch / "made"
    try:
        given.mkdir()
        made.mkdir()
        code, said = call([*arguments(given, made), "--quiet"], given)
        if not (made / file).is_file():
            raise ScenarioError(said, code)
        if folder is None:
            result = found(made, scratch)
        else:
            _keep(made, Path(folder))
            result = found(Path(folder).absolute(), None)
            _remove(scratch)
    except BaseException:
        _remove(scratch)
        raise
    if code != 0:
        raise RunFailed(said, code, result)
    return result


def _keep(made: Path, folder: Path) -> None:
    """Puts files into a folder, each of them whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(made.iterdir()):
        part = folder / f".{file.name}.part"
        shutil.copyfile(file, part)
        os.replace(part, folder / file.name)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
