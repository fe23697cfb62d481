from datetime import date

from django.db import migrations

AS_OF = date(2026, 7, 9)
PRICES = "https://docs.bfl.ai/quick_start/pricing"
ACCOUNT = {"label": "Black Forest Labs", "adapter": "bfl", "most_active": 24}

FLUX2_SIDES = {"least": 64, "step": 16, "most_pixels": 4 * 2**20}
KONTEXT_RATIOS = [
    "21:9", "2:1", "16:9", "3:2", "7:5", "4:3", "5:4", "1:1", "4:5", "3:4", "5:7", "2:3", "9:16", "1:2", "9:21",
]
ALWAYS = {"output_format": "png", "safety_tolerance": 2}
WHOLE, FORMATS = ["integer", 0, 5], ["jpeg", "png", "webp"]


def price(first, further="0", sent="0"):
    """In US dollars for the first and each further megapixel, and for each megapixel sent along."""
    return {"first": first, "further": further, "input": sent}


def flux2(references=8, **more):
    return {
        "size": "pixels", "sides": FLUX2_SIDES, "seed": True, "references": references,
        "reference_field": "input_image", "formats": FORMATS, "webhook": True, "send": ALWAYS, **more,
    }


def older(references=0, **more):
    return {"seed": True, "references": references, "formats": ["jpeg", "png"], "webhook": True, "send": ALWAYS, **more}


PUP = {"disable_pup": "boolean", "safety_tolerance": WHOLE}
UPSAMPLING = {"prompt_upsampling": "boolean", "safety_tolerance": ["integer", 0, 6]}
# key, label, letters, note, seconds, at once, enabled, options
MODELS = [
    ("flux-2-pro", "Flux 2 Pro", "F", "The usual choice. Up to eight reference pictures.", 12, 24, True,
     flux2(price=price("0.0300", "0.0150", "0.0150"), fields=PUP)),
    ("flux-2-max", "Flux 2 Max", "FM", "The most exact of them. Up to eight reference pictures.", 25, 24, True,
     flux2(price=price("0.0700", "0.0300", "0.0300"), fields=PUP)),
    ("flux-2-flex", "Flux 2 Flex", "FF", "Best for lettering. Rewrites short prompts.", 25, 24, True,
     flux2(price=price("0.0600", "0.0500", "0.0500"), fields={
         "prompt_upsampling": "boolean", "guidance": ["number", 1.5, 10], "steps": ["integer", 1, 50],
         "safety_tolerance": WHOLE})),
    ("flux-2-klein-9b", "Flux 2 Klein 9B", "FK", "Quick and cheap. Up to four reference pictures.", 4, 24, True,
     flux2(4, price=price("0.0150", "0.0020", "0.0020"), fields={"safety_tolerance": WHOLE})),
    ("flux-2-klein-4b", "Flux 2 Klein 4B", "F4", "The quickest and cheapest. Up to four reference pictures.", 3, 24,
     False, flux2(4, price=price("0.0140", "0.0010", "0.0010"), fields={"safety_tolerance": WHOLE})),
    ("flux-3-image", "Flux 3 Image", "F3", "The newest. Takes no seed, so the same picture never comes twice.", 60, 5,
     True,
     {"size": "resolution", "sides": {"least": 64, "step": 16, "most_pixels": 16 * 2**20}, "ratios": KONTEXT_RATIOS,
      "resolutions": [["1k", 2**20], ["1.5k", 9 * 2**18], ["2k", 4 * 2**20], ["4k", 16 * 2**20]], "seed": False,
      "references": 10, "reference_field": "images", "formats": [], "webhook": False,
      # without this, pictures found on the web would enter the result, and nobody could say which
      "send": {"grounding": False, "safety_tolerance": 2}, "fields": {
          "grounding": "boolean", "safety_tolerance": ["integer", 0, 4]},
      "price": price("0.0480", "0.0480", "0.0480")}),
    ("flux-kontext-pro", "Flux Kontext Pro", "KP", "Works from a reference picture. About one megapixel.", 10, 24, False,
     older(4, size="ratio", sides={"most_pixels": 2**20, "step": 16}, ratios=KONTEXT_RATIOS,
           reference_field="input_image", price=price("0.0400"), fields=UPSAMPLING)),
    ("flux-kontext-max", "Flux Kontext Max", "KM", "Works from a reference picture, more exactly. About one megapixel.",
     15, 6, False,
     older(4, size="ratio", sides={"most_pixels": 2**20, "step": 16}, ratios=KONTEXT_RATIOS,
           reference_field="input_image", price=price("0.0800"), fields=UPSAMPLING)),
    ("flux-pro-1-1", "Flux 1.1 Pro", "P1", "Older. At most 1440 px a side.", 8, 24, False,
     older(1, path="flux-pro-1.1", size="pixels", sides={"least": 256, "most": 1440, "step": 32},
           reference_field="image_prompt", price=price("0.0400"), fields=UPSAMPLING)),
    ("flux-pro-1-1-ultra", "Flux 1.1 Pro Ultra", "U1", "Older. Up to four megapixels.", 15, 24, False,
     older(1, path="flux-pro-1.1-ultra", size="ratio", sides={"most_pixels": 4 * 2**20, "step": 16},
           ratios=KONTEXT_RATIOS, reference_field="image_prompt", price=price("0.0600"), fields={
               **UPSAMPLING, "raw": "boolean", "image_prompt_strength": ["number", 0, 1]})),
]


def seed(apps, schema_editor):
    terms = apps.get_model("assets", "ToolTerms").objects.get(key="bfl-flux-api")
    account, _ = apps.get_model("generation", "ProviderAccount").objects.get_or_create(key="bfl", defaults=ACCOUNT)
    for position, (key, label, letter, note, seconds, at_once, enabled, options) in enumerate(MODELS, 10):
        apps.get_model("generation", "Generator").objects.get_or_create(
            key=key,
            defaults={
                "label": label,
                "letter": letter,
                "note": note,
                "adapter": "bfl",
                "model": options.get("path", key),
                "model_version": options.get("path", key),
                "options": options,
                "price": options["price"]["first"],
                "currency": "USD",
                "price_as_of": AS_OF,
                "price_source": PRICES,
                "typical_seconds": seconds,
                "max_parallel": at_once,
                "account": account,
                "digital_source_type": "trainedAlgorithmicMedia",
                "terms": terms,
                "enabled": enabled,
                "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("generation", "0004_outside_accounts"), ("assets", "0006_tool_terms")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
