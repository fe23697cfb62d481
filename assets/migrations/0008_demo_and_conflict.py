from django.db import migrations, models


def mark_demo_brands(apps, schema_editor):
    """Brands that an earlier release's demo made are known by their people, whose addresses cannot receive mail."""
    memberships = apps.get_model("assets", "Membership").objects.filter(user__email__endswith="@demo.invalid")
    apps.get_model("assets", "Brand").objects.filter(pk__in=memberships.values("brand")).update(demo=True)


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0007_audit_lean"),
    ]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="demo",
            field=models.BooleanField(
                default=False, help_text="made by the demo; nothing of it ever leaves this machine"
            ),
        ),
        migrations.AlterField(
            model_name="publication",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("publishing", "Publishing"),
                    ("live", "Live"),
                    ("failed", "Failed"),
                    ("stopped", "Stopped"),
                    ("unknown", "Outcome unknown"),
                    ("conflict", "Conflict"),
                    ("cancelled", "Cancelled"),
                    ("withdrawing", "Being withdrawn"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="waiting",
                max_length=12,
            ),
        ),
        migrations.RunPython(mark_demo_brands, migrations.RunPython.noop),
    ]
