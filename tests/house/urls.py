"""The site's addresses and a few views that fail on purpose."""

import errno

from django.contrib.auth.decorators import login_not_required
from django.db import DataError, OperationalError
from django.http import HttpResponse
from django.urls import path

from assets.problems import Conflict, Forbidden, Refused
from config.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401

FAULTS = {
    "conflict": Conflict("Ben Ortiz approved it at 14:02. Nothing was changed."),
    "forbidden": Forbidden("Only a brand manager may do this."),
    "refused": Refused("The picture is broken."),
    "disk": OSError(errno.ENOSPC, "No space left on device"),
    "database": OperationalError("could not connect to server: secret-host"),
    "data": DataError("invalid byte sequence"),
    "nul": ValueError("A string literal cannot contain NUL (0x00) characters."),
    "bug": ZeroDivisionError("division by zero"),
}


@login_not_required
def fail(request, name):
    """Raises the fault of this name."""
    raise FAULTS[name]


@login_not_required
def read_form(request):
    """Reads the posted form."""
    return HttpResponse(f"{len(request.POST)} fields")


urlpatterns = [path("fail/<slug:name>", fail), path("read-form", read_form), *urlpatterns]
