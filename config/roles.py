"""Owns the one table of who may do what. Domain functions and pages both read it through assets.access."""

MARKETER, BRAND_MANAGER, AUDITOR = "marketer", "brand_manager", "auditor"

# action: the roles of a brand that may do it
ROLES = {
    "view": {MARKETER, BRAND_MANAGER, AUDITOR},
    "create_brief": {MARKETER, BRAND_MANAGER},
    "generate": {MARKETER, BRAND_MANAGER},
    "import_images": {MARKETER, BRAND_MANAGER},
    "review": {MARKETER, BRAND_MANAGER},
    "send_for_approval": {MARKETER, BRAND_MANAGER},
    "invite_guests": {MARKETER, BRAND_MANAGER},
    "manage_campaigns": {MARKETER, BRAND_MANAGER},
    "record_rights": {MARKETER, BRAND_MANAGER},
    "clear_rights": {BRAND_MANAGER},
    "decide": {BRAND_MANAGER},
    "publish": {BRAND_MANAGER},
    "take_down": {BRAND_MANAGER, AUDITOR},
    "hold": {BRAND_MANAGER, AUDITOR},
    "manage_members": {BRAND_MANAGER},
    "manage_kit": {BRAND_MANAGER},
    "manage_processes": {BRAND_MANAGER},
    "export": {BRAND_MANAGER, AUDITOR},
    "view_audit": {BRAND_MANAGER, AUDITOR},
}

# what an organisation-wide auditor may do in every brand without a membership
ORGANISATION_AUDITOR = {"view", "view_audit", "export"}

# what a site admin (Django staff) may do in every brand; deciding always needs a membership,
# so that a signature is a brand manager's and never an operator's
SITE_ADMIN = {"view", "view_audit", "export", "manage_campaigns", "manage_members", "take_down", "hold"}

SENTENCES = {
    "view": "see the brand's work",
    "create_brief": "write briefs and prompts",
    "generate": "spend money on images",
    "import_images": "bring in images made elsewhere",
    "review": "shortlist and pass candidates",
    "send_for_approval": "send candidates for approval",
    "invite_guests": "make and revoke links for guests",
    "manage_campaigns": "create campaigns and products",
    "record_rights": "record or change usage rights",
    "clear_rights": "clear usage rights",
    "decide": "approve, reject or ask for changes",
    "publish": "publish approved images",
    "take_down": "take published images down",
    "hold": "put images on legal hold",
    "manage_members": "say who works on the brand",
    "manage_kit": "change the brand kit",
    "manage_processes": "say how campaigns are approved",
    "export": "export records and proof",
    "view_audit": "read the audit log",
}
