"""The command `hq`, as far as an engine uses it, by the client of the Python package."""

import argparse
import json
import os
import sys


def client():
    from hyperqueue.client import Client

    return Client(os.environ["HQ_SERVER_DIR"])


def numbers(array):
    for part in array.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def submit(options):
    from hyperqueue.job import Job
    from hyperqueue.task.task import ResourceRequest

    job = Job(name=options.name, max_fails=None)
    for number in numbers(options.array):
        resources = ResourceRequest(cpus=options.cpus)
        task = job.program(options.command, stdout=None, stderr=None, resources=resources)
        task.task_id = number
    print(json.dumps({"id": client().submit(job).id}))


class Told(Exception):
    """What is asked for has been told."""


def info(options):
    found = []

    def tell(jobs):
        found.append(jobs[options.job])
        raise Told

    try:
        client().connection.wait_for_jobs([options.job], tell)
    except Told:
        pass
    counts = found[0]
    waiting = counts["total"] - counts["finished"] - counts["failed"]
    stats = {"waiting": waiting, "running": 0, "finished": counts["finished"], "failed": counts["failed"]}
    print(json.dumps([{"info": {"id": options.job, "task_stats": stats}}]))


def main():
    parser = argparse.ArgumentParser("hq")
    commands = parser.add_subparsers(required=True)
    server = commands.add_parser("server").add_subparsers(required=True)
    server.add_parser("info").set_defaults(run=lambda _: client())
    submitting = commands.add_parser("submit")
    submitting.set_defaults(run=submit)
    for option in ["--name", "--array", "--cpus"]:
        submitting.add_argument(option, required=True)
    submitting.add_argument("--stdout", choices=["none"], required=True)
    submitting.add_argument("--stderr", choices=["none"], required=True)
    submitting.add_argument("--directives", choices=["off"], required=True)
    submitting.add_argument("--output-mode", choices=["json"], required=True)
    submitting.add_argument("command", nargs="+")
    job = commands.add_parser("job").add_subparsers(required=True)
    told = job.add_parser("info")
    told.set_defaults(run=info)
    told.add_argument("--output-mode", choices=["json"], required=True)
    told.add_argument("job", type=int)
    options = parser.parse_args()
    try:
        options.run(options)
    except Exception as error:
        sys.exit(f"hq: {error}")


main()
