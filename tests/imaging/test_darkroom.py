"""The children that open pictures are warm, limited and replaceable, and never outlive us."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from assets.imaging import darkroom
from assets.imaging.darkroom import ImageRefused, Pool
from assets.problems import Refused, Unavailable
from tests.imaging.corpus.paint import encoded

ROOT = Path(__file__).resolve().parents[2]
REQUEST = {"source_type": "digitalCreation"}


@pytest.fixture
def pool():
    """A pool of one child with a short deadline."""
    pool = Pool(1, seconds=3)
    yield pool
    for line in list(pool.opened):
        line.end()


def child_of(pool):
    """The process id of the pool's one child."""
    (line,) = pool.opened
    return line.process.pid


def gone(pid):
    """Whether the process ends within a minute."""
    for _ in range(1_200):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_one_child_serves_many_pictures(pool):
    pool.run(REQUEST, encoded())
    first = child_of(pool)
    assert pool.run(REQUEST, encoded("JPEG"))[0]["ok"]
    assert child_of(pool) == first


def test_a_killed_child_is_replaced_and_the_picture_still_opens(pool):
    pool.run(REQUEST, encoded())
    first = child_of(pool)
    os.kill(first, signal.SIGKILL)
    assert pool.run(REQUEST, encoded())[0]["ok"]
    assert child_of(pool) != first


def test_a_child_that_hangs_is_stopped_and_the_file_refused(pool):
    pool.run(REQUEST, encoded())
    first = child_of(pool)
    os.kill(first, signal.SIGSTOP)
    with pytest.raises(ImageRefused, match="more than 3 seconds") as refusal:
        pool.run(REQUEST, encoded())
    assert refusal.value.code == "too_slow"
    assert gone(first)
    assert pool.run(REQUEST, encoded())[0]["ok"]


def test_a_child_that_talks_nonsense_is_replaced(pool):
    pool.run(REQUEST, encoded())
    (line,) = pool.opened
    line.send(b"\x00\x00\x00\x02{}", time.monotonic() + 3)
    assert pool.run(REQUEST, encoded())[0]["ok"]


def test_a_refusal_is_a_problem_that_pages_can_show():
    with pytest.raises(Refused) as refusal:
        darkroom.develop(b"text", digital_source_type="digitalCreation")
    assert refusal.value.status == 422
    assert refusal.value.code == "not_a_picture"


def test_the_child_has_no_secrets_and_few_rights(pool):
    pool.run(REQUEST, encoded())
    environment = Path(f"/proc/{child_of(pool)}/environ").read_text()
    limits = Path(f"/proc/{child_of(pool)}/limits").read_text()
    assert "SECRET" not in environment
    assert "DATABASE" not in environment
    assert [row.split()[4] for row in limits.splitlines() if row.startswith("Max file size")] == ["0"]
    assert "Max address space     unlimited" not in limits


def test_threads_share_the_children():
    pool, answers = Pool(2), []
    threads = [threading.Thread(target=lambda: answers.append(pool.run(REQUEST, encoded())[0]["ok"])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 8
    assert len(pool.opened) <= 2
    for line in list(pool.opened):
        line.end()


def test_a_child_outlives_the_thread_that_first_needed_it(pool):
    thread = threading.Thread(target=pool.run, args=(REQUEST, encoded()))
    thread.start()
    thread.join()
    first = child_of(pool)
    time.sleep(0.2)
    assert pool.run(REQUEST, encoded())[0]["ok"]
    assert child_of(pool) == first


def test_a_forked_process_has_children_of_its_own():
    darkroom.develop(encoded(), digital_source_type="digitalCreation")
    mine = {line.process.pid for line in darkroom.POOL.opened}
    answer, told = os.pipe()
    fork = os.fork()
    if fork == 0:
        darkroom.develop(encoded("JPEG"), digital_source_type="digitalCreation")
        theirs = {line.process.pid for line in darkroom.POOL.opened}
        os.write(told, b"apart" if theirs and not theirs & mine else b"shared")
        os._exit(0)
    os.waitpid(fork, 0)
    assert os.read(answer, 9) == b"apart"
    darkroom.develop(encoded(), digital_source_type="digitalCreation")
    assert {line.process.pid for line in darkroom.POOL.opened} == mine


PARENT = """
    import sys, time
    from assets.imaging import darkroom
    from tests.imaging.corpus.paint import encoded
    darkroom.develop(encoded(), digital_source_type="digitalCreation")
    (line,) = darkroom.POOL.opened
    print(line.process.pid, flush=True)
    {ending}
"""


def start_parent(ending):
    """(process, its child's id): a process of its own that has opened a picture and then does `ending`."""
    code = textwrap.dedent(PARENT.format(ending=ending))
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline())


def test_the_child_dies_with_a_killed_parent():
    process, child = start_parent("time.sleep(60)")
    process.kill()
    process.wait()
    assert gone(child)


def test_a_busy_child_dies_with_a_killed_parent():
    ending = "import os, signal; os.kill(line.process.pid, signal.SIGSTOP); time.sleep(60)"
    process, child = start_parent(ending)
    process.kill()
    process.wait()
    assert gone(child)


def test_the_child_goes_when_the_parent_ends_as_it_should():
    process, child = start_parent("sys.exit(0)")
    assert process.wait(20) == 0
    assert gone(child)


def test_a_child_is_renewed_after_its_share(pool):
    pool.run(REQUEST, encoded())
    (line,) = pool.opened
    line.jobs = 10_000
    pool.run(REQUEST, encoded())
    assert gone(line.process.pid)
    assert pool.run(REQUEST, encoded())[0]["ok"]


def test_when_no_child_comes_free_the_person_is_told_to_wait():
    pool = Pool(0, wait=0.1)
    with pytest.raises(Unavailable, match="try again in a minute"):
        pool.run(REQUEST, encoded())
