"""Encodings: how the bytes of a text file of one's own become letters, found out where nobody says it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from itertools import pairwise

from charset_normalizer import from_bytes
from charset_normalizer.constant import IANA_SUPPORTED

from playground.model.east_asian import EAST_ASIAN, frequent_share, strange_letters

DETECT = "detect"
"""What stands for an encoding that is to be found out."""
ENCODINGS = {
    "utf-8": ("UTF-8", "all languages"),
    "utf-16": ("UTF-16", "all languages"),
    "utf-16-le": ("UTF-16 LE", "all languages"),
    "utf-16-be": ("UTF-16 BE", "all languages"),
    "utf-32": ("UTF-32", "all languages"),
    "cp1252": ("Windows-1252", "Western European"),
    "cp1250": ("Windows-1250", "Central European"),
    "cp1251": ("Windows-1251", "Cyrillic"),
    "cp1253": ("Windows-1253", "Greek"),
    "cp1254": ("Windows-1254", "Turkish"),
    "cp1255": ("Windows-1255", "Hebrew"),
    "cp1256": ("Windows-1256", "Arabic"),
    "cp1257": ("Windows-1257", "Baltic"),
    "cp1258": ("Windows-1258", "Vietnamese"),
    "cp874": ("Windows-874", "Thai"),
    "cp932": ("Shift JIS", "Japanese"),
    "euc_jp": ("EUC-JP", "Japanese"),
    "iso2022_jp": ("ISO 2022-JP", "Japanese"),
    "gb18030": ("GB 18030", "simplified Chinese"),
    "big5": ("Big5", "traditional Chinese"),
    "cp949": ("Windows-949", "Korean"),
    "iso8859_2": ("ISO 8859-2", "Central European"),
    "iso8859_5": ("ISO 8859-5", "Cyrillic"),
    "iso8859_7": ("ISO 8859-7", "Greek"),
    "iso8859_15": ("ISO 8859-15", "Western European"),
    "koi8_r": ("KOI8-R", "Russian"),
    "koi8_u": ("KOI8-U", "Ukrainian"),
    "mac_roman": ("Mac Roman", "Western European"),
    "mac_latin2": ("Mac Latin 2", "Central European"),
    "mac_cyrillic": ("Mac Cyrillic", "Cyrillic"),
    "cp437": ("DOS 437", "Western European"),
    "cp850": ("DOS 850", "Western European"),
    "cp866": ("DOS 866", "Cyrillic"),
}
"""Those that can be chosen, under Python's names: what people call each, and what it is for."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WIDE = frozenset({"utf-16-le", "utf-16-be"})
_SAMPLE = 16 * 1024
"""An encoding is found out from so many bytes."""
_ALPHABETS = (
    "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "áâãàçéêíóôõú", "àèéìíîòóùú", "áéèëêïíóöüú", "æøåéèêóòôäöü", "áéíóúýþæöð",
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "çğıöşüâîû", "āčēģīķļņšūž",
    "ąčęėįšųūž", "äöõüšž", "áàâéèêíóôúùûăđơưýãõ",
)  # fmt: skip
"""The letters beyond ASCII of languages that are written with Latin letters, a language each."""
_STRANGE_SIGN = re.compile(r"(?<=[^\W\d_])(?:[¹²³¼½¾]|[^\w\s\x00-\x7f’‘‐-―“”„«»‹›…©®™]|[“”„«»‹›…](?=[^\W\d_]))")
"""A sign right after a letter, such as ‰, or a quotation mark within a word: hardly any language has them."""
_STRANGE_THAI = re.compile(
    r"[ฃฅ]|(?<![\u0e01-\u0e4e])[\u0e30-\u0e3a\u0e47-\u0e4e]|[\u0e40-\u0e44](?![ก-ฮ])|(?<=[ก-ฮ])[\u0e4f-\u0e5b]"
)
"""Thai that nobody writes: letters out of use, vowel signs and tone marks without a consonant, digits in a word."""
_TOO_STRANGE = 0.2
"""A larger share of strange letters is no text, unless charset_normalizer took it for one."""
_LITTLE = 0.05
"""A smaller share of letters beyond ASCII is that of Western European languages, and too little to tell others by."""


def detect(content: bytes) -> str:
    """The encoding of the beginning of a text, a name of `ENCODINGS`; empty where it seems to be no text.

    What its first bytes say is believed, and UTF-8 where it is that throughout. Otherwise it is a guess from the
    letters by charset_normalizer, and those of East Asia, of which the one is taken that leaves the fewest words torn
    and letters rare, and then the one whose letters are best those of one language.
    """
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    if marked:
        return marked
    sample = content[:_SAMPLE]
    if b"\0" in sample:  # which no text has, unless its letters are of two bytes
        return _guess(content, wide=True)
    if b"\x1b$" in sample and _decodes(content, "iso2022_jp"):  # it has the same bytes as UTF-8
        return "iso2022_jp"
    if _decodes(content, "utf-8"):
        return "utf-8"
    return _guess(content, wide=False) or _guess(content, wide=True)


def name_of(encoding: str) -> str:
    """What people call an encoding, such as ``Windows-1251``."""
    return ENCODINGS[encoding][0]


def choice_words(encoding: str) -> str:
    """An encoding in a list to choose from, what it is for first: ``Cyrillic (Windows-1251)``."""
    name, purpose = ENCODINGS[encoding]
    return f"{purpose[:1].upper()}{purpose[1:]} ({name})"


def is_guess(encoding: str) -> bool:
    """Whether an encoding that was found out may be wrong: hardly any bytes look like Unicode by chance."""
    return not encoding.startswith("utf")


def _guess(content: bytes, wide: bool) -> str:
    """A guess from the letters, among encodings of two bytes a letter (``wide``) or among all others."""
    sample = content[:_SAMPLE]
    wanted = {codecs.lookup(name).name: name for name in ENCODINGS if (name in _WIDE) == wide and name != "utf-8"}
    others = [name for name in IANA_SUPPORTED if codecs.lookup(name).name not in wanted]
    guesses = [wanted[codecs.lookup(match.encoding).name] for match in from_bytes(sample, cp_exclusion=others)]
    if not wide:  # by far the most frequent of all
        guesses.insert(0 if _has_few_beyond_ascii(sample) else len(guesses), "cp1252")
    asked = guesses if wide else [*guesses, *sorted(EAST_ASIAN.difference(guesses))]
    ranked = []
    for place, name in enumerate(asked):
        if _decodes(content, name):
            text = _decoded(sample, name)
            torn = round(_torn(text, name) / max(1, len(text)), 3)
            if text and (place < len(guesses) or torn < _TOO_STRANGE):
                ranked.append((torn, -round(_of_one_language(text, name), 2), place, name))
    return min(ranked)[-1] if ranked else ""


def _torn(text: str, encoding: str) -> int:
    """How many words have what no language has: a sign in them, a capital after a small letter, or two scripts.

    Also how many letters are rare in the language that is written so.
    """
    if encoding in EAST_ASIAN:
        return strange_letters(text, encoding)
    torn = len(_STRANGE_SIGN.findall(text)) + len(_STRANGE_THAI.findall(text))
    for one, next_one in pairwise(text):
        if one.isalpha() and next_one.isalpha() and not (one + next_one).isascii():
            torn += (one.islower() and next_one.isupper()) or (_is_latin(one) != _is_latin(next_one))
    return torn


def _has_few_beyond_ascii(sample: bytes) -> bool:
    letters = [letter for letter in sample.decode("cp1252", "ignore") if letter.isalpha()]
    return sum(not letter.isascii() for letter in letters) <= _LITTLE * len(letters)


def _of_one_language(text: str, encoding: str) -> float:
    """The share of Latin letters beyond ASCII that belong to the one language that has the most of them.

    In East Asia, the share of the most frequent letters of the language.
    """
    if encoding in EAST_ASIAN:
        return frequent_share(text, encoding)
    beyond = (letter for letter in text.lower() if letter.isalpha() and not letter.isascii())
    counts = Counter(letter for letter in beyond if _is_latin(letter))
    most = max(sum(counts[letter] for letter in alphabet) for alphabet in _ALPHABETS)
    return most / counts.total() if counts else 1.0


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter < "\u1f00"


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        _decoded(content, encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content: bytes, encoding: str) -> str:
    """The text; a letter that was cut at the end is left out."""
    return codecs.getincrementaldecoder(encoding)().decode(content)
