"""A server of HyperQueue with two workers of one core, until it is ended.

USR1 cuts the connection of a worker that runs something: to the server that is a worker whose machine is gone. Another one comes in
its place.
"""

import json
import os
import pathlib
import signal
import socket
import sys
import time

from hyperqueue.cluster import LocalCluster, WorkerConfig

folder = sys.argv[1]
cluster = LocalCluster(server_dir=folder)
ONE_CORE = WorkerConfig(cores=1)


def children():
    """The tasks that run now, and are not waited for."""
    found = set()
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == os.getpid() and state != "Z":
            found.add(stat.parent.name)
    return found


def connections():
    """The ends of connections with the server that workers have."""
    port = json.loads(pathlib.Path(folder, "hq-current", "access.json").read_text())["worker"]["port"]
    for number in os.listdir("/proc/self/fd"):
        try:
            end = socket.socket(fileno=os.dup(int(number)))
            peer = end.getpeername()
        except OSError:
            continue
        if isinstance(peer, tuple) and peer[1] == port:
            yield end


def lose_a_worker(*_):
    before = children()
    # One that was idle is no loss.
    for end in connections():
        end.shutdown(socket.SHUT_RDWR)
        cluster.start_worker(ONE_CORE)
        time.sleep(0.2)
        if before - children():
            print("a worker is lost", flush=True)
            return


signal.signal(signal.SIGUSR1, lose_a_worker)
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
cluster.start_worker(ONE_CORE)
cluster.start_worker(ONE_CORE)
while True:
    signal.pause()
