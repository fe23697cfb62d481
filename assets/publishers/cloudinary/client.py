"""Owns each call to the official SDK: an explicit account, bounded time, and every failure told in our own words.

Nothing is read from or put into the SDK's global configuration. Its exceptions and its results hold keys in their
frames and anything in their texts, so neither leaves this module.
"""

import logging
import queue
import threading
from functools import cache

from assets.publishers.cloudinary import failures
from assets.publishers.cloudinary.account import Account

CONNECT_SECONDS, ADMIN_SECONDS = 5, 30
GRACE_SECONDS = 10


@cache
def _sdk():
    """The SDK, brought in on first use: it reads the environment then. Its own log handler is taken off."""
    import cloudinary
    import cloudinary.api
    import cloudinary.uploader
    import cloudinary.utils

    logging.getLogger("Cloudinary").handlers.clear()
    return cloudinary


def upload(account: Account, data: bytes, **options) -> dict:
    """Sends the bytes; raises PublishingFailed, with ``unknown`` where they may have been taken."""
    return _write(account, "upload", lambda sdk, more: sdk.uploader.upload(data, **options, **more))


def explicit(account: Account, public_id: str, **options) -> dict | None:
    """What the account holds under the id, after writing ``options`` to it; None when there is nothing."""
    return _write(
        account,
        "explicit",
        lambda sdk, more: sdk.uploader.explicit(public_id, type="upload", **options, **more),
        absent=True,
    )


def destroy(account: Account, public_id: str) -> bool:
    """Deletes and asks all copies to be dropped; whether there was something."""
    found = _write(
        account,
        "destroy",
        lambda sdk, more: sdk.uploader.destroy(public_id, type="upload", invalidate=True, **more),
        absent=True,
    )
    if found is not None and found.get("result") not in ("ok", "not found"):
        raise failures.unreadable("delete the picture")
    return bool(found) and found["result"] == "ok"


def admin(account: Account, name: str, *args, **options) -> dict:
    """One call of the Admin API, by its name in the SDK; raises PublishingFailed."""
    seconds = min(ADMIN_SECONDS, account.seconds)

    def call():
        sdk = _sdk()
        return getattr(sdk.api, name)(*args, **options, **_explicitly(account, seconds))

    kind, found = _bounded(call, seconds)
    if kind == "raised":
        raise failures.of_admin(found, account) from None
    if not isinstance(found, dict):
        raise failures.unreadable("answer a question about the account")
    return found


def answer_is_signed(account: Account, found: dict) -> bool:
    """Whether the service signed this answer with our secret; their first signature rules hold for answers."""
    sdk, told = _sdk(), {"public_id": found.get("public_id"), "version": found.get("version")}
    signed = sdk.utils.api_sign_request(told, account.secret, account.algorithm, signature_version=1)
    return failures.same(signed, found.get("signature"))


def url(account: Account, public_id: str, version: int, transformation: str, extension: str) -> str:
    """The delivery address of a transformation, signed where the account asks for it."""
    sdk = _sdk()
    made, _ = sdk.utils.cloudinary_url(
        public_id,
        cloud_name="-",
        version=version,
        format=extension,
        raw_transformation=transformation,
        secure=True,
        secure_distribution="delivery.invalid",
        private_cdn=True,
        sign_url=account.signs_urls,
        api_secret=account.secret,
        signature_algorithm=account.algorithm,
        long_url_signature=False,
        auth_token=False,
        cdn_subdomain=False,
        secure_cdn_subdomain=False,
        shorten=False,
        use_root_path=False,
        force_version=True,
    )
    return account.delivery + made.removeprefix("https://delivery.invalid")


def _write(account, action, call, *, absent=False):
    """One call of the Upload API. ``absent`` turns "there is none" into None."""
    sdk = _sdk()  # before the time runs
    kind, found = _bounded(lambda: call(sdk, _for_writing(account)), account.seconds)
    if kind == "raised":
        raise failures.of_write(found, action, account) from None
    if not isinstance(found, dict):
        raise failures.unreadable(f"{action} the picture", unknown=action == "upload")
    if "error" in found:
        status, message = found["error"].get("http_code"), found["error"].get("message", "")
        if absent and status == 404:
            return None
        raise failures.of_status(status, message, action, account)
    return found


def _for_writing(account):
    return _explicitly(account, account.seconds) | {"return_error": True, "upload_preset": None}


def _explicitly(account, seconds):
    import urllib3

    return {
        "cloud_name": account.cloud,
        "api_key": account.key,
        "api_secret": account.secret,
        "upload_prefix": account.api,
        "oauth_token": None,
        "signature_algorithm": account.algorithm,
        "signature_version": 2,
        "timeout": urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
    }


def _bounded(call, seconds):
    """("returned", value) or ("raised", exception) of a call; an answer that only drips in is not waited for."""
    box = queue.SimpleQueue()
    threading.Thread(target=_into, args=(box, call), daemon=True, name="cloudinary").start()
    try:
        return box.get(timeout=seconds + min(GRACE_SECONDS, 2 * seconds))
    except queue.Empty:
        return "raised", TimeoutError("the answer did not end in time")


def _into(box, call):
    try:
        box.put(("returned", call()))
    except Exception as problem:  # the SDK raises bare exceptions, and others on answers of an odd shape
        box.put(("raised", problem))
