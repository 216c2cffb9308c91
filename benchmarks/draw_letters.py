"""How ``graders/data/letters.npz`` was made: the capitals of three DejaVu faces, drawn once at eight times their size.

It needs Pillow, which the project does not, and the fonts, in version 2.37 (Debian's package fonts-dejavu-core)::

    python -m venv /tmp/drawing
    /tmp/drawing/bin/pip install pillow numpy
    /tmp/drawing/bin/python benchmarks/draw_letters.py /usr/share/fonts/truetype/dejavu graders/data/letters.npz
"""

import string
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FACES = ("DejaVuSans", "DejaVuSansMono", "DejaVuSerif")
SCALE = 8  # dots along the side of a pixel
SIDE, EM = 17 * SCALE, 13 * SCALE


def drawn(font: ImageFont.FreeTypeFont, letter: str) -> np.ndarray:
    """A letter in black dots (True), (SIDE, SIDE), its box in the middle."""
    image = Image.new("L", (SIDE, SIDE))
    left, top, right, bottom = font.getbbox(letter)
    place = (SIDE - left - right) / 2, (SIDE - top - bottom) / 2
    ImageDraw.Draw(image).text(place, letter, fill=255, font=font)
    return np.asarray(image) >= 128


def main(fonts: str, file: str) -> None:
    """Draw every letter of every face, and write them as bits: (faces, letters, SIDE, SIDE / 8)."""
    faces = [ImageFont.truetype(f"{fonts}/{name}.ttf", EM, layout_engine=ImageFont.Layout.BASIC) for name in FACES]
    dots = np.array([[drawn(font, letter) for letter in string.ascii_uppercase] for font in faces])
    np.savez_compressed(file, dots=np.packbits(dots, axis=-1), faces=np.array(FACES))


if __name__ == "__main__":
    main(*sys.argv[1:])
