"""One adapter for each image generator, behind one contract."""
