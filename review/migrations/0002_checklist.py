from django.db import migrations, models

# number, heading, severity, applies when, question, help line
ITEMS = [
    (1, "accuracy", "blocker", ["product"], "Do shape, parts and proportions agree with the real product?",
     "Put the reference picture beside it, both at 100 %."),
    (2, "accuracy", "must", ["product"], "Are colours and materials those of the product?",
     "Judge by the colour value or a swatch, never from memory."),
    (3, "accuracy", "blocker", ["product"], "Are label, logo and model number right?",
     "Zoom in: generators make lettering up."),
    (4, "accuracy", "blocker", [], "Does it show only what the product can do and what we can prove?",
     "No made-up function, before-and-after or certificate."),
    (5, "accuracy", "blocker", [], "Is content under special law cleared: health, money, alcohol, children?",
     "Ask legal, unless it plainly does not apply."),
    (6, "accuracy", "blocker", [], "Could nobody be misled about size, place, customers or events?",
     "An invented customer is a false testimonial."),
    (7, "text", "must", ["text"], "Is every visible word spelled right and in the right language?",
     "Read each word aloud."),
    (8, "text", "must", [], "Is it free of gibberish, stray letters and watermarks?",
     "Look at signs, screens and clothing."),
    (9, "text", "minor", [], "Is there calm room with enough contrast for copy?",
     "Try the tightest crop first."),
    (10, "brand", "must", [], "Do palette, style and mood follow the brand guide?",
     "Hold it beside an image that was approved."),
    (11, "brand", "must", [], "Does it say what the brief and the campaign want to say?",
     "Read the brief again before you answer."),
    (12, "brand", "blocker", [], "Is it respectful in every market, without stereotype or tokenism?",
     "Ask somebody who lives there."),
    (13, "brand", "minor", [], "Does it stay harmless next to other images?",
     "Gestures, symbols, dates."),
    (14, "rights", "blocker", [], "Are rights cleared for every planned channel, place and day?",
     "The rights card says so."),
    (15, "rights", "blocker", [], "Are tool, plan and terms on record, and do they allow this?",
     "Midjourney: which plan, was Stealth on, how large is the company?"),
    (16, "rights", "blocker", ["people"], "Is no real person recognisable, or is a release on file?",
     "Look-alikes and famous faces count."),
    (17, "rights", "blocker", [], "Is it free of others' logos, characters, artworks and protected designs?",
     "If the prompt named an artist or a brand, look harder."),
    (18, "rights", "blocker", ["references"], "Are all reference pictures licensed for this use?",
     "Each has a rights record of its own."),
    (19, "rights", "blocker", ["channel"], "Is it decided for every channel what viewers are told about AI?",
     "A made-up person or a scene that looks real: say so."),
    (20, "quality", "must", [], "Are hands, faces, teeth, eyes and limbs natural?",
     "Count fingers, also in the background."),
    (21, "quality", "must", [], "Are perspective, shadows, reflections and edges right?",
     "Look for parts that melt into each other."),
    (22, "quality", "must", [], "Is it sharp enough for the largest crop, without artefacts?",
     "Compare its pixels with what the channel wants."),
    (23, "quality", "must", ["channel"], "Does the subject survive every planned crop?",
     "Look at the strip below the image."),
    (24, "quality", "must", [], "Does the alt text say what matters?",
     "One sentence; leave out “image of”."),
]


def seed(apps, schema_editor):
    item = apps.get_model("review", "ChecklistItem")
    for number, heading, severity, applies_when, question, line in ITEMS:
        item.objects.get_or_create(
            number=number,
            defaults={
                "heading": heading, "severity": severity, "applies_when": applies_when,
                "question": question, "help": line,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [
        migrations.AddField("round", "alt_text", models.CharField(blank=True, max_length=400)),
        migrations.AddField("round", "decorative", models.BooleanField(default=False)),
        migrations.AddField(
            "round", "disclosure",
            models.JSONField(blank=True, default=dict, help_text="channel: what viewers are told"),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
