"""A Dask scheduler with workers on this machine: processes of a session of their own, for as long as a run lasts."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from rnnanim.errors import RnnAnimError
from rnnanim.temporary import private_folder

_HUSHED = ("-W", "ignore:resource_tracker:UserWarning")  # Python's words on what a killed scheduler leaves to it
_LOST = 2  # workers that a task may lose before it has failed


@contextmanager
def started(workers: int) -> Iterator[str]:
    """Start a scheduler and `workers` workers, yield its address, and end them all.

    They end by themselves when this process does, however it does.

    Raises
    ------
    RnnAnimError
        If they do not start.
    """
    folder = str(private_folder())
    process = subprocess.Popen(
        [sys.executable, *_HUSHED, "-m", "rnnanim.render.local_cluster", str(workers), folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": folder},  # where we tidy up
        start_new_session=True,  # which Ctrl-C does not reach
        text=True,
    )
    try:
        assert process.stdout is not None
        if not (address := process.stdout.readline().strip()):
            raise RnnAnimError(f"--cluster local:{workers}: its scheduler ended before it was ready")
        yield address
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Kill the session: what it holds is of no use to anyone."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
    process.communicate()


# in the process of the scheduler


def serve(workers: int, folder: str) -> None:
    """Run a scheduler and workers, say the address on stdout, and go on until stdin ends."""
    Thread(target=_follow_parent, daemon=True).start()
    told = os.dup(1)
    os.dup2(2, 1)  # the workers must not hold it open, or write to it
    import dask.config
    from distributed import LocalCluster

    settings = {
        "temporary-directory": folder,
        "distributed.deploy.lost-worker-timeout": "10 days",  # until it gives up one that is being started again
        "distributed.scheduler.allowed-failures": _LOST,
        "distributed.scheduler.worker-saturation": 1.0,  # what a killed worker held was being drawn, and nothing else
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
    }
    with dask.config.set(settings):
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # without one it takes the port that Dask's dashboard has elsewhere
            scheduler_kwargs={"dashboard": False},
            memory_limit=None,
            silence_logs=logging.CRITICAL,
        )
        os.write(told, f"{cluster.scheduler_address}\n".encode())
        os.close(told)
        Event().wait()


def _follow_parent() -> None:
    """End the session when whoever started it is gone."""
    sys.stdin.buffer.read()
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
