"""The workload B of examples/throughput in SimPy: a process for each client and for each invocation.

Usage: python benches/peers/simpy_queue.py SPAN

A body holds a core from the start of its container on. First fit over cores and memory is no resource of SimPy, so the
service is plain Python that answers requests with events. Nothing is evicted: with a hundred functions there is always a
container of each.
"""

import bisect
import random

import measurement
import simpy

FUNCTIONS = 100
RATE = 10.0
NODES = 100
CORES = 4
CONTAINERS = 32
SERVICE = 0.1
STARTUP = 0.5
KEEP_ALIVE = 600.0


class Container:
    def __init__(self, function, node):
        self.function = function
        self.node = node
        self.started = False
        self.expiry = None


class Node:
    def __init__(self):
        self.cores = CORES
        self.room = CONTAINERS
        self.idle = [[] for _ in range(FUNCTIONS)]


class Service:
    def __init__(self, world):
        self.world = world
        self.nodes = [Node() for _ in range(NODES)]
        self.open = list(range(NODES))  # the nodes with a free core, in order
        self.idle = [0] * FUNCTIONS
        self.waiting = []
        self.present = 0
        self.invocations = 0
        self.cold_starts = 0

    def request(self, function):
        self.present += 1
        granted = self.world.event()
        self.waiting.append((function, granted))
        self.serve()
        return granted

    def release(self, container):
        self.present -= 1
        self.invocations += 1
        container.expiry = self.world.timeout(KEEP_ALIVE, container)
        container.expiry.callbacks.append(self.expire)
        node = self.nodes[container.node]
        node.idle[container.function].append(container)
        self.idle[container.function] += 1
        node.cores += 1
        if node.cores == 1:
            bisect.insort(self.open, container.node)
        self.serve()

    def expire(self, expiry):
        container = expiry.value
        node = self.nodes[container.node]
        node.idle[container.function].remove(container)
        self.idle[container.function] -= 1
        node.room += 1
        self.serve()

    def serve(self):
        """Places the invocations that can be placed, in order of arrival."""
        turn = 0
        while turn < len(self.waiting) and self.open:
            function, granted = self.waiting[turn]
            container = self.take_idle(function) or self.create(function)
            if container is None:
                turn += 1
                continue
            del self.waiting[turn]
            self.take_core(container.node)
            granted.succeed(container)

    def take_idle(self, function):
        """An idle container on the first node with a free core."""
        if self.idle[function] == 0:
            return None
        for node in self.open:
            idle = self.nodes[node].idle[function]
            if idle:
                self.idle[function] -= 1
                container = idle.pop()
                # SimPy takes no event back; without its callback it does nothing.
                container.expiry.callbacks.clear()
                return container
        return None

    def create(self, function):
        for node in self.open:
            if self.nodes[node].room > 0:
                self.nodes[node].room -= 1
                self.cold_starts += 1
                return Container(function, node)
        return None

    def take_core(self, node):
        self.nodes[node].cores -= 1
        if self.nodes[node].cores == 0:
            self.open.remove(node)


def invocation(world, service, function, stream):
    container = yield service.request(function)
    if not container.started:
        yield world.timeout(STARTUP)
        container.started = True
    yield world.timeout(stream.expovariate(1 / SERVICE))
    service.release(container)


def client(world, service, function, span, stream):
    while True:
        gap = stream.expovariate(RATE)
        if world.now + gap > span:
            return
        yield world.timeout(gap)
        world.process(invocation(world, service, function, stream))


def end(world, service, clients):
    """Ends with the last invocation."""
    yield world.all_of(clients)
    while service.present > 0:
        yield world.timeout(0.01)


def main():
    (span,) = measurement.numbers("SPAN")
    world = simpy.Environment()
    service = Service(world)
    stream = random.Random(42)
    clients = [world.process(client(world, service, function, span, stream)) for function in range(FUNCTIONS)]
    seconds = measurement.run(world, until=world.process(end(world, service, clients)))
    measurement.tell(f"B in SimPy (span {span:g} s)", world, seconds, service.invocations, service.cold_starts)


main()
