"""The kinds of hostile input that tests draw from; ``tests/draws.py`` says how many."""

from __future__ import annotations

from hypothesis import strategies as st

# What code, shells, paths, terminals, markup and formats give a meaning of their own.
_SNIPPETS = (
    '"', "'", '"""', "'''", "\\", "\\\\", "\\N{DASH}", "\\x", "\n", "\r\n", "\t", "#", ";", "$(id)", "`id`", "%s", "{}",
    "{0.__class__}", '")', "')", "x)", "__import__('os')", "<script>", "</script>", "<!--", "]]>", "&amp;", "&#0;",
    "C:\\Users\\new", "\\\\server\\share", "~", "~nobody", "..", "../", "/", ".", "-", "--help", "CON", "NUL", "a:b",
    "\x1b[31m", "\x1b]0;title\x07", "\x9b2J", "\x08", "\x7f", "\0", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028",
    "\x85", "\ud800", "\udfff", "é", "e\u0301", "ß", "İ", "漢", "हिन्दी", "עברית", "😀", "👩\u200d🔬", "\U0010ffff",
)  # fmt: skip

snippets = st.sampled_from(_SNIPPETS)
letters = st.text(st.characters(), max_size=12)
texts = st.lists(st.one_of(snippets, letters), max_size=6).map("".join)
"""Any text, with what code, shells, terminals and markup take for their own."""

long_texts = st.builds(lambda text, times: text * times, texts.filter(bool), st.sampled_from((100, 1_000, 5_000)))
names = st.one_of(texts, texts, long_texts)
"""Names, descriptions, ids and paths as somebody might put them into a document."""


def file_text(text: str) -> bool:
    """Whether a text can lie in a document at all: no half letters, no control characters but blanks."""
    return all(letter.isprintable() or letter.isspace() for letter in text) and "\0" not in text


numbers = st.one_of(
    st.integers(),
    st.sampled_from((0, -0.0, 1, -1, 2**31, 2**63, 2**64, -(2**63), 10**400, 5e-324, 1.8e308, 1e-320, 0.1 + 0.2)),
    st.floats(allow_nan=True, allow_infinity=True),
)
"""Numbers of any size, whole or not, and those that are none."""

scalars = st.one_of(st.none(), st.booleans(), numbers, names)
shapes = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)
"""Whatever JSON can hold, in any shape."""
