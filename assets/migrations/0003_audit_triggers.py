from django.db import migrations, models

from assets.audit import triggers


def lock(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("assets", "0002_channels")]
    operations = [
        migrations.AlterModelOptions("auditcheckpoint", {"default_permissions": ("view",)}),
        migrations.AddField(
            "auditcheckpoint",
            "frontier",
            models.TextField(
                blank=True, default="", help_text="the tree's subtree roots, to grow on without the lines"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(lock, migrations.RunPython.noop),
    ]
