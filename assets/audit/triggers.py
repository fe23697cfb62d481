"""Owns the database's own refusal to change the log. There is no switch that takes the triggers away."""

from assets.audit.chain import GENESIS

REFUSAL = "the audit log is append-only"
NAMES = {
    "audit_event_update",
    "audit_event_delete",
    "audit_event_insert",
    "audit_checkpoint_update",
    "audit_checkpoint_delete",
    "audit_text_update",
    "audit_text_delete",
}
EVENT, CHECKPOINT, TEXT = "assets_auditevent", "assets_auditcheckpoint", "assets_audittext"
UNIQUE = {
    EVENT: [("id",), ("chain", "seq")],
    CHECKPOINT: [("id",), ("chain", "size")],
    TEXT: [("id",), ("digest",)],
}
SHORT = {EVENT: "audit_event", CHECKPOINT: "audit_checkpoint", TEXT: "audit_text"}
# a new line names the last one: no fork, no gap, no second beginning
FOLLOWS = f"""NEW.prev_hash = coalesce((SELECT hash FROM {EVENT} WHERE chain = NEW.chain AND seq = NEW.seq - 1),
    CASE NEW.seq WHEN 1 THEN '{GENESIS}' END, '')"""
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
        name, also = (f"{short}_insert", f" OR NOT ({FOLLOWS})") if table == EVENT else (f"{short}_replace", "")
        made += _sqlite_trigger(name, f"BEFORE INSERT ON {table} WHEN {_exists(table)}{also}")
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
        _function("audit_refuse", f"RAISE EXCEPTION '{REFUSAL}';"),
        _function("audit_follow", f"IF NOT ({FOLLOWS}) THEN RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN NEW;"),
        *_postgresql_trigger("audit_event_insert", EVENT, "INSERT", "FOR EACH ROW", "audit_follow"),
    ]
    for table, short in SHORT.items():
        condition = f" WHEN (NOT ({ERASURE}))" if table == TEXT else ""
        made += _postgresql_trigger(f"{short}_update", table, "UPDATE", f"FOR EACH ROW{condition}")
        made += _postgresql_trigger(f"{short}_delete", table, "DELETE", "FOR EACH ROW")
        made += _postgresql_trigger(f"{short}_truncate", table, "TRUNCATE", "FOR EACH STATEMENT")
    return made


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _postgresql_trigger(name, table, event, which, function="audit_refuse") -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} {which} EXECUTE FUNCTION {function}()",
    ]
