"""How many rows the tables hold, counted for the database itself.

SQLite decides by these figures which index it takes. Without them, or with those of the empty
school of the first day, it reads a hundred thousand cards to find the fifty of one page.
"""

from django.db import connection

ROWS_LOOKED_AT = 1000  # of each index: enough to choose by, and done in a moment


# What `ANALYZE` leaves out: without a figure a table nobody has written into counts as a million rows.
SAY_EMPTY = """
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT name, NULL, '1' FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN (SELECT tbl FROM sqlite_stat1)
"""


def weigh_tables() -> None:
    """Count anew. PostgreSQL does so by itself as well; once more does no harm."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("ANALYZE")
            return
        cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
        cursor.execute(SAY_EMPTY)
        cursor.execute("ANALYZE sqlite_master")  # reads the figures again, and counts nothing
