"""Simulates serverless (FaaS) platforms.

>>> import coldstart
>>> result = coldstart.run("photos.json", seed=7)      # doctest: +SKIP
>>> result.summary["cold_starts"]                      # doctest: +SKIP
1
>>> result.invocations.groupby("function").wait_s.mean()  # doctest: +SKIP

A scenario and a study are what the command `coldstart run` and `coldstart sweep` take: a file, or the same as a dict. The command
comes with this package and does the work; the tables that it writes are read when they are first asked for.
"""

from __future__ import annotations

from ._errors import FrameError, RunFailed, ScenarioError
from ._result import Result, StudyResult
from ._run import run, sweep

__all__ = ["FrameError", "Result", "RunFailed", "ScenarioError", "StudyResult", "run", "sweep"]
