"""One run in SimPy, in the figures of examples/throughput/measurement.rs."""

import argparse
import json
import resource
import time


def run(world, until):
    """Runs to the end of an event; how many seconds that took, and how many the processor worked for it."""
    start, worked = time.perf_counter(), time.process_time()
    world.run(until=until)
    return time.perf_counter() - start, time.process_time() - worked


def tell(workload, world, seconds, invocations, cold_starts):
    wall_seconds, cpu_seconds = seconds
    print(
        json.dumps(
            {
                "workload": workload,
                "invocations": invocations,
                "cold_starts": cold_starts,
                "simulated_seconds": world.now,
                "wall_seconds": wall_seconds,
                "cpu_seconds": cpu_seconds,
                "invocations_per_second": invocations / wall_seconds,
                # Linux counts in kibibytes.
                "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )
    )


def numbers(*names):
    """The arguments of the program, each a whole number from 1 on."""

    def positive(text):
        number = int(text)
        if number < 1:
            raise ValueError
        return number

    # argparse names the type in its message.
    positive.__name__ = "number from 1 on"
    parser = argparse.ArgumentParser()
    for name in names:
        parser.add_argument(name, type=positive)
    arguments = parser.parse_args()
    return [getattr(arguments, name) for name in names]
