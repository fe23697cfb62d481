"""Odd and hostile picture files, built by code, each with the verdict that it must get.

A case is (name, function that makes the bytes, verdict): "taken", or the code of the refusal, or a set of codes
where more than one reason is true.
"""

from tests.imaging.corpus import jpegs, others, pngs, webps

CASES = [*pngs.CASES, *jpegs.CASES, *webps.CASES, *others.CASES]
