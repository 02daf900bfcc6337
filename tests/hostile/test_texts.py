"""Texts of one's own in any encoding and any script: read as what they are, or said to be a guess, and never torn."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.text_running import OwnText
from playground.export.base import EXPORTS
from playground.kit.text import split_letters, split_text
from playground.model.dataset import MissingData
from playground.model.encodings import DETECT, ENCODINGS, detect, name_of
from playground.model.experiment import Experiment
from playground.model.files import from_plain
from playground.model.parameters import parameter_of
from tests.draws import draws
from tests.hostile.kinds import texts

# Beginnings of old songs, poems and constitutions, each in the encodings it was written in.
WRITINGS = {
    "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. ": (
        "cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5",
    ),
    "Реве та стогне Дніпр широкий, сердитий вітер завива, додолу верби гне високі. ": ("cp1251", "koi8_u"),
    "Litwo! Ojczyzno moja! ty jesteś jak zdrowie. Ile cię trzeba cenić, ten tylko się dowie, kto cię "
    "stracił. Dziś piękność twą w całej ozdobie widzę i opisuję. ": (
        "cp1250", "iso8859_2", "mac_latin2",
    ),
    "Talpra magyar, hí a haza! Itt az idő, most vagy soha! Rabok legyünk, vagy szabadok? Őrült tűzön fűtött. ": (
        "cp1250",
    ),
    "Wer reitet so spät durch Nacht und Wind? Er hat den Knaben wohl in dem Arm, er faßt ihn, er hält ihn warm. ": (
        "cp1252", "mac_roman", "cp850", "cp437",
    ),
    "Longtemps, je me suis couché de bonne heure. Parfois, à peine ma bougie éteinte, mes yeux se fermaient. ": (
        "cp1252", "mac_roman",
    ),
    "Call me Ishmael. Some years ago – never mind how long – having no money, “naïvely” I sailed. ": (
        "cp1252",
    ),
    "Άνδρα μοι έννεπε, Μούσα, πολύτροπον, ος μάλα πολλά πλάγχθη, επεί Τροίης ιερόν πτολίεθρον έπερσε. ": ("cp1253",),
    "בראשית ברא אלוהים את השמים ואת הארץ. והארץ הייתה תוהו ובוהו וחושך על פני תהום. ": ("cp1255",),
    "في البدء خلق الله السماوات والأرض وكانت الأرض خربة وخالية وعلى وجه الغمر ظلمة. ": ("cp1256",),
    "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗い所でニャーニャー泣いていた。\n": (
        "cp932", "euc_jp", "iso2022_jp",
    ),
    "道可道，非常道。名可名，非常名。无名天地之始；有名万物之母。学而时习之，不亦说乎？\n": ("gb18030",),
    "道可道，非常道。名可名，非常名。無名天地之始；有名萬物之母。學而時習之，不亦說乎？\n": ("big5",),
    "동해물과 백두산이 마르고 닳도록 하느님이 보우하사 우리나라 만세. 무궁화 삼천리 화려강산. ": ("cp949",),
    "ประเทศไทยรวมเลือดเนื้อชาติเชื้อไทย เป็นประชารัฐ ไผทของไทยทุกส่วน อยู่ดำรงคงไว้ได้ทั้งมวล ": ("cp874",),
}  # fmt: skip
# Short ones of East Asia, whose bytes are letters in several encodings.
JAPANESE = (
    "古池や蛙飛びこむ水の音\n閑さや岩にしみ入る蝉の声\n夏草や兵どもが夢の跡\n五月雨をあつめて早し最上川\n",
    "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。",
    "さくら さくら やよいの空は 見わたす限り かすみか雲か 匂いぞ出ずる いざや いざや 見にゆかん\n",
    "春はあけぼの。やうやう白くなりゆく山ぎは、すこしあかりて、紫だちたる雲のほそくたなびきたる。",
    "祇園精舎の鐘の声、諸行無常の響きあり。",
    "雨ニモマケズ風ニモマケズ",
    "こんにちは、世界！",
    "コンピュータのプログラムを書く。Playground は楽しい。",
)
SIMPLIFIED = (
    "道可道，非常道。名可名，非常名。无名天地之始；有名万物之母。",
    "床前明月光，疑是地上霜。举头望明月，低头思故乡。",
    "话说天下大势，分久必合，合久必分。",
    "你好，世界！",
)
TRADITIONAL = (
    "床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。",
    "學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？",
    "春眠不覺曉，處處聞啼鳥。夜來風雨聲，花落知多少。",
    "你好，世界！",
)
KOREAN = (
    "동해물과 백두산이 마르고 닳도록 하느님이 보우하사 우리나라 만세.",
    "나 보기가 역겨워 가실 때에는 말없이 고이 보내 드리오리다",
    "나랏말싸미 中國에 달아 文字와로 서르 사맛디 아니할쎄",
    "大韓民國은 民主共和國이다. 大韓民國의 主權은 國民에게 있고",
    "안녕ㅋㅋㅋ 뭐해? 오늘 너무 슬퍼ㅠㅠ",
    "안녕하세요, 세계!",
)
SHORT = [
    (text, encoding)
    for texts_of, encodings in (
        (JAPANESE, ("cp932", "euc_jp")),
        (SIMPLIFIED, ("gb18030",)),
        (TRADITIONAL, ("big5", "gb18030")),
        (KOREAN, ("cp949",)),
    )
    for text in texts_of
    for encoding in encodings
]
WIDE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32")
PAIRS = [(text, encoding) for text, encodings in WRITINGS.items() for encoding in encodings]


def own(folder: str | Path, content: bytes, **fields: object) -> OwnText:
    path = Path(folder) / "own.txt"
    path.write_bytes(content)
    return OwnText(path=str(path), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "encoding"), PAIRS)
def test_a_guess_is_right_and_is_said(text: str, encoding: str, tmp_path: Path) -> None:
    text *= 12
    data = own(tmp_path, text.encode(encoding), samples=10, length=8)
    assert set(data.vocabulary().texts[1:]) <= set(split_letters(text))
    assert "".join(data.originals("train", 0)) in text
    (said,) = (words for words in data.notes() if "as its letters suggest" in words)
    assert "choose the encoding" in said
    assert data.files().field_notes() == {"path": f"Read as {name_of(detect(text.encode(encoding)))}, guessed"}


@pytest.mark.parametrize(("text", "encoding"), SHORT)
@pytest.mark.parametrize("often", [1, 40])
def test_the_languages_of_east_asia_are_told_apart(text: str, encoding: str, often: int) -> None:
    content = (text * often).encode(encoding)
    assert content.decode(detect(content)) == text * often


@pytest.mark.parametrize("text", WRITINGS)
@pytest.mark.parametrize("encoding", WIDE)
def test_what_a_file_says_itself_is_no_guess(text: str, encoding: str, tmp_path: Path) -> None:
    text *= 12
    data = own(tmp_path, text.encode(encoding), samples=10, length=8)
    assert set(data.vocabulary().texts[1:]) <= set(split_letters(text))
    assert not any("suggest" in words for words in data.notes())
    assert data.files().field_notes() == {}


@draws(60)
@given(text=texts, encoding=st.sampled_from(("detect", *ENCODINGS)))
def test_any_text_in_any_encoding_is_read_or_refused_in_a_sentence(text: str, encoding: str) -> None:
    codec = "utf-8" if encoding == "detect" else encoding
    content = (text * 30).encode(codec, "ignore")
    with tempfile.TemporaryDirectory() as folder:
        data = own(folder, content, encoding=encoding, samples=10, length=4)
        for problem in data.problems():
            assert problem.endswith(".")
            with pytest.raises(MissingData):
                data.load()
        if not data.files().trouble():
            assert data.problems() or data.load()
            letters = "".join(data.vocabulary().texts[1:])
            held = content.decode(codec).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
            assert encoding == "detect" or set(letters) <= set(held)


@draws(100)
@given(st.one_of(st.binary(max_size=300), st.binary(min_size=1, max_size=20).map(lambda piece: piece * 200)))
def test_any_bytes_have_an_encoding_or_none(content: bytes) -> None:
    found = detect(content)
    assert found == "" or found in ENCODINGS
    with tempfile.TemporaryDirectory() as folder:
        data = own(folder, content, samples=10, length=4)
        assert len(data.problems()) <= 1
        assert data.notes() is not None


def test_an_encoding_that_was_chosen_is_used_and_one_that_does_not_fit_is_said(tmp_path: Path) -> None:
    content = ("Все счастливые семьи похожи друг на друга. " * 20).encode("cp1251")
    right = own(tmp_path, content, encoding="cp1251")
    assert "".join(right.originals("train", 0)) in content.decode("cp1251")
    assert not right.notes()
    other = own(tmp_path, content, encoding="koi8_r")
    assert "".join(other.originals("train", 0)) in content.decode("koi8_r")
    (problem,) = own(tmp_path, content, encoding="utf-8").problems()
    assert problem == "The file own.txt is not text in UTF-8: choose another encoding or file."


def test_every_encoding_in_the_list_has_words_of_its_own() -> None:
    choice = parameter_of(OwnText, "encoding")
    assert choice.choices == (DETECT, *ENCODINGS)
    words = {name: choice.word_of(name) for name in ENCODINGS}
    assert len(set(words.values())) == len(words)
    assert not any("_" in word or word == name for name, word in words.items())
    assert words["cp1251"] == "Cyrillic (Windows-1251)"


def test_a_script_reads_the_file_as_it_is_read_here(tmp_path: Path) -> None:
    data = own(tmp_path, ("Ile cię trzeba cenić, ten tylko się dowie. " * 30).encode("cp1250"))
    experiment: Experiment = from_plain(
        {"data": {"kind": "own_text", "path": data.path}, "networks": {"main": [{"kind": "embedding"}]}}
    )
    assert '"cp1250"' in EXPORTS.find("python")().write(experiment).decode()


# ------------------------------------------------------------------------------------------------- words and letters


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("हिन्दी भाषा।", ["हिन्दी", "भाषा", "।"]),
        ("السَّلَامُ عَلَيْكُم", ["السَّلَامُ", "عَلَيْكُم"]),
        ("שָׁלוֹם עֲלֵיכֶם", ["שָׁלוֹם", "עֲלֵיכֶם"]),
        ("cafe\u0301 naïve", ["cafe\u0301", "naïve"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("l’homme d'or", ["l’homme", "d'or"]),
        ("İstanbul", ["i\u0307stanbul"]),
        ("我爱 データ科学。", ["我", "爱", "データ", "科", "学", "。"]),
        ("한국어 단어", ["한국어", "단어"]),
        ("👩\u200d🔬!👍🏽🇫🇷🇯🇵", ["👩\u200d🔬", "!", "👍🏽", "🇫🇷", "🇯🇵"]),
        ("Straße snake_case 3.14", ["straße", "snake", "_", "case", "3", ".", "14"]),
    ],
)
def test_words_are_whole_in_every_script(text: str, words: list[str]) -> None:
    assert split_text(text, "word") == words


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("हिन्दी", ["हि", "न्", "दी"]),
        ("e\u0301t\n", ["e\u0301", "t", "\n"]),
        ("👩\u200d🔬a", ["👩\u200d🔬", "a"]),
        ("to be", ["t", "o", " ", "b", "e"]),
    ],
)
def test_letters_are_those_that_people_see(text: str, letters: list[str]) -> None:
    assert split_letters(text) == letters


@draws(300)
@given(st.one_of(texts, st.text(st.characters(categories=("L", "M", "N", "P", "So", "Zs", "Cf")), max_size=40)))
def test_splitting_loses_nothing_and_tears_nothing(text: str) -> None:
    low = text.lower()
    words, letters = split_text(text, "word"), split_letters(text)
    assert "".join(words) == "".join(low.split())
    assert "".join(letters) == text
    after_blank = {"", *(piece[0] for piece in low.split() if piece)}
    for piece in words:
        if unicodedata.category(piece[0]).startswith("M"):
            assert piece[0] in after_blank  # nothing stands before it that it could belong to
