"""Serves the kpi workloads of a peer to bench/run.

A peer has a class with `load(table, has_text_ids)`, where the Arrow table becomes what it works on best, before any clock starts, `ways`: for each question
the ways in which it can be asked, and `free()`. A way returns plain rows, as rows_of makes them of our answer. `check` compares those of all ways with ours,
exactly but for quotients, and keeps the fastest way for `run`.
"""
import datetime
import decimal
import gc
import json
import math
import pathlib
import subprocess
import sys
import time

import pyarrow as pa

THREADS = 2
MEMORY_A_ROW = 300  # bytes that a question about a large log may take

TYPES = {"int64": pa.int64(), "time": pa.timestamp("us"), "utf8": pa.large_utf8()}


# ---- the log -----------------------------------------------------------------------------------------------------------------------


def buffer_of(path):
    return pa.memory_map(str(path)).read_buffer() if path.stat().st_size else pa.py_buffer(b"")


def column_of(about, rows, folder):
    def buffer(kind):
        return buffer_of(folder / f"{about['name']}.{kind}")

    valid = buffer("valid") if about["has_nulls"] else None
    if about["type"] == "code":
        codes = pa.Array.from_buffers(pa.int32(), rows, [valid, buffer("values")])
        return pa.DictionaryArray.from_arrays(codes, pa.array(about["dictionary"]))
    buffers = [valid, buffer("values")] + ([buffer("bytes")] if about["type"] == "utf8" else [])
    return pa.Array.from_buffers(TYPES[about["type"]], rows, buffers)


def table_of(file):
    folder = pathlib.Path(file["folder"])
    return pa.table({about["name"]: column_of(about, file["rows"], folder) for about in file["columns"]})


# ---- answers -----------------------------------------------------------------------------------------------------------------------


def minor(amount):
    """A sum of money as minor units, a quotient of money as a number of them."""
    if isinstance(amount, float):
        return amount * 100
    units = decimal.Decimal(amount) * 100
    return int(units) if units == units.to_integral_value() else float(units)


def rows_of(question, answer):
    """Our table in the plain form that all peers give: tuples, quotients as floats."""
    if question == "daily":
        names = ("page_views", "visitors", "orders", "gmv", "aov", "pay_conversion_rate")
        rows = [(row["day"], *(row[name] for name in names)) for row in answer]
        return [(day, views, visitors, orders, minor(gmv), float(minor(aov)), float(rate)) for day, views, visitors, orders, gmv, aov, rate in rows]
    if question == "funnel":
        return [tuple(row["users"] for row in answer)]
    if question == "cohort":
        return sorted((row["cohort"], row["period"], row["users"]) for row in answer if row["users"])
    if question == "copurchase":
        return [(str(row["sku"]), str(row["other"]), row["baskets"]) for row in answer]
    if question == "last-touch":
        return sorted((row["channel"] or "", row["orders"], minor(row["amount"])) for row in answer if row["orders"])
    return [tuple(answer[0].values())]  # a single count


def is_equal(ours, theirs):
    if isinstance(ours, float):
        return math.isclose(ours, float(theirs), rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(ours, int):
        return ours == theirs
    return ours == (theirs.isoformat()[:10] if isinstance(theirs, datetime.date) else str(theirs))


def difference(ours, theirs):
    """"" where the answers are equal."""
    theirs = [tuple(row) for row in theirs]
    if len(ours) != len(theirs):
        return f"{len(ours)} rows, the peer has {len(theirs)}: {ours[:2]} and {theirs[:2]}"
    for our, their in zip(ours, theirs):
        if len(our) != len(their) or not all(map(is_equal, our, their)):
            return f"ours {our}, the peer's {their}"
    return ""


# ---- words -------------------------------------------------------------------------------------------------------------------------


def megabytes(name):
    line = next(line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def free_memory():
    line = next(line for line in pathlib.Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemAvailable"))
    return int(line.split()[1]) * 1024


def took(way):
    started = time.perf_counter()
    way()
    return time.perf_counter() - started


class Server:
    def __init__(self, make):
        self.make, self.peer, self.loaded = make, None, None
        self.asked, self.peaks = {}, {}  # by workload
        self.checked = {}  # by log and question: our answer, and the fastest way

    def load(self, file):
        if self.loaded != file["folder"]:
            self.free()
            self.peer = self.make(table_of(file), file["has_text_ids"])
            self.loaded = file["folder"]
            gc.collect()

    def free(self):
        if self.peer:
            self.peer.free()
        self.peer = self.loaded = None
        gc.collect()

    def offers(self, workload):
        """Curves where memory is enough for the log and the question."""
        family, size = workload.split("/")[1], workload.split("/")[-1]
        is_possible = family != "curve" or int(size[:-1]) * 1_000_000 * MEMORY_A_ROW < free_memory()
        return {"offers": is_possible and (family != "curve" or self.make.has_curve)}

    def check(self, workload, path):
        file = json.loads(pathlib.Path(path).read_text())
        ours, key = rows_of(file["question"], file["answer"]), (file["folder"], file["question"])
        self.load(file)
        if self.checked.get(key, (None,))[0] != ours:  # memory asks what was asked before
            name, why = self.fastest(file["question"], ours)
            if why:
                return {"equal": False, "why": f"{name}: {why}"}
            self.checked[key] = (ours, name)
        self.asked[workload] = (path, file["question"], self.checked[key][1])
        return {"equal": True, "why": "", "way": self.checked[key][1]}

    def fastest(self, question, ours):
        """The way that is fastest, of those of a question; or one that gives another answer, and why."""
        times = {}
        for name, way in self.peer.ways[question].items():
            why = difference(ours, way())
            if why:
                return name, why
            times[name] = min(took(way), took(way))
        return min(times, key=times.get), ""

    def run(self, workload, seconds):
        path, question, name = self.asked[workload]
        if workload.split("/")[1] == "memory":
            if workload not in self.peaks:
                words = [sys.executable, sys.argv[0], "peak", path, question, name]
                self.peaks[workload] = float(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)
            return {"value": self.peaks[workload]}
        way, passed, done = self.peer.ways[question][name], 0.0, 0
        while passed < float(seconds) or not done:
            passed += took(way)
            done += 1
        return {"value": passed / done * 1000}

    def end(self, workload):
        if workload.split("/")[1] == "curve":
            self.free()
        self.asked.pop(workload, None)
        return {}


def peak(make, path, question, name):
    """What a question takes beyond the log, at its peak, in a process that has done nothing else."""
    file = json.loads(pathlib.Path(path).read_text())
    peer = make(table_of(file), file["has_text_ids"])
    gc.collect()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    before = megabytes("VmRSS")
    peer.ways[question][name]()
    return megabytes("VmHWM") - before


def main(make):
    if sys.argv[1:2] == ["peak"]:
        print(peak(make, *sys.argv[2:]))
        return
    server = Server(make)
    for line in sys.stdin:
        command, *words = line.split()
        print(json.dumps(getattr(server, command)(*words)), flush=True)
