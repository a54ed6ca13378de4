"""QR codes (ISO/IEC 18004) as SVG, drawn as one outline of one unit per module."""

from __future__ import annotations

import re

import zxingcpp

QUIET_ZONE = 4  # modules; ISO/IEC 18004, 9.1
_DARK = re.compile(rb"\x00+")


def svg(text: str) -> str:
    """The QR code of `text` (error correction M) without its quiet zone, for a page that leaves it white."""
    side, path = _outline(text)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>'


def svg_on_white(text: str, *, scale: int) -> str:
    """The QR code of `text` on its own white ground, `scale` pixels per module: it is read in the dark theme too."""
    side, path = _outline(text)
    whole = side + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole * scale}" height="{whole * scale}" '
        f'viewBox="-{QUIET_ZONE} -{QUIET_ZONE} {whole} {whole}">'
        f'<path fill="#fff" d="M-{QUIET_ZONE}-{QUIET_ZONE}h{whole}v{whole}h-{whole}z"/><path d="{path}"/></svg>'
    )


def _outline(text: str) -> tuple[int, str]:
    """The modules on a side, and the path around the dark ones, a rectangle for each run of a row."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    pixels = memoryview(code.to_image(scale=1, add_quiet_zones=False))
    side, cells = len(pixels), pixels.tobytes()
    rows = (cells[start : start + side] for start in range(0, side * side, side))
    return side, "".join(
        f"M{run.start()} {y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(rows)
        for run in _DARK.finditer(row)
    )
