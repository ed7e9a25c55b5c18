"""Encodings of old subtitle files."""

import warnings

import pytest

from vidsync.errors import FormatError, InputError, VidsyncWarning
from vidsync.timings import load
from vidsync.timings.reading.encodings import decode

SHORT = [
    ("gb18030", "你好，世界。\n今天天气很好\n"),
    ("gb18030", "你好，世界"),
    ("cp1252", "Ça va très bien – déjà"),
    ("cp1252", "Ça va très bien – déjà là, où êtes-vous?"),
    ("cp1252", "Schöne Grüße aus München, daß es läuft."),
    ("cp1252", "¿Qué pasó mañana, señor? ¡Adiós!"),
    ("cp1252", "É isso, não é? Você já comeu pão, irmão?"),
    ("cp1252", "Perché no? È già così."),
    ("cp1252", "Är du på väg hem nu? Hur mår du då?"),
    ("cp1252", "“Hello” – it’s fine…"),
    ("cp1252", "Rød grød med fløde, så er det på."),
    ("cp932", "こんにちは、世界。\n元気ですか"),
    ("cp932", "日本語の字幕です"),
    ("euc_jp", "こんにちは、世界。元気ですか"),
    ("big5", "你好，世界。\n今天天氣很好，我們走吧"),
    ("big5", "你說什麼？"),
    ("gb18030", "你说什么？我不知道。"),
    ("cp949", "안녕하세요, 세계!\n오늘 날씨가 좋네요"),
    ("cp949", "뭐라고?"),
    ("gb18030", "他们昨天去了北京，买了很多书。"),
    ("big5", "他們昨天去了臺北，買了很多書。"),
    ("cp1251", "Привет, как дела?"),
    ("cp1251", "Да."),
    ("cp1251", "Добрий день, як справи? Їжак їсть."),
    ("cp1251", "ЧТО ТЫ ДЕЛАЕШЬ? НЕТ!"),
    ("cp1250", "Dzień dobry, jak się masz? Świetnie, dziękuję."),
    ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy."),
    ("cp1250", "Jó napot, hogy vagy? Köszönöm, jól. Őszintén."),
    ("cp1250", "Bună ziua, ce mai faceţi? Mulţumesc, bine. Şi tu?"),
    ("cp1253", "Καλημέρα, τι κάνεις;"),
    ("cp1253", "Πού είναι το αυτοκίνητό μου;"),
    ("cp1255", "שלום, מה שלומך?"),
    ("cp1255", "אני לא יודע."),
    ("cp1256", "مرحبا، كيف حالك؟"),
    ("cp1256", "أين كنت؟ لا أعرف شيئا"),
    ("cp1254", "Merhaba, nasılsın? Şöyle böyle, teşekkürler."),
    ("cp874", "สวัสดีครับ วันนี้อากาศดีมาก"),
    ("cp1257", "Labas, kaip sekasi? Ačiū, gerai. Mėnuo šviečia."),
    ("koi8-r", "Привет, как дела? Всё хорошо"),
    ("cp866", "Привет, как дела?"),
    ("cp932", "ありがとう"),
    ("cp949", "네, 알겠습니다."),
    ("cp1250", "Šta radiš? Dođi ovamo, čekam te."),
]


def make_srt(text):
    return f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n"


@pytest.mark.parametrize(("encoding", "text"), SHORT)
def test_a_short_file_is_read_in_its_encoding(encoding, text):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert decode(make_srt(text).encode(encoding), "it") == make_srt(text)
    assert "is not UTF-8; it was read as" in str(caught[0].message)
    assert "--encoding" in str(caught[0].message)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Hé là", "Hello there."])
def test_utf16_without_a_mark(encoding, text):
    with pytest.warns(VidsyncWarning, match="utf-16"):
        assert decode(make_srt(text).encode(encoding), "it") == make_srt(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_that_names_its_encoding_needs_no_warning(encoding):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert decode(make_srt("Hé là").encode(encoding), "it") == make_srt("Hé là")


def test_a_given_encoding_is_used(tmp_path):
    path = tmp_path / "a.srt"
    path.write_bytes(make_srt("Да.").encode("koi8_r"))
    with pytest.warns(VidsyncWarning, match="estimated"):
        assert load(path, text_encoding="koi8_r").words[0].text == "Да."
    with pytest.raises(InputError, match="no encoding is named 'klingon'"):
        load(path, text_encoding="klingon")
    with pytest.raises(FormatError, match="is not text in utf-8"):
        load(path, text_encoding="utf-8")


@pytest.mark.parametrize(
    "content", [b"RIFF\x00\x00\x00\x00WAVE" + bytes(range(256)) * 9, bytes(99)]
)
def test_what_is_no_text_is_refused(content):
    with pytest.raises(FormatError):
        decode(content, "it")
