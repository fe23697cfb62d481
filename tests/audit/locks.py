"""Takes the log's triggers off, as somebody with full rights over the database could. For tests alone."""

from assets.audit.triggers import SHORT


def take_off(connection):
    """Removes every trigger of the log from this database."""
    with connection.cursor() as cursor:
        for table, short in SHORT.items():
            for event in ("insert", "update", "delete", "replace", "truncate"):
                on = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {short}_{event}{on}")
