from django.db import migrations

INDEXES = ("asset_search", "candidate_search")


def build(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in INDEXES:
        if vendor == "postgresql":
            schema_editor.execute(f"CREATE TABLE {table} (id bigint PRIMARY KEY, document tsvector NOT NULL)")
            schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (document) WITH (fastupdate = off)")
        else:
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5("
                "body, tokenize = \"ascii tokenchars '/_'\", "
                "prefix = '1 2 3 4', detail = none, columnsize = 0)"
            )


def clear(apps, schema_editor):
    for table in INDEXES:
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("assets", "0003_audit_triggers")]
    operations = [migrations.RunPython(build, clear)]
