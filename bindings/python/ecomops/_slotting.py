"""Which goods lie near in a warehouse?"""

from __future__ import annotations

from . import _native
from ._costing import one_batch
from ._table import Table


def slot(skus: object, bins: object) -> Table:
    """Gives each SKU a bin, so that the way to all picks is shortest: the fastest to the nearest.

    skus: a frame or dict of columns ``sku``, ``velocity`` (how often it is picked), and, if there is one, ``bin`` (where it lies now).
    bins: a frame or dict of columns ``bin``, ``distance`` (whole numbers, from the packing place), and, if there is one, ``capacity`` (SKUs; else 1).

    A row for each SKU, the fastest first: ``sku``, ``velocity``, ``bin`` (None beyond all bins), ``distance``, and ``bin_before`` and
    ``distance_before``. The notes ``way`` and ``way_before`` are the sums of velocity x distance. Raises Exists for a SKU or bin that is there twice,
    NotFound for a bin that is not in ``bins``.
    """
    return Table(_native.eco_inventory_slot(one_batch(skus, "skus"), one_batch(bins, "bins")))
