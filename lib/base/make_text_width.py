"""Writes text_width_ranges.inc: the characters that take no column of a terminal, or two, from Python's copy of the Unicode database.

None: marks that combine (Mn, Me) and format controls (Cf) but the soft hyphen, and the vowels and finals of Hangul syllables that are spelt out.
Two: East Asian Width W and F, and all of the CJK planes, whose characters are wide before they are assigned.
"""
import pathlib
import unicodedata


def width(code: int) -> int:
    char = chr(code)
    if code != 0xAD and (unicodedata.category(char) in ("Mn", "Me", "Cf") or 0x1160 <= code <= 0x11FF):
        return 0
    cjk = 0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0x20000 <= code <= 0x2FFFD or 0x30000 <= code <= 0x3FFFD
    is_free = unicodedata.category(char) == "Cn"  # Python calls what is not assigned fullwidth
    return 2 if cjk or (not is_free and unicodedata.east_asian_width(char) in ("W", "F")) else 1


def ranges():
    """(first, last, width) where it is not 1; what is not assigned goes with what stands before it, so that there are fewer."""
    out = []
    for code in range(0x300, 0x110000):
        is_free = unicodedata.category(chr(code)) == "Cn"
        here = width(code)
        if out and out[-1][1] == code - 1 and (out[-1][2] == here or (is_free and here == 1 and out[-1][3] < 16)):
            out[-1][1] = code
            out[-1][3] = out[-1][3] + 1 if is_free and here == 1 else 0
        elif here != 1:
            out.append([code, code, here, 0])
    return [(first, last - free, kind) for first, last, kind, free in out]


lines = [f"/* Made by make_text_width.py from Unicode {unicodedata.unidata_version}: do not edit. */"]
row = ""
for first, last, kind in ranges():
    item = f"{{0x{first:X}, 0x{last:X}, {kind}}}, "
    if len(row) + len(item) > 128:
        lines.append(row.rstrip())
        row = ""
    row += item
lines.append(row.rstrip())
pathlib.Path(__file__).with_name("text_width_ranges.inc").write_text("\n".join(lines) + "\n")
