from django.db import migrations

# key, name, note, width, height, transformation, shape, min width, min height, paid
CHANNELS = [
    ("desktop_hero", "Desktop hero", "Top of a page on wide screens", 1920, 800, "c_fill,g_auto,h_800,w_1920/f_auto,q_auto", "16:9", 1280, 534, False),
    ("mobile_crop", "Mobile crop", "Top of a page on phones", 750, 1000, "c_fill,g_auto,h_1000,w_750/f_auto,q_auto", "3:4", 750, 1000, False),
    ("square_social", "Square social", "Feed posts", 1080, 1080, "c_fill,g_auto,h_1080,w_1080/f_jpg,q_auto:good", "1:1", 1000, 1000, True),
    ("story", "Vertical story", "Full-screen stories", 1080, 1920, "c_fill,g_auto,h_1920,w_1080/f_jpg,q_auto:good", "9:16", 750, 1334, True),
    ("product_card", "Product card", "Shop lists, on white", 400, 400, "b_white,c_pad,h_400,w_400/f_auto,q_auto", "1:1", 400, 400, False),
    ("email_banner", "E-mail banner", "Shown at half size in mails", 1200, 400, "c_fill,g_auto,h_400,w_1200/f_jpg,q_auto", "16:9", 1200, 400, False),
    ("preview", "Lightweight preview", "Small and quick", 480, None, "c_limit,w_480/f_auto,q_auto:low", "1:1", 480, 320, False),
    ("link_preview", "Link preview", "The card that messengers show", 1200, 630, "c_fill,g_auto,h_630,w_1200/f_jpg,q_auto:good", "16:9", 1200, 630, False),
]


def seed(apps, schema_editor):
    channel = apps.get_model("assets", "Channel")
    for position, (key, name, note, width, height, transformation, shape, min_w, min_h, paid) in enumerate(CHANNELS, 1):
        channel.objects.get_or_create(
            key=key,
            defaults={
                "name": name, "note": note, "width": width, "height": height, "transformation": transformation,
                "shape": shape, "min_width": min_w, "min_height": min_h, "paid": paid, "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
