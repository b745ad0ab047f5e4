"""Eight processes fight for 1,000 units in one SQLite file. A buyer who asks again asks with the same key, so nobody buys twice, and nothing is oversold."""

import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import ecomops as eco

PROCESSES, BUYERS = 8, 500


def sell(address: str, seller: int) -> int:
    """One process: a store of its own, on the same file."""
    sold = 0
    with eco.Store(address) as store:
        stock = store.inventory()
        for buyer in range(BUYERS):
            try:
                stock.hold("PHONE", 1, key=(seller, buyer), expires=timedelta(minutes=15))
                sold += 1
            except eco.Insufficient as short:
                print(f"seller {seller}: {short}")
                break
    return sold


def main(address: str) -> None:
    with eco.Store(address) as store:
        stock = store.inventory()
        stock.receive("PHONE", 1000, key="receipt 1")
        spawn = multiprocessing.get_context("spawn")  # SQLite must not be carried across a fork
        with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
            sold = sum(pool.map(partial(sell, address), range(1, PROCESSES + 1)))
        stock.audit()  # proves it
        print(f"{sold:,} held, {stock.level('PHONE').available} left, audit clean")

        # A buyer pays: the hold becomes a sale, and the goods leave. Others never pay: their holds are lost at the deadline.
        stock.commit((1, 0), key="payment 1")
        stock.issue(hold=(1, 0), key="parcel 1")
        later = eco.now() + timedelta(minutes=16)
        print(f"{stock.level('PHONE', at=later).available} free in 16 minutes")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:{Path(folder) / 'flash.db'}")
