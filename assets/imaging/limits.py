"""Owns the numbers that a picture file from outside must stay within."""

MAX_BYTES = 40 * 1024 * 1024
MAX_MEGABYTES = MAX_BYTES >> 20  # as people are told
MAX_PIXELS = 50_000_000
MAX_WEBP_PIXELS = 32_000_000  # its decoder holds four copies of the picture
MAX_SIDE = 12_000
MIN_SIDE = 64

# An encoder may cut the pixels into pieces of 8 kB, hence the generous first number.
MAX_PARTS = 20_000
MAX_METADATA_PARTS = 1_000
MAX_METADATA_BYTES = 8 * 1024 * 1024

# A compressed block is refused, not cut, beyond these sizes: nobody ships one by accident.
MAX_PROFILE_BYTES = 4 * 1024 * 1024
MAX_TEXT_BYTES = 1024 * 1024
MAX_XMP_BYTES = 1024 * 1024
MAX_EXIF_BYTES = 256 * 1024
MAX_KEPT_CHARACTERS = 20_000
MAX_KEPT_FIELDS = 40

# Each scan of a progressive JPEG decodes the whole picture once more.
MAX_SCANS = 64
MAX_SCANNED_PIXELS = 600_000_000

PREVIEW_SIDES = (320, 800, 1600)

JOB_SECONDS = 20
JOB_CPU_SECONDS = 15
CHILD_MEMORY = 700 * 1024 * 1024
JOBS_PER_CHILD = 300
WAIT_SECONDS = 60
