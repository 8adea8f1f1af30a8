"""How many rows the tables hold, counted for the database itself.

SQLite decides by these figures which index it takes. Without them, or with those of the empty
school of the first day, it reads a hundred thousand cards to find the fifty of one page.
"""

from django.db import connection

ROWS_LOOKED_AT = 1000  # of each index: enough to choose by, and done in a moment

# What `ANALYZE` leaves out: without a figure a table nobody has written into counts as a million
# rows, and as a thousand as long as its indices have none.
SAY_EMPTY = """
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT tbl_name, iif(type = 'index', name, NULL), '1 1 1 1 1 1' FROM sqlite_master
    WHERE type IN ('table', 'index') AND tbl_name NOT LIKE 'sqlite%'
        AND tbl_name NOT IN (SELECT tbl FROM sqlite_stat1)
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
