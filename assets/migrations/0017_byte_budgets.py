import datetime

from django.db import migrations, models

# figures of the house, none of a platform: what a page, a feed or a mail can well carry
BUDGETS = {
    "desktop_hero": 400_000,
    "mobile_crop": 300_000,
    "square_social": 500_000,
    "story": 800_000,
    "product_card": 60_000,
    "email_banner": 150_000,
    "preview": 50_000,
    "link_preview": 300_000,
}


def set_budgets(apps, schema_editor):
    channels = apps.get_model("assets", "Channel").objects
    for key, most in BUDGETS.items():
        channels.filter(key=key, max_bytes=None).update(max_bytes=most)
        channels.filter(key=key, as_of=None).update(as_of=datetime.date(2026, 11, 30))


class Migration(migrations.Migration):
    dependencies = [("assets", "0016_room_goes_on")]
    operations = [
        migrations.AddField(
            model_name="imagemeasure",
            name="renditions",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="channel: recipe, bytes and the part of the picture that it shows",
            ),
        ),
        migrations.AlterField(
            model_name="channel",
            name="max_bytes",
            field=models.PositiveIntegerField(blank=True, help_text="the byte budget of a rendition", null=True),
        ),
        migrations.RunPython(set_budgets, migrations.RunPython.noop),
    ]
