"""Registries of health professionals: read from their open files, kept in a SQLite file apart."""
