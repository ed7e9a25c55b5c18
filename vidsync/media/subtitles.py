"""Soft subtitles: text that a player shows on request."""

from __future__ import annotations

from dataclasses import dataclass

from vidsync.errors import InputError

# ISO 639-1 to ISO 639-2/T, which is what MP4 and Matroska store.
_PAIRS = """
    af:afr am:amh ar:ara az:aze be:bel bg:bul bn:ben bs:bos ca:cat cs:ces
    cy:cym da:dan de:deu el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas
    fi:fin fr:fra ga:gle gl:glg gu:guj ha:hau he:heb hi:hin hr:hrv hu:hun
    hy:hye id:ind is:isl it:ita ja:jpn jv:jav ka:kat kk:kaz km:khm kn:kan
    ko:kor ku:kur ky:kir la:lat lo:lao lt:lit lv:lav mk:mkd ml:mal mn:mon
    mr:mar ms:msa mt:mlt my:mya nb:nob ne:nep nl:nld nn:nno no:nor pa:pan
    pl:pol ps:pus pt:por ro:ron ru:rus sd:snd si:sin sk:slk sl:slv so:som
    sq:sqi sr:srp su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha tk:tuk
    tl:tgl tr:tur tt:tat ug:uig uk:ukr ur:urd uz:uzb vi:vie xh:xho yi:yid
    yo:yor zh:zho zu:zul
"""
_LANGUAGES = dict(pair.split(":") for pair in _PAIRS.split())


@dataclass(frozen=True, slots=True)
class SubtitleTrack:
    """A soft subtitle track to be muxed.

    Attributes:
        text: a whole SRT, WebVTT or ASS document.
        language: BCP 47 tag or ISO 639 code: ``en``, ``pt-BR``, ``deu``.
        title: the name that a player lists.
    """

    text: str
    language: str = ""
    title: str = ""

    @property
    def kind(self) -> str:
        """The format of the text: ``srt``, ``vtt`` or ``ass``."""
        head = self.text.lstrip("\ufeff \r\n")[:200]
        if head.startswith("WEBVTT"):
            return "vtt"
        if head.lower().startswith("[script info]"):
            return "ass"
        if "-->" in self.text:
            return "srt"
        raise InputError("a subtitle track is neither SRT, WebVTT nor ASS, or has no cue")

    @property
    def iso_639_2(self) -> str:
        """The language in three letters; ``und`` where it is not certain."""
        primary = self.language.replace("_", "-").split("-")[0].lower()
        if len(primary) == 3 and primary.isascii() and primary.isalpha():
            return primary
        return _LANGUAGES.get(primary, "und")
