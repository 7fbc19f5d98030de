"""Rows and files: SQLite through aiosqlite, migrations, private pictures; decides nothing."""
