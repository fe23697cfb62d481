import datetime

from django.db import migrations, models

VISIBLE = ["caption", "platform_toggle", "label_in_pixels", "eu_icon"]
# read on the day given; whoever runs the site reads the sources again and edits the rows
RULES = [
    {
        "key": "eu-ai-act-50",
        "name": "EU AI Act, article 50(4)",
        "says": "A picture that viewers could take for a real photograph of this product, place or person is told as "
        "made by AI at first sight. A mark in the file alone is not enough. Whether it could mislead is for people to judge.",
        "territories": ["EU"],
        "enough": VISIBLE,
        "as_of": datetime.date(2026, 11, 23),
        "source_url": "https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
    },
    {
        "key": "us-ny-synthetic-performer",
        "name": "New York, synthetic performers in advertising",
        "says": "An advertisement that shows a made-up person says so conspicuously. It is the law of one state; it is "
        "shown wherever the campaign runs in the United States.",
        "territories": ["US"],
        "paid_only": True,
        "people": ["synthetic"],
        "enough": VISIBLE,
        "as_of": datetime.date(2026, 11, 23),
        "source_url": "https://www.nysenate.gov/legislation/bills/2025/S8420/amendment/A",
    },
    {
        "key": "cn-labels",
        "name": "China, measures on labelling and GB 45438-2025",
        "says": "A label that can be seen in the picture, its letters at least 5 % of the shorter side, and a note in the "
        "file. Taking labels out is forbidden.",
        "territories": ["CN"],
        "enough": ["label_in_pixels"],
        "as_of": datetime.date(2026, 11, 23),
        "source_url": "https://datacompliancechina.com/laws/ai-content-labeling-measures/",
    },
    {
        "key": "google-merchant",
        "name": "Google Merchant Center, product images",
        "says": "The note on AI origin stays in the file of every product picture that goes into a feed.",
        "channels": ["product_card"],
        "enough": ["metadata_only", *VISIBLE],
        "as_of": datetime.date(2026, 11, 23),
        "source_url": "https://ppc.land/google-requires-transparency-for-ai-generated-images-in-merchant-center/",
    },
]


def seed(apps, schema_editor):
    rules = apps.get_model("assets", "DisclosureRule").objects
    for rule in RULES:
        rules.get_or_create(key=rule["key"], defaults=rule)


class Migration(migrations.Migration):
    dependencies = [("assets", "0017_byte_budgets")]
    operations = [
        migrations.CreateModel(
            name='DisclosureRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('says', models.CharField(help_text='what it asks, in a sentence or two', max_length=400)),
                ('territories', models.JSONField(blank=True, default=list, help_text='country codes or groups such as "EU"; empty: everywhere')),
                ('channels', models.JSONField(blank=True, default=list, help_text='keys of channels; empty: all')),
                ('paid_only', models.BooleanField(default=False, help_text='only where the placement is paid for')),
                ('people', models.JSONField(blank=True, default=list, help_text='who is shown, by the rights record, such as "synthetic"; empty: anybody')),
                ('enough', models.JSONField(blank=True, default=list, help_text='none, metadata_only, caption, platform_toggle, label_in_pixels, eu_icon; empty: people consider it')),
                ('enabled', models.BooleanField(default=True)),
                ('as_of', models.DateField()),
                ('source_url', models.URLField()),
            ],
            options={
                'ordering': ['key'],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
