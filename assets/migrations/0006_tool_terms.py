from datetime import date

from django.db import migrations

REVENUE = {
    "key": "revenue",
    "question": "Does your company stay at or below one million US dollars of revenue a year?",
    "evidence_required": False,
}
OWN_WORK = {
    "key": "own_work",
    "question": "Is it your own generation, and not an upscale of somebody else's picture?",
    "evidence_required": False,
}
CONFIDENTIAL = {
    "key": "public",
    "question": "May the prompt and the picture be seen and remixed by others on the service?",
    "evidence_required": False,
}
LICENCE = {
    "key": "licence",
    "question": "Is there a paid licence for running the model in business?",
    "evidence_required": True,
}

TERMS = [
    {
        "key": "midjourney-standard",
        "tool": "Midjourney",
        "plan": "Basic or Standard",
        "commercial": "conditions",
        "conditions": [REVENUE, OWN_WORK, CONFIDENTIAL],
        "ownership": (
            "The subscriber owns the results unless the company earns more than a million US dollars a year; such a "
            "company needs Pro or Mega. Enlargements of other people's pictures stay theirs. Midjourney keeps a "
            "perpetual licence. Automatic access is forbidden, so pictures come in by hand."
        ),
        "public_by_default": True,
        "indemnity": "none",
        "indemnity_limits": "No promise of title or that nobody's rights are touched; the customer indemnifies Midjourney.",
        "training_disclosure": "Not stated",
        "provider_mark": "iptc",
        "terms_url": "https://docs.midjourney.com/hc/en-us/articles/32083055291277-Terms-of-Service",
        "as_of": date(2026, 5, 27),
    },
    {
        "key": "midjourney-pro",
        "tool": "Midjourney",
        "plan": "Pro or Mega",
        "commercial": "yes",
        "conditions": [],
        "ownership": (
            "As for the smaller plans, with the rule on revenue met. Stealth hides pictures from the day it is switched "
            "on, not before: note on the record whether it was on."
        ),
        "public_by_default": True,
        "indemnity": "none",
        "indemnity_limits": "The customer indemnifies Midjourney.",
        "training_disclosure": "Not stated",
        "provider_mark": "iptc",
        "terms_url": "https://docs.midjourney.com/hc/en-us/articles/32083055291277-Terms-of-Service",
        "as_of": date(2026, 5, 27),
    },
    {
        "key": "bfl-flux-api",
        "tool": "Black Forest Labs Flux",
        "plan": "API",
        "model_glob": "flux*",
        "commercial": "yes",
        "ownership": (
            "Black Forest Labs claims no ownership of results, yet takes a broad licence to what is sent and returned: "
            "read it before confidential work. Its usage policy applies."
        ),
        "indemnity": "none",
        "indemnity_limits": "None was found.",
        "training_disclosure": "Not stated",
        "provider_mark": "c2pa",
        "terms_url": "https://bfl.ai/legal",
        "as_of": date(2025, 5, 29),
    },
    {
        "key": "flux-open-weights",
        "tool": "Flux open weights",
        "plan": "FLUX.1 [schnell] and FLUX.2 [klein] 4B, Apache 2.0",
        "model_glob": "flux*schnell*",
        "commercial": "yes",
        "ownership": "The licence is Apache 2.0 and leaves results free. The model marks nothing, so the marking is ours.",
        "indemnity": "none",
        "training_disclosure": "No",
        "provider_mark": "none",
        "terms_url": "https://docs.us.bfl.ai",
        "as_of": date(2026, 1, 1),
    },
    {
        "key": "flux-dev-weights",
        "tool": "Flux dev weights",
        "plan": "FLUX [dev] and FLUX.2 [klein] 9B, non-commercial licence",
        "model_glob": "flux*dev*",
        "commercial": "conditions",
        "conditions": [LICENCE],
        "ownership": (
            "Results may be used commercially, but running the model for business needs a paid licence. Readers find "
            "the text contradictory, so a licence must be on file."
        ),
        "indemnity": "none",
        "training_disclosure": "No",
        "provider_mark": "none",
        "terms_url": "https://docs.us.bfl.ai",
        "as_of": date(2026, 1, 1),
    },
    {
        "key": "openai-api",
        "tool": "OpenAI images",
        "plan": "API or Enterprise",
        "commercial": "yes",
        "ownership": (
            "Results are assigned to the customer and business data is not trained on. They may not be passed off as "
            "made by a person."
        ),
        "indemnity": "limited",
        "indemnity_limits": (
            "API results are covered, but not once changed or combined, nor for trade marks. One later reading leaves "
            "customer content out: ask before you rely on it."
        ),
        "training_disclosure": "Not stated",
        "provider_mark": "c2pa",
        "terms_url": "https://openai.com/policies/services-agreement/",
        "as_of": date(2025, 5, 31),
    },
    {
        "key": "google-imagen",
        "tool": "Google Imagen and Gemini",
        "plan": "paid",
        "commercial": "yes",
        "ownership": "Google claims no ownership of results; what paying customers send is not trained on.",
        "indemnity": "limited",
        "indemnity_limits": "On Google Cloud for training data and results since October 2023. Check today's list of models.",
        "training_disclosure": "Partly",
        "provider_mark": "unknown",
        "terms_url": "https://cloud.google.com/terms",
        "as_of": date(2023, 10, 16),
    },
    {
        "key": "adobe-firefly",
        "tool": "Adobe Firefly",
        "plan": "Adobe's own models, not beta",
        "model_glob": "firefly*",
        "commercial": "yes",
        "ownership": "Covers Adobe's models only; partner models inside Firefly are the customer's own responsibility.",
        "indemnity": "limited",
        "indemnity_limits": "For eligible enterprise contracts and chosen results of Adobe's models.",
        "training_disclosure": "Adobe Stock, openly licensed and public-domain pictures",
        "provider_mark": "c2pa",
        "terms_url": "https://www.adobe.com/legal.html",
        "as_of": date(2026, 9, 1),
    },
]


def seed(apps, schema_editor):
    terms = apps.get_model("assets", "ToolTerms")
    for entry in TERMS:
        terms.objects.get_or_create(key=entry["key"], defaults=entry)


class Migration(migrations.Migration):
    dependencies = [("assets", "0005_library_lists")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
