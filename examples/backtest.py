"""What would 每满300减50 have cost on last year's orders, against 满300减30 as it was?

Without an argument: on orders made up here. With one: on the CSV of the Online Retail data set (online_retail.csv or .csv.xz), in GBP.
"""

import lzma
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import ecomops as eco
import polars as pl


def spend(currency: str, off: int, repeats: bool) -> eco.Rulebook:
    tiers = [eco.Tier(from_amount=300, off=off)]
    return eco.Rulebook(currency=currency, promotions=[eco.Promotion("spend", stage="shop", repeats=repeats, tiers=tiers)])


def made_up() -> pl.DataFrame:
    start, rows = datetime(2025, 1, 1, tzinfo=timezone.utc), range(30_000)
    return pl.DataFrame(
        {
            "order_id": [f"{row // 3}" for row in rows],
            "at": [start + timedelta(minutes=51 * (row // 3)) for row in rows],
            "sku": [f"SKU-{row * 7919 % 500}" for row in rows],
            "quantity": [row % 4 + 1 for row in rows],
            "unit": pl.Series([row * 104_729 % 30_000 + 99 for row in rows]).cast(pl.Decimal(12, 0)) / 100,
        }
    ).with_columns(pl.col("unit").cast(pl.Decimal(12, 2)))


def online_retail(path: Path) -> pl.DataFrame:
    text = path.read_bytes()
    if path.suffix == ".xz":
        text = lzma.decompress(text)
    orders = pl.read_csv(text, schema_overrides={"InvoiceNo": pl.String, "StockCode": pl.String, "UnitPrice": pl.Decimal(12, 3)})
    return orders.select(
        pl.col("InvoiceNo").alias("order_id"),
        pl.col("InvoiceDate").str.to_datetime("%Y-%m-%d %H:%M:%S").alias("at"),
        pl.col("StockCode").alias("sku"),
        pl.col("Quantity").alias("quantity"),
        pl.col("UnitPrice").alias("unit"),
        pl.col("InvoiceNo").str.starts_with("C").alias("cancelled"),
        pl.col("Country").alias("country"),
    )


orders, currency = (online_retail(Path(sys.argv[1])), "GBP") if len(sys.argv) > 1 else (made_up(), "CNY")
result = eco.backtest(
    orders,
    was=spend(currency, 30, repeats=False),
    now=spend(currency, 50, repeats=True),
    rename={"order_id": "order"},
    progress=True,
)
print(result)
print(result.days.to_polars().filter(pl.col("rulebook") == 1).sort("discount", descending=True).head(5))  # the days that cost most
