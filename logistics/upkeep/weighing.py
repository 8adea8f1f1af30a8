"""How many rows the tables hold, counted for the database itself.

SQLite decides by these figures which index it takes. Without them, or with those of the empty
school of the first day, it reads a hundred thousand cards to find the fifty of one page.
"""

from django.db import connection

ROWS_LOOKED_AT = 1000  # of each index: enough to choose by, and done in a moment


def weigh_tables() -> None:
    """Count anew. PostgreSQL does so by itself as well; once more does no harm."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
