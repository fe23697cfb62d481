"""Owns the refusals that people read: one class for each answer the web gives to a request it will not do."""


class Problem(Exception):
    """A refusal with a sentence for people: what happened, what is safe, what to do next."""

    status = 500

    def __init__(self, sentence: str, *, code: str = "", detail: dict | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.detail = detail or {}


class Refused(Problem):
    """The request cannot be done as it stands (422)."""

    status = 422


class Conflict(Problem):
    """Somebody or something was first (409); the sentence names who and when."""

    status = 409


class Forbidden(Problem):
    """The person may see the object but may not do this (403)."""

    status = 403


class NotFound(Problem):
    """The object does not exist for this person (404)."""

    status = 404


class Unavailable(Problem):
    """The machine cannot do it now, for example for want of disk space (503); trying again is safe."""

    status = 503
