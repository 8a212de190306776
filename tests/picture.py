"""The picture of the network: the page as headless Chromium draws it, as a PNG of at most 256 colours.

A picture in all colours would be three times as large; the colours that are left are the most frequent ones.
"""

import base64
import struct
import sys
import zlib
from array import array
from collections import Counter
from pathlib import Path

from browser import DESKTOP, chromium, opened

# Chromium reads its own picture and gives the pixels as red, green, blue, opacity.
_PIXELS = """async (png) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const {data} = context.getImageData(0, 0, image.width, image.height);
  const parts = [];
  for (let at = 0; at < data.length; at += 32768) parts.push(String.fromCharCode(...data.subarray(at, at + 32768)));
  return btoa(parts.join(""));
}"""
_SIZE = 256

Colour = tuple[int, int, int]


def picture(page: Path) -> bytes:
    """Return the PNG of a page made by ``kg build``, as large as a desktop window."""
    with chromium() as browser:
        with opened(browser, page) as drawn:
            drawn.wait_for_selector("#notice", state="hidden")
            drawn.wait_for_timeout(500)
            shot = base64.b64encode(drawn.screenshot()).decode()
        blank = browser.new_page()
        pixels = base64.b64decode(blank.evaluate(_PIXELS, shot))
    return png(*DESKTOP, pixels)


def png(width: int, height: int, pixels: bytes) -> bytes:
    """Return a PNG with a palette; ``pixels`` has four bytes for each point, row by row, opacity last."""
    points = array("I", pixels)
    counts = Counter(points)
    palette, numbers = _palette({point: point.to_bytes(4, sys.byteorder) for point in counts}, counts)
    body = bytes(map(numbers.__getitem__, points))
    # Each row begins with the number of its filter, 0 for none.
    rows = b"".join(b"\0" + body[at : at + width] for at in range(0, width * height, width))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(map(bytes, palette))),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _palette(colours: dict[int, bytes], counts: Counter[int]) -> tuple[list[Colour], dict[int, int]]:
    """Return the colours to keep and, for each point that occurs, which of them it becomes."""
    kept: dict[Colour, Colour] = {}
    for point, _ in counts.most_common():
        red, green, blue, _ = colours[point]
        # Of colours that hardly differ, the most frequent stands for all.
        if len(kept) < _SIZE:
            kept.setdefault((red >> 4, green >> 4, blue >> 4), (red, green, blue))
    palette = list(kept.values())
    return palette, {point: _nearest(palette, colour) for point, colour in colours.items()}


def _nearest(palette: list[Colour], colour: bytes) -> int:
    red, green, blue, _ = colour
    return min(
        range(len(palette)),
        key=lambda n: (palette[n][0] - red) ** 2 + (palette[n][1] - green) ** 2 + (palette[n][2] - blue) ** 2,
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
