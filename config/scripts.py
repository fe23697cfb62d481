"""Owns making our own scripts small: comments and blanks go, and names that only their script knows become short.

The minifier shortens the names inside functions, but leaves those at the top of a script alone, since it cannot know
whether another script uses them. Ours are modules, so that only what they export is known elsewhere.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, product
from string import ascii_letters, ascii_uppercase

NAMES = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
DECLARED = ("lexical_declaration", "function_declaration", "class_declaration", "import_statement")


def small(script: str) -> str:
    """The same module in as few bytes as can be; ValueError where it is no JavaScript."""
    import minify  # a compiled library, and only collectstatic needs it

    return minify.string("application/javascript", shortened(script))


def shortened(script: str) -> str:
    """The same module with short names for what it declares at its top and does not export.

    A name becomes the same new one wherever it stands, also where an inner scope has a variable of that name, and no
    new name is one that the script uses already: so each goes on meaning what it meant.
    """
    source = script.encode()
    nodes = list(_all(_parsed(source)))
    spoken = [node for node in nodes if node.type in NAMES]
    short = _short_names(Counter(node.text for node in spoken), _own(nodes))
    for node in reversed(spoken):  # from the end, so that the places of the others stay
        if node.text in short:
            source = source[: node.start_byte] + _written(node, short[node.text]) + source[node.end_byte :]
    return source.decode()


def _parsed(source: bytes):
    import tree_sitter
    import tree_sitter_javascript

    language = tree_sitter.Language(tree_sitter_javascript.language())
    tree = tree_sitter.Parser(language).parse(source)
    if tree.root_node.has_error:
        raise ValueError("A script cannot be read as JavaScript.")
    return tree.root_node


def _all(node) -> Iterator:
    yield node
    for child in node.children:
        yield from _all(child)


def _own(nodes) -> set[bytes]:
    """Names that stand for something in this module alone."""
    statements = [node for node in nodes[0].children if node.type in DECLARED]
    exported = {node.named_children[0].text for node in nodes if node.type == "export_specifier"}
    return {name for statement in statements for name in _bound(statement)} - exported


def _bound(node) -> Iterator[bytes]:
    """Names that a declaration, an import or a pattern binds; none of what they are bound to."""
    if node.type in NAMES:
        yield node.text
    for field in ("alias", "left", "name"):
        if only := node.child_by_field_name(field):
            yield from _bound(only)
            return
    for child in node.named_children:
        yield from _bound(child)


def _short_names(uses: Counter, own: set[bytes]) -> dict[bytes, bytes]:
    """The shortest new names for those that are used most; small letters are left to the minifier for its locals."""
    names = (name.encode() for name in chain(ascii_uppercase, "$_", map("".join, product("$_", ascii_letters))))
    fresh = (name for name in names if name not in uses)
    return dict(zip((name for name, _ in uses.most_common() if name in own), fresh, strict=False))


def _written(node, new: bytes) -> bytes:
    """What stands in place of a name: where the name says which property or export is meant as well, both."""
    if node.type != "identifier":
        return node.text + b":" + new
    if node.parent.type != "import_specifier":
        return new
    alias = node.parent.child_by_field_name("alias")
    if alias is None:
        return node.text + b" as " + new
    return new if node == alias else node.text
