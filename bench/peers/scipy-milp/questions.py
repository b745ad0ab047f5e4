"""Serves the routing workloads with scipy.optimize.milp (HiGHS): for each location whether it ships and how many parcels, for each line and location how many units.

Matrices are made before any clock starts. `check` solves the first orders and compares what it costs with our plan's.
"""
import json
import pathlib
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array


CHECKED = 40  # orders: some with parcels take seconds


def way(order, place):
    """What a parcel's way costs, rounded half up."""
    return (order["per_km"] * place["metres"] + 500) // 1000


class Problem:
    def __init__(self, order):
        places, lines = order["places"], order["lines"]
        units = [(i, int(k), available, price + places[int(k)]["unit"]) for i, line in enumerate(lines) for k, available, price in line["stock"]]
        uses, parcels = len(units), len(units) + len(places)  # the first columns of each kind
        size = parcels + len(places)
        self.cost = np.array(
            [price for _, _, _, price in units]
            + [place["order"] + order["split"] for place in places]
            + [place["parcel"] + way(order, place) for place in places],
            dtype=float,
        )
        self.less = order["split"]  # the first location is no split
        quantities = [line["quantity"] for line in lines]
        upper = [min(available, quantities[i]) for i, _, available, _ in units] + [1] * len(places) + [sum(quantities)] * len(places)
        self.bounds = Bounds(np.zeros(size), np.array(upper, dtype=float))
        rows = [([(at, 1.0) for at, unit in enumerate(units) if unit[0] == i], quantity, quantity) for i, quantity in enumerate(quantities)]
        for at, (i, k, available, _) in enumerate(units):  # only a location that is used ships
            rows.append(([(at, 1.0), (uses + k, -float(min(available, quantities[i])))], -np.inf, 0.0))
        for k in range(len(places)):  # a location that is used has a parcel, and parcels hold what is in them
            rows.append(([(parcels + k, 1.0), (uses + k, -1.0)], 0.0, np.inf))
            filled = [(at, 1.0 / lines[i]["per_parcel"]) for at, (i, place, _, _) in enumerate(units) if place == k and lines[i]["per_parcel"]]
            if filled:
                rows.append(([*filled, (parcels + k, -1.0)], -np.inf, 1e-9))
        data = [(value, row, column) for row, (cells, _, _) in enumerate(rows) for column, value in cells]
        values, row_of, column_of = zip(*data)
        matrix = coo_array((values, (row_of, column_of)), shape=(len(rows), size)).tocsr()
        self.constraints = LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])
        self.whole = np.ones(size)

    def solve(self):
        found = milp(self.cost, integrality=self.whole, bounds=self.bounds, constraints=self.constraints, options={"mip_rel_gap": 0})
        return round(found.fun) - self.less


class Server:
    def __init__(self):
        self.problems, self.next = {}, {}

    def offers(self, workload):
        return {"offers": workload.startswith("inventory/route/")}

    def check(self, workload, path):
        orders = json.loads(pathlib.Path(path).read_text())
        self.problems[workload], self.next[workload] = [Problem(order) for order in orders], 0
        for number, (order, problem) in enumerate(zip(orders[:CHECKED], self.problems[workload])):
            cost = problem.solve()
            if cost != order["cost"]:
                return {"equal": False, "why": f"order {number} costs {cost}, ours {order['cost']}"}
        return {"equal": True, "why": ""}

    def run(self, workload, seconds):
        problems, at, done = self.problems[workload], self.next[workload], 0
        started = time.perf_counter()
        while True:
            problems[at].solve()
            at, done = (at + 1) % len(problems), done + 1
            passed = time.perf_counter() - started
            if passed >= float(seconds):
                self.next[workload] = at
                return {"value": done / passed}

    def end(self, workload):
        self.problems.pop(workload, None)
        return {}


server = Server()
for line in sys.stdin:
    command, *words = line.split()
    print(json.dumps(getattr(server, command)(*words)), flush=True)
