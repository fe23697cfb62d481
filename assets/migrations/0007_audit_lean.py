from django.db import migrations, models

from assets.audit import triggers


def lock(apps, schema_editor):
    # SQLite makes the table anew to drop a constraint, and its triggers go with the old one
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("assets", "0006_tool_terms")]
    operations = [
        migrations.RemoveIndex("auditevent", "audit_by_action"),
        migrations.RemoveIndex("auditevent", "audit_by_actor"),
        migrations.RemoveIndex("auditevent", "audit_by_campaign"),
        migrations.RemoveConstraint("auditevent", "audit_no_fork"),
        migrations.AddIndex(
            "auditevent",
            models.Index(fields=["chain", "id", "action", "actor_id", "campaign_id"], name="audit_by_place"),
        ),
        migrations.RunPython(lock, migrations.RunPython.noop),
    ]
