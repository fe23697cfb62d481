"""Owns what we know about picture files: checking, decoding, previews, the marked master, hashes.

`darkroom.develop(data)` is the way in. Everything that touches outside bytes
runs in a limited child process; this package and the renderers are the only
code that imports Pillow.
"""
