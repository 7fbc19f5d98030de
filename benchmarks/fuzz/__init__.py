"""Throws damaged files at the decoders: python -m benchmarks.fuzz SEEDS --inputs 100000."""
