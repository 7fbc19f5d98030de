"""Composition root: settings, command line, update loop and sweeps."""
