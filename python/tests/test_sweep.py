"""Studies: points with intervals, and a row a run."""

import json

import coldstart
import pytest

VARY = {"nodes": [1, 2], "container_startup_overhead": ["0s", "1s"]}


def test_a_study_of_a_scenario(at_random):
    study = coldstart.sweep(at_random, vary=VARY, replications=3, figures=["mean", "cold_start_rate"])
    assert [point["at"]["nodes"] for point in study.points] == [1, 1, 2, 2]
    assert repr(study) == "<coldstart.StudyResult: 4 points, 12 runs, seed 42>"
    runs = study.runs
    assert len(runs) == 12
    means = runs.groupby(["nodes", "container_startup_overhead"], sort=False).mean_s.mean()
    told = [point["figures"]["mean_s"]["mean"] for point in study.points]
    # The JSON file has six digits.
    assert list(means) == pytest.approx(told, rel=1e-5)
    # A start-up that takes a second takes nobody less.
    assert means[1, "1s"] > means[1, "0s"]


def test_a_study_as_a_dict_as_a_file_and_with_a_file(at_random, tmp_path):
    (tmp_path / "scenario.json").write_text(json.dumps(at_random))
    options = {"replications": 2, "figures": ["p99"], "sweep": {"nodes": "1..2"}, "seed": 7, "compare": "nodes"}
    (tmp_path / "study.json").write_text(json.dumps({"scenario": "scenario.json", **options}))
    studies = [
        coldstart.sweep({"scenario": at_random, **options}),
        coldstart.sweep({"scenario": tmp_path / "scenario.json", **options}),
        coldstart.sweep(tmp_path / "study.json"),
        coldstart.sweep(at_random, vary={"nodes": "1..2"}, replications=2, figures=["p99"], compare="nodes", seed=7),
    ]
    for study in studies:
        assert study.seed == 7
        assert len(study.points) == 2
        assert len(study.comparisons) == 1
        assert study.points == studies[0].points
        assert (study.folder / "runs.parquet").read_bytes() == (studies[0].folder / "runs.parquet").read_bytes()


def test_what_has_been_run_is_not_run_again(at_random, tmp_path):
    def study(replications):
        return coldstart.sweep(at_random, vary={"nodes": "1..2"}, replications=replications, out=tmp_path / "rows")

    one = study(2)
    kept = sorted((tmp_path / "rows" / "rows").iterdir())
    assert kept
    assert study(2).data == one.data
    assert sorted((tmp_path / "rows" / "rows").iterdir()) == kept
    assert len(study(3).runs) == 6


def test_a_mistake_leaves_nothing_behind(at_random, temporary):
    for options, message in [
        ({"vary": {"nods": "1..2"}}, "nods"),
        ({"vary": {"nodes": "1..2"}, "figures": ["p98"]}, "p98"),
        ({"vary": {"nodes": "1..2"}, "replications": 0}, "replications"),
    ]:
        with pytest.raises(coldstart.ScenarioError, match=message):
            coldstart.sweep(at_random, **options)
    assert list(temporary.iterdir()) == []


def test_a_precision_that_is_not_reached_still_has_the_result(at_random):
    with pytest.raises(coldstart.RunFailed) as caught:
        # A mean of three runs is never known to a millionth.
        coldstart.sweep(at_random, vary={"nodes": [1]}, replications=3, precision="0.0001%", figures=["mean"], most=3)
    assert len(caught.value.result.points) == 1
