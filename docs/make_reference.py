"""Writes docs/reference.md from the public headers: every function with its signature and the comment that stands with it.

It also holds the headers to their promise: a public function without a comment, of its own or of its group, is an error.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADERS = ["base", "money", "time", "id", "table", "arrow", "pricing/rulebook", "pricing/quote", "pricing/backtest", "kpi/plan", "kpi/state", "kpi/change", "kpi/sketch", "store", "pricing/usage", "inventory", "inventory/costing", "inventory/picking", "inventory/routing", "json", "host"]


def plain(comment: str) -> str:
    lines = [re.sub(r"^\s*/?\*+/?\s?", "", line).rstrip() for line in comment.replace("*/", "").split("\n")]
    return "\n".join(lines).strip()


def sections(text: str):
    """Comments and declarations in order: ("comment", text) and ("function", signature, trailing comment); "gap" is an empty line."""
    position = 0
    token = re.compile(
        r"(?P<comment>/\*.*?\*/)|(?P<function>^ECO_(?:API|CHECK)\b.*?;(?:[ \t]*/\*.*?\*/)?)|(?P<gap>\n[ \t]*\n)|(?P<end>^\}[^\n]*;)",
        re.S | re.M)
    for match in token.finditer(text, position):
        yield match.lastgroup, match.group(match.lastgroup)


def functions(text: str):
    """(signature, comment) of each function; a comment speaks for all functions below it until an empty line."""
    comment = ""
    for kind, body in sections(text):
        if kind == "comment":
            comment = plain(body)
        elif kind in ("gap", "end"):
            comment = ""  # what stood in a struct's fields does not speak for what follows it
        elif kind == "function":
            declaration, _, trailing = body.partition("/*")
            signature = re.sub(r"\s+", " ", declaration).strip()
            signature = re.sub(r"^ECO_(API|CHECK) ", "", signature)
            yield signature, plain(trailing) or comment


def main() -> int:
    out = ["# Reference", "", "Made from the headers by `./dev docs`; the headers are the specification.", ""]
    bare = []
    for name in HEADERS:
        path = ROOT / "include" / "ecomops" / f"{name}.h"
        text = path.read_text(encoding="utf-8")
        first = plain(re.match(r"/\*.*?\*/", text, re.S).group(0))
        out += [f"## {name}.h", "", first.split("\n")[0].split(" - ", 1)[-1], ""]
        for signature, comment in functions(text):
            function = re.search(r"(\w+)\(", signature).group(1)
            if not comment and not function.endswith(("_name", "_free", "_retain")):
                bare.append(f"{name}.h: {function}")
            out += ["```c", signature, "```"]
            if comment:
                out += ["", " ".join(comment.split())]
            out.append("")
    if bare:
        print("public functions without a comment:\n  " + "\n  ".join(bare), file=sys.stderr)
        return 1
    (ROOT / "docs" / "reference.md").write_text("\n".join(out), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
