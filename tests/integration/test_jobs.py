"""The runner: a job that fails comes back, and says what failed without anybody's data."""

from __future__ import annotations

import logging

import pytest

from kraamzorg_app.domain.permissions import JOB_PERMISSIONS
from kraamzorg_app.jobs import runner
from kraamzorg_app.jobs import send_outbox as one_job
from kraamzorg_app.jobs.watched import Watched


@pytest.mark.usefixtures("env")
def test_a_fault_ends_one_run_only_and_its_words_stay_out_of_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    def fails() -> None:
        runs.append(1)
        raise ValueError("sanne@client.test")

    monkeypatch.setattr(one_job, "run", fails)
    watched = Watched(one_job)
    with caplog.at_level(logging.ERROR):
        assert not watched()
        assert not watched()
    assert len(runs) == 2
    assert "job send_outbox failed: ValueError in fails" in caplog.text
    assert "sanne" not in caplog.text


def test_every_job_of_the_runner_has_one_permission_of_its_own() -> None:
    names = [job.__name__.rpartition(".")[2].upper() for job in runner.JOBS]
    assert len(set(names)) == len(names)
    granted = [JOB_PERMISSIONS[name] for name in names]
    assert all(
        permissions == {f"JOB_{name}"} for name, permissions in zip(names, granted, strict=True)
    )
    assert one_job in runner.JOBS


@pytest.mark.usefixtures("cast")
def test_each_job_runs_and_runs_again() -> None:
    for _ in range(2):
        for job in runner.JOBS:
            job.run()
