"""Draws one picture: the poll reference comes in, the PNG goes out."""

import os
import sys

from .adapter import draw

if __name__ == "__main__":
    os.nice(5)
    sys.stdout.buffer.write(draw(sys.stdin.read()))
