"""One run in SimPy, in the figures of examples/throughput/measurement.rs."""

import json
import resource
import time


def run(world, until):
    """Runs to the end of an event; how many seconds that took."""
    start = time.perf_counter()
    world.run(until=until)
    return time.perf_counter() - start


def tell(workload, world, wall_seconds, invocations, cold_starts):
    print(
        json.dumps(
            {
                "workload": workload,
                "invocations": invocations,
                "cold_starts": cold_starts,
                "simulated_seconds": world.now,
                "wall_seconds": wall_seconds,
                "invocations_per_second": invocations / wall_seconds,
                # Linux counts in kibibytes.
                "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )
    )
