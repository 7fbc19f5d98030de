"""Invented registries of any size, and what it costs to import them and to look people up."""
