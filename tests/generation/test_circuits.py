"""A generator with faults in a row is left alone for a while, and comes back with its first success."""

from generation.circuits import FAILURES, FIRST_REST, LONGEST_REST, Circuits


class Clock:
    """A clock that tests turn."""

    now = 0.0

    def __call__(self):
        return self.now


def _broken(times):
    clock = Clock()
    circuits = Circuits(clock)
    for _ in range(times):
        circuits.failed(1)
    return circuits, clock


def test_a_few_faults_change_nothing():
    assert _broken(FAILURES - 1)[0].resting() == []


def test_five_faults_in_a_row_bring_a_rest():
    assert _broken(FAILURES)[0].resting() == [1]


def test_a_rest_ends_by_itself():
    circuits, clock = _broken(FAILURES)
    clock.now = FIRST_REST + 0.1
    assert circuits.resting() == []


def test_rests_grow_to_a_minute_at_most():
    circuits, clock = _broken(FAILURES + 12)
    clock.now = LONGEST_REST - 0.1
    assert circuits.resting() == [1]
    clock.now = LONGEST_REST + 0.1
    assert circuits.resting() == []


def test_one_success_forgets_all_faults():
    circuits, _ = _broken(FAILURES)
    circuits.succeeded(1)
    circuits.failed(1)
    assert circuits.resting() == []


def test_other_generators_go_on():
    circuits, _ = _broken(FAILURES)
    circuits.failed(2)
    assert circuits.resting() == [1]
