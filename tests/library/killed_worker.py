"""Run as a program: does the work of one row, as a worker would, until it is killed."""

import sys

import django

django.setup()

from celery import current_app  # noqa: E402

import assets.tasks  # noqa: E402, F401

if __name__ == "__main__":
    current_app.tasks[sys.argv[1]](int(sys.argv[2]))
