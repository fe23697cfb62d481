"""Owns the database's own refusal to change the log. There is no switch that takes the triggers away."""

REFUSAL = "the audit log is append-only"
NAMES = {
    "audit_event_update",
    "audit_event_delete",
    "audit_checkpoint_update",
    "audit_checkpoint_delete",
    "audit_text_update",
    "audit_text_delete",
}
EVENT, CHECKPOINT, TEXT = "assets_auditevent", "assets_auditcheckpoint", "assets_audittext"
UNIQUE = {
    EVENT: [("id",), ("chain", "seq"), ("chain", "prev_hash")],
    CHECKPOINT: [("id",), ("chain", "size")],
    TEXT: [("id",), ("digest",)],
}
SHORT = {EVENT: "audit_event", CHECKPOINT: "audit_checkpoint", TEXT: "audit_text"}
# a text may be blanked together with its salt, which is how erasure works; nothing else
ERASURE = "NEW.id = OLD.id AND NEW.digest = OLD.digest AND NEW.salt = '' AND NEW.text = ''"


def statements(vendor: str) -> list[str]:
    """The SQL that puts the triggers in place, safe to run again."""
    return _sqlite() if vendor == "sqlite" else _postgresql()


def install(connection) -> None:
    """Puts the triggers in place on this database."""
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def missing(connection) -> set[str]:
    """The names of triggers that should be there and are not: somebody took the locks off."""
    table = "sqlite_master WHERE type = 'trigger' AND" if connection.vendor == "sqlite" else "pg_trigger WHERE"
    column = "name" if connection.vendor == "sqlite" else "tgname"
    active = "" if connection.vendor == "sqlite" else " AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} {column} LIKE 'audit_%%'{active}")
        return NAMES - {row[0] for row in cursor.fetchall()}


def _sqlite() -> list[str]:
    made = []
    for table, short in SHORT.items():
        condition = f"WHEN NOT ({ERASURE})" if table == TEXT else ""
        made += _sqlite_trigger(f"{short}_update", f"BEFORE UPDATE ON {table} {condition}")
        made += _sqlite_trigger(f"{short}_delete", f"BEFORE DELETE ON {table}")
        # INSERT OR REPLACE deletes without firing the trigger above
        made += _sqlite_trigger(f"{short}_replace", f"BEFORE INSERT ON {table} WHEN {_exists(table)}")
    return made


def _exists(table: str) -> str:
    same = (" AND ".join(f"{column} = NEW.{column}" for column in columns) for columns in UNIQUE[table])
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {condition})" for condition in same)


def _sqlite_trigger(name: str, when: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ]


def _postgresql() -> list[str]:
    made = [
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    ]
    for table, short in SHORT.items():
        condition = f"WHEN (NOT ({ERASURE}))" if table == TEXT else ""
        for name, when in [
            (f"{short}_update", f"BEFORE UPDATE ON {table} FOR EACH ROW {condition}"),
            (f"{short}_delete", f"BEFORE DELETE ON {table} FOR EACH ROW"),
            (f"{short}_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
        ]:
            made.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            made.append(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_refuse()")
    return made
