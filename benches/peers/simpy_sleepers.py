"""The workload S of examples/throughput in SimPy: processes that sleep ten times each.

Usage: python benches/peers/simpy_sleepers.py ALIVE RESUMES
"""

import measurement
import simpy

SLEEPS = 10
MASK = (1 << 64) - 1


def length(number, turn):
    """Scattered over a second, as in examples/throughput/sleepers.rs."""
    mixed = (number * SLEEPS + turn + 1) * 0x9E3779B97F4A7C15 & MASK
    return ((mixed ^ (mixed >> 29)) % 1_000_000_000) * 1e-9


def sleeper(world, number):
    for turn in range(SLEEPS):
        yield world.timeout(length(number, turn))


def parent(world, alive, generations):
    for _ in range(generations):
        sleepers = [world.process(sleeper(world, number)) for number in range(alive)]
        for one in sleepers:
            yield one


def main():
    alive, resumes = measurement.numbers("ALIVE", "RESUMES")
    generations = -(-resumes // (alive * SLEEPS))
    world = simpy.Environment()
    done = world.process(parent(world, alive, generations))
    seconds = measurement.run(world, until=done)
    measurement.tell(f"S in SimPy ({alive} alive)", world, seconds, generations * alive * SLEEPS, 0)


main()
