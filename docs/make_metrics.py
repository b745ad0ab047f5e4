"""Writes docs/metrics.md, or with --check says whether it is what it should be, from what `ecomops kpi --list --output json` gives on standard input."""
import json
import pathlib
import sys

PAGE = pathlib.Path(__file__).resolve().parent / "metrics.md"


def page(metrics) -> str:
    out = ["# Metrics", "", "Made by `./dev docs` from what the library says of itself (`eco_kpi_metrics`, `ecomops kpi --list`, `ecomops.kpi_metrics()`).",
           "Names may stand in arithmetic with a name of its own: `gmv / visitors as visitor_value`.", ""]
    for metric in metrics:
        cell = {name: str(value).replace("|", "\\|") for name, value in metric.items()}
        out += [f"### {cell['name']}", "", f"{cell['label']}, {cell['label_zh']}. {cell['definition']}", ""]
        formula = f", `{cell['formula']}`" if cell["formula"] != cell["name"] else ""
        out += [f"{cell['unit']}{formula}; from {cell['sources']}.", ""]
    return "\n".join(out)


def main() -> int:
    text = page(json.load(sys.stdin))
    if sys.argv[1:] == ["--check"]:
        if PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE.name} is not what the library says; run ./dev docs", file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
