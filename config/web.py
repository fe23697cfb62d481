"""Owns how a process of the web server ends: it answers everybody who has come in, and keeps nobody waiting outside."""

from gunicorn.workers.gthread import ThreadWorker


class PatientWorker(ThreadWorker):
    """When told to stop, it takes in whoever knocked already and then shuts the door at once.

    The stock one stops taking in, but leaves its door open until the last answer is given: whoever knocks meanwhile
    is let in by the kernel, waits, and is cut off. A door that is shut sends people on to the next server.
    """

    def set_accept_enabled(self, enabled):
        """Called with False once the process is to end; otherwise when it is full, and when it is so no more."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._take_in_all(listener)
                listener.close()

    def _take_in_all(self, listener) -> None:
        seen = -1
        while seen != self.nr_conns:
            seen = self.nr_conns
            self.accept(listener)
