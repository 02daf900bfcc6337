"""East Asian letters: how likely a text is Japanese, Chinese or Korean, if its bytes are read in an encoding of those.

The same bytes are letters in several of these encodings. Each lists its letters in two levels, the common ones first,
so text read in another encoding than its own is full of rare ones.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

_LEVELS = {
    "cp932": ("euc_jp", 0xB0, 0xCF),
    "euc_jp": ("euc_jp", 0xB0, 0xCF),
    "gb18030": ("gb2312", 0xB0, 0xD7),
    "big5": ("big5", 0xA4, 0xC6),
    "cp949": ("euc_kr", 0xB0, 0xC8),
}
"""Each encoding: the one its first level is taken from, and the first and last lead byte of that."""
EAST_ASIAN = frozenset(_LEVELS)

_KANA = "".join(chr(code) for code in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), 0x30FC, 0x3005))
_KANJI = "人日一大年本中国見出生行間上時分長子手"
_HANZI = (
    "的一是不了在人有我他這这個个們们中來来上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得於于"
    "下自之年過过發发後后作里裡好道無无天月日"
)
_SYLLABLES = "이다는의에가을를고은도로기하지한사어나자리시아서인그들게있대정라만수으해일거없보여우니"
_LONE_SIGNS = "ㅋㅎㅠㅜ"
"""Parts of syllables that Koreans write alone, as laughter and tears."""
_FREQUENT = {
    "cp932": frozenset(_KANA + _KANJI),
    "euc_jp": frozenset(_KANA + _KANJI),
    "gb18030": frozenset(_HANZI),
    "big5": frozenset(_HANZI),
    "cp949": frozenset(_SYLLABLES + _LONE_SIGNS),
}
_OWN = {"cp932": _KANA, "euc_jp": _KANA, "cp949": _LONE_SIGNS}
"""Letters outside the levels that are common all the same."""
_LETTERS = re.compile(r"[^\W\d_\x00-\x7f\uff21-\uff5a]|[\ue000-\uf8ff]")
"""Letters beyond ASCII, and code points that stand for no letter; those of full width are in all these encodings."""
_HANGUL_BEFORE_HAN = re.compile("(?<=[\uac00-\ud7a3])[\u4e00-\u9fff\uf900-\ufaff]")
"""Korean words of Chinese characters end in Hangul, and do not begin with it."""


def strange_letters(text: str, encoding: str) -> int:
    """How many letters a text that was read in one of `EAST_ASIAN` should hardly have."""
    common = _common(encoding)
    strange = sum(letter not in common for letter in _LETTERS.findall(text) if not _is_hanja(letter, encoding))
    return strange + (len(_HANGUL_BEFORE_HAN.findall(text)) if encoding == "cp949" else 0)


def frequent_share(text: str, encoding: str) -> float:
    """The share of its letters that are the most frequent ones of the language of one of `EAST_ASIAN`."""
    letters = _LETTERS.findall(text)
    return sum(letter in _FREQUENT[encoding] for letter in letters) / len(letters) if letters else 0.0


def _is_hanja(letter: str, encoding: str) -> bool:
    """Whether it is a Chinese character in Korean, which stand beside the two levels."""
    return encoding == "cp949" and ("\u4e00" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff")


@lru_cache(maxsize=len(_LEVELS))
def _common(encoding: str) -> frozenset[str]:
    """The letters of its first level."""
    source, first, last = _LEVELS[encoding]
    pairs = product(range(first, last + 1), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return frozenset("".join(bytes(pair).decode(source, "ignore") for pair in pairs) + _OWN.get(encoding, ""))
