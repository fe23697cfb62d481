"""Run as a program: does the publish work of one row, as a worker would, until it is killed."""

import sys

import django

django.setup()

from assets import uploads  # noqa: E402

if __name__ == "__main__":
    uploads.publish(int(sys.argv[1]))
