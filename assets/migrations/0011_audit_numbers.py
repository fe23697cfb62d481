from django.db import migrations

import assets.models.audit
from assets.audit import triggers


def lock(apps, schema_editor):
    # SQLite makes the table anew to change a column, and its triggers go with the old one
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("assets", "0010_threads_block")]
    operations = [
        migrations.AlterField("auditevent", "id", assets.models.audit.LineId(primary_key=True, serialize=False)),
        migrations.RunPython(lock, migrations.RunPython.noop),
    ]
