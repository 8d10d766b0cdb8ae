"""Runs: from a scenario to its result, or to an error that leaves nothing behind."""

import json
import signal
import stat
from pathlib import Path

import coldstart
import pytest
from coldstart import _command

TRACE = Path(__file__).parents[2] / "examples" / "data" / "azure-functions-2019"


def bytes_of(result):
    return {file.name: file.read_bytes() for file in result.folder.iterdir()}


def test_a_run_has_a_summary_and_rows(photos):
    result = coldstart.run(photos)
    assert {key: result.summary[key] for key in ("invocations", "succeeded", "cold_starts", "hot_starts")} == {
        "invocations": 2,
        "succeeded": 2,
        "cold_starts": 1,
        "hot_starts": 1,
    }
    first, second = result.invocations.to_dict("records")
    assert (first["startup_s"], second["startup_s"]) == (0.5, 0)
    assert (first["body_s"], second["body_s"]) == (2, 2)
    assert second["requested_s"] == pytest.approx(first["completed_s"] + 1)
    assert result.seed == 42
    assert repr(result) == "<coldstart.Result: 2 invocations, 1 cold starts, seed 42>"


def test_a_file_is_the_same_as_a_dict(photos, tmp_path):
    file = tmp_path / "photos.json"
    file.write_text(json.dumps(photos))
    from_dict, from_path, from_text = (coldstart.run(given) for given in (photos, file, str(file)))
    assert bytes_of(from_dict) == bytes_of(from_path) == bytes_of(from_text)


def test_equal_seeds_give_equal_bytes(at_random):
    one, same, other = (coldstart.run(at_random, seed=seed) for seed in (7, 7, 8))
    assert len(bytes_of(one)) > 10
    assert bytes_of(one) == bytes_of(same)
    assert bytes_of(one)["invocations.parquet"] != bytes_of(other)["invocations.parquet"]
    again = coldstart.run(at_random, seed=7, replication=1)
    assert bytes_of(again)["invocations.parquet"] != bytes_of(one)["invocations.parquet"]


def test_quantities_are_set_with_units(photos):
    result = coldstart.run(photos, set={"nodes": 3, "memory of resize": "1GB", "container_startup_overhead": "250ms"})
    assert result.parameters == {"nodes": 3, "memory of resize": "1GB", "container_startup_overhead": "250ms"}
    assert len(result.nodes) == 3
    assert list(result.containers.memory_bytes) == [10**9]
    assert result.invocations.startup_s[0] == 0.25


def test_less_is_kept_if_less_is_asked_for(at_random):
    assert len(coldstart.run(at_random).invocations) == 20
    assert len(coldstart.run(at_random, record="summary").invocations) == 0
    assert coldstart.run(at_random, horizon="1us").summary["invocations"] == 0


def test_paths_of_traces_are_relative_to_the_working_folder(photos, monkeypatch):
    monkeypatch.chdir(TRACE.parent)
    photos["timeline"] = []
    photos["traces"] = [{"name": "day", "path": Path(TRACE.name), "image": "python", "until": "1h"}]
    from_here = coldstart.run(photos, record="summary", set={"nodes": 64}).summary
    photos["traces"][0]["path"] = str(TRACE)
    assert from_here == coldstart.run(photos, record="summary", set={"nodes": 64}).summary
    assert from_here["invocations"] > 100


def test_a_mistake_is_told_as_the_command_tells_it(photos, temporary, tmp_path):
    photos["service"]["head_host"] = "gatway"
    with pytest.raises(coldstart.ScenarioError) as caught:
        coldstart.run(photos, folder=tmp_path / "kept")
    assert caught.value.code == 2
    assert str(caught.value) == (
        "scenario.json: service.head_host: unknown host `gatway`; did you mean `gateway`? (hosts: gateway, worker)"
    )
    assert not (tmp_path / "kept").exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        ("nothing.json", {}, "nothing.json"),
        (None, {"seed": -1}, "seed"),
        (None, {"set": {"nods": 2}}, "nods"),
        (None, {"record": "all"}, "record"),
        ({"speed": float("nan")}, {}, "scenario.json"),
        ({"speed": object()}, {}, "object is no value of a scenario"),
    ],
)
def test_nonsense_leaves_nothing_behind(photos, temporary, given, options, message):
    with pytest.raises(coldstart.ScenarioError, match=message) as caught:
        coldstart.run(photos if given is None else given, **options)
    assert not isinstance(caught.value, coldstart.RunFailed)
    assert list(temporary.iterdir()) == []


def test_a_check_that_fails_still_has_the_result(photos):
    assert coldstart.run(photos, checks=["cold_starts < 2"]).summary["cold_starts"] == 1
    with pytest.raises(coldstart.RunFailed, match="cold_starts") as caught:
        coldstart.run(photos, checks=["cold_starts < 1"])
    assert caught.value.code == 1
    assert caught.value.result.summary["cold_starts"] == 1
    assert len(caught.value.result.invocations) == 2


def test_a_temporary_folder_goes_with_its_result(photos, temporary):
    result = coldstart.run(photos)
    assert [result.folder.parent] == list(temporary.iterdir())
    invocations = result.invocations
    result.close()
    assert list(temporary.iterdir()) == []
    assert result.invocations is invocations
    with pytest.raises(coldstart.FrameError, match="nodes: the files of this result are gone"):
        result.frame("nodes")
    with coldstart.run(photos) as result:
        assert len(result.nodes) == 1
    assert list(temporary.iterdir()) == []
    result = coldstart.run(photos)
    del result
    assert list(temporary.iterdir()) == []


def test_a_folder_that_is_given_keeps_the_files(photos, temporary, tmp_path):
    with coldstart.run(photos, folder=tmp_path / "runs" / "one") as result:
        assert list(temporary.iterdir()) == []
    assert len(result.invocations) == 2
    names = {file.name for file in (tmp_path / "runs" / "one").iterdir()}
    assert {"result.json", "invocations.parquet"} <= names
    assert not any(name.startswith(".") for name in names)


def test_a_page_is_written(photos, tmp_path):
    page = coldstart.run(photos).page(tmp_path / "photos.html")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(coldstart.ScenarioError, match="nowhere"):
        coldstart.run(photos).page(tmp_path / "nowhere" / "photos.html")


def test_a_command_that_is_killed_is_told(photos, temporary, tmp_path, monkeypatch):
    script = tmp_path / "coldstart"
    script.write_text("#!/bin/sh\nkill -KILL $$\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("coldstart._command.command", lambda: str(script))
    with pytest.raises(coldstart.ScenarioError, match="ended by signal 9") as caught:
        coldstart.run(photos)
    assert caught.value.code == -signal.SIGKILL
    assert list(temporary.iterdir()) == []


def test_without_the_package_the_command_is_looked_for_in_the_path(tmp_path, monkeypatch):
    monkeypatch.setattr(_command, "DISTRIBUTION", "no-such-distribution")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(coldstart.ScenarioError, match="there is no command `coldstart`"):
        _command.command.__wrapped__()
    script = tmp_path / "coldstart"
    script.write_text("")
    script.chmod(0o755)
    assert _command.command.__wrapped__() == str(script)
