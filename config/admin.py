"""Owns what stays out of the admin: tables of installed parts whose edits the audit log would not see."""

from allauth.account.admin import EmailAddress, EmailConfirmation
from django.contrib import admin
from django.contrib.auth.admin import Group

admin.site.site_header = admin.site.site_title = "Proofmark"
admin.site.index_title = "Records and tables"

for model in (Group, EmailAddress, EmailConfirmation):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
