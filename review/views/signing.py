"""Owns signing with the password: whether it came along with a verdict and is right."""

from allauth.core import ratelimit

from assets.problems import Refused


def signed_again(request, password: str) -> bool:
    """Whether the password came with the verdict and is right. Raises Refused when it is wrong or tried too often."""
    if not password:
        return False
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        raise Refused("The password was tried too often. Nothing was signed. Wait some minutes.", code="password")
    if not request.user.check_password(password):
        raise Refused("The password is wrong. Nothing was signed. Type it again.", code="password")
    return True
