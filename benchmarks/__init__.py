"""Measurements, with their reports: never part of the tests, because these machines are noisy."""
