"""Owns the demo's people. They have no password: the sign-in page lets them in on a demo machine only."""

DOMAIN = "demo.invalid"
COFFEE, CYCLES = "Larkfield Coffee", "Brenna Cycles"

# name: roles as (brand, role), and flags of the account
ACCOUNTS = {
    "Mara Lind": {"roles": [(COFFEE, "marketer")]},
    "Ines Duarte": {"roles": [(COFFEE, "brand_manager")]},
    "Ada Weiss": {"roles": [(COFFEE, "auditor")]},
    "Jonas Okafor": {"roles": [(COFFEE, "marketer"), (CYCLES, "marketer")]},
    "Ben Ortiz": {"roles": [(COFFEE, "brand_manager")]},
    "Lena Holm": {"roles": [(CYCLES, "marketer")]},
    "Sven Arnason": {"roles": [(CYCLES, "brand_manager")]},
    "Ida Sol": {"roles": [(CYCLES, "brand_manager")]},
    "Ruth Amsel": {"roles": [], "is_org_auditor": True},
    "Noor Haddad": {"roles": [], "is_staff": True},
}


def address(name: str) -> str:
    """The account's e-mail address; the domain cannot receive mail."""
    return f"{name.lower().replace(' ', '.')}@{DOMAIN}"
