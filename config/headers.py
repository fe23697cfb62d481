"""Owns the response headers that hold on every page and that Django does not set by itself."""

from django.utils.cache import patch_vary_headers


class HeadersMiddleware:
    """Nothing is kept by caches unless a view says so; a page and its htmx fragment are told apart."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["HX-Request"])
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
