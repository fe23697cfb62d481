"""The shape of the code: imports point one way, vendors stay in their adapters, pieces stay small."""

import ast
import re
import statistics
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
APPS = ("config", "assets", "generation", "review")
BAGS = {"utils.py", "helpers.py", "services.py", "common.py", "misc.py", "signals.py"}
LONGEST_FUNCTION, LONGEST_FILE, LONGEST_SETTINGS, LONGEST_STYLES = 60, 400, 250, 600
VENDORS = {
    "PIL": ("assets/imaging/", "assets/rendering.py", "generation/providers/simulated/"),
    "httpx": ("assets/publishers/", "generation/providers/"),
    "cloudinary": ("assets/publishers/",),
    "boto3": ("assets/publishers/",),
}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the four layers but migrations, by path."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found[path.relative_to(ROOT).as_posix()] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree) -> set[str]:
    """The top-level names of what a module imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def functions():
    """Path, node and length of every function."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node, node.end_lineno - node.lineno + 1


def test_imports_point_one_way():
    tool = Path(sys.executable).with_name("lint-imports")
    said = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_stays_in_its_adapter(vendor):
    users = {path for path, tree in modules().items() if vendor in imported(tree)}
    assert not {path for path in users if not path.startswith(VENDORS[vendor])}


def test_no_model_points_upward_or_by_a_string_to_another_layer():
    order = {name: place for place, name in enumerate(("assets", "generation", "review", "config"))}
    for path in (ROOT / app / "models" for app in ("assets", "generation", "review")):
        here = path.parent.name
        for file in path.rglob("*.py"):
            for target in re.findall(r'(?:ForeignKey|OneToOneField|ManyToManyField)\(\s*"(\w+)\.', file.read_text()):
                assert order[target] <= order[here], f"{file}: {target}"


def test_there_are_no_signals_and_no_bags():
    for path, tree in modules().items():
        assert Path(path).name not in BAGS, path
        assert not [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.") and "signals" in
            f"{node.module} {[alias.name for alias in node.names]}"
        ], path  # fmt: skip


def test_every_module_says_what_it_owns():
    empty = [p for p, tree in modules().items() if not p.endswith("__init__.py") and not ast.get_docstring(tree)]
    assert not empty


def test_every_public_function_says_what_it_does():
    silent = [
        f"{path}:{node.name}"
        for path, node, _ in functions()
        if not node.name.startswith("_") and not ast.get_docstring(node) and not is_nested(path, node)
    ]
    assert not silent


def is_nested(path, wanted) -> bool:
    """Whether a function stands inside another one."""
    return any(
        wanted is inner
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if inner is not node
    )


def test_functions_are_short():
    sizes = [size for _, _, size in functions()]
    assert not [f"{path}:{node.name} {size}" for path, node, size in functions() if size > LONGEST_FUNCTION]
    assert statistics.median(sizes) <= 9


def test_files_are_short():
    limits = [(f"{app}/**/*.py", LONGEST_FILE) for app in (*APPS, "tests")]
    limits += [
        ("templates/**/*.html", LONGEST_FILE),
        ("static/**/*.js", LONGEST_FILE),
        ("static/**/*.css", LONGEST_STYLES),
    ]
    files = [(path, limit) for pattern, limit in limits for path in ROOT.glob(pattern)]
    long = [path for path, limit in files if lines(path) > limit and "migrations" not in path.parts]
    assert not [f"{path.relative_to(ROOT)}: {lines(path)}" for path in long]
    assert lines(ROOT / "config/settings.py") <= LONGEST_SETTINGS


def lines(path) -> int:
    """How many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_templates_hold_nothing_that_the_policy_would_block():
    wrong = re.compile(r"""\sstyle=["']|<script(?![^>]*\ssrc=)(?![^>]*application/json)|\son[a-z]+=["']|hx-on|js:""")
    assert not [p for p in (ROOT / "templates").rglob("*.html") if wrong.search(p.read_text(encoding="utf-8"))]


def test_htmx_triggers_carry_no_filter():
    filtered = re.compile(r"""hx-trigger=["'][^"']*\[""")
    assert not [p for p in (ROOT / "templates").rglob("*.html") if filtered.search(p.read_text(encoding="utf-8"))]
