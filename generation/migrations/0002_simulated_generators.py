from datetime import date

from django.db import migrations

TERMS = {
    "tool": "Proofmark simulated generators",
    "plan": "built in",
    "commercial": "yes",
    "ownership": "Drawn by this installation from the prompt and the seed. No outside service has a claim.",
    "indemnity": "none",
    "training_disclosure": "Not trained: drawn by a program.",
    "provider_mark": "iptc",
    "as_of": date(2026, 11, 23),
}
GENERATORS = [
    {
        "key": "atelier",
        "label": "Atelier (simulated)",
        "letter": "A",
        "note": "Stylised and dramatic. Takes its time.",
        "model": "atelier",
        "price": "0.0400",
        "typical_seconds": 5,
        "position": 1,
    },
    {
        "key": "daylight",
        "label": "Daylight (simulated)",
        "letter": "D",
        "note": "Plain and literal. Quick.",
        "model": "daylight",
        "price": "0.0200",
        "typical_seconds": 2,
        "position": 2,
    },
]


def seed(apps, schema_editor):
    terms, _ = apps.get_model("assets", "ToolTerms").objects.get_or_create(key="simulated", defaults=TERMS)
    for entry in GENERATORS:
        apps.get_model("generation", "Generator").objects.get_or_create(
            key=entry["key"],
            defaults={
                **entry,
                "adapter": "simulated",
                "model_version": "1",
                "price_as_of": date(2026, 11, 23),
                "digital_source_type": "algorithmicMedia",
                "terms": terms,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("generation", "0001_initial"), ("assets", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
