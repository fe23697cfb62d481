"""Absences begin and end by the calendar of their brand, no longer by that of UTC."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations, models


def fill(apps, schema_editor):
    """Works out the instants of the days that were announced."""
    absences = apps.get_model("review", "Absence").objects.select_related("brand")
    for absence in absences.all():
        zone = ZoneInfo(absence.brand.timezone)
        absence.begins_at = datetime.combine(absence.first_day, time.min, zone).astimezone(UTC)
        absence.ends_at = datetime.combine(absence.last_day + timedelta(days=1), time.min, zone).astimezone(UTC)
        absence.save(update_fields=["begins_at", "ends_at"])


class Migration(migrations.Migration):
    dependencies = [("review", "0024_ticks")]

    operations = [
        migrations.AddField("absence", "begins_at", models.DateTimeField(null=True)),
        migrations.AddField("absence", "ends_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "absence",
            "begins_at",
            models.DateTimeField(help_text="when the first day begins where the brand works"),
        ),
        migrations.AlterField(
            "absence", "ends_at", models.DateTimeField(help_text="when the last day is over there")
        ),
    ]
