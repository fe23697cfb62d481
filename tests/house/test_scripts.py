"""Names that only a script itself knows become short, and nothing else changes."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from config.scripts import shortened, small

OURS = sorted(Path("static/js").rglob("*.js"))
EXPORTED = re.compile(r"^export (?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
IMPORTED = re.compile(r"""(?:from|import)\s*\(?["'](\./|\.\./)([\w/]+\.js)["']""")


@pytest.mark.parametrize(
    ("script", "short"),
    [
        ("const wide = 1;\nwide + wide;", "const A = 1;\nA + A;"),
        ("function grow(by) { return by; }\ngrow(2);", "function A(by) { return by; }\nA(2);"),
        ("class Pane {}\nnew Pane();", "class A {}\nnew A();"),
        ("const { width, height: tall } = box;", "const { width:A, height: B } = box;"),
        ("const [first, ...rest] = list;\nrest;", "const [B, ...A] = list;\nA;"),
        ("const { wide = high } = box;", "const { wide:A = high } = box;"),
    ],
)
def test_what_a_script_declares_at_its_top_gets_a_short_name(script, short):
    assert shortened(script) == short


@pytest.mark.parametrize(
    ("script", "short"),
    [
        ('import { tell } from "./a.js";\ntell();', 'import { tell as A } from "./a.js";\nA();'),
        ('import { tell as say } from "./a.js";\nsay();', 'import { tell as A } from "./a.js";\nA();'),
        ('import * as sheet from "./a.js";\nsheet.sheet;', 'import * as A from "./a.js";\nA.sheet;'),
        ('import tell from "./a.js";\ntell();', 'import A from "./a.js";\nA();'),
    ],
)
def test_what_is_imported_keeps_its_name_where_it_comes_from(script, short):
    assert shortened(script) == short


@pytest.mark.parametrize(
    "script",
    [
        "export const wide = 1;\nwide;",
        "export function grow() {}\ngrow();",
        "export class Pane {}\nnew Pane();",
        "const wide = 1;\nexport { wide };",
        "wide = 1;",  # not declared here: whoever declared it knows it by this name
    ],
)
def test_what_others_may_know_keeps_its_name(script):
    assert shortened(script) == script


def test_properties_strings_and_keys_are_no_names():
    script = 'const wide = box.wide;\nconst all = { wide, high: wide, "wide": `wide ${wide}` };\nall["wide"];'
    assert shortened(script) == 'const A = box.wide;\nconst B = { wide:A, high: A, "wide": `wide ${A}` };\nB["wide"];'


def test_an_inner_variable_of_the_same_name_stays_another_one():
    script = "const wide = 1;\nconst grow = (wide) => wide + 1;\ngrow(wide);"
    assert shortened(script) == "const A = 1;\nconst B = (A) => A + 1;\nB(A);"


def test_no_new_name_is_one_that_the_script_uses():
    assert shortened("const wide = A;\nfunction grow(B) { return wide + B; }") == (
        "const C = A;\nfunction D(B) { return C + B; }"
    )


def test_a_script_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match="JavaScript"):
        small("const = ;")


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_each_of_our_scripts_keeps_what_it_exports_and_asks_for(path):
    script = path.read_text()
    made = shortened(script)
    assert EXPORTED.findall(made) == EXPORTED.findall(script)
    assert IMPORTED.findall(made) == IMPORTED.findall(script)
    assert shortened(made).count("\n") == script.count("\n")  # what was made can be read again


def test_the_browser_of_the_tests_gets_the_small_ones():
    found = Path(finders.find("js/room/view.js"))
    assert found.read_text() == small(Path("static/js/room/view.js").read_text())
