import contextlib
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import AppError
from app.library.metadata.xmp import AltText, merged_packet, read_packet

SAID = AltText("A dog & a <cat> on the beach.", "A long\nstory: naïve, 日本, 🐕.")
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
IPTC = 'xmlns:i="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"'
OTHER = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {RDF}>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="5"
 {DC} xmlns:xmpNote="http://ns.adobe.com/xmp/note/"
 xmpNote:HasExtendedXMP="0123456789ABCDEF0123456789ABCDEF">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Old</rdf:li><rdf:li xml:lang="de">Alt</rdf:li></rdf:Alt>
</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"""
MOTION = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 5.1.0-jc003">
  <rdf:RDF {RDF}>
    <!-- a remark --><?vendor stays?>
    <rdf:Description rdf:about="uuid:1" xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"
        xmlns:Container="http://ns.google.com/photos/1.0/container/"
        xmlns:Item="http://ns.google.com/photos/1.0/container/item/"
        GCamera:MotionPhoto="1" GCamera:Remark="one&#10;two &amp; &quot;three&quot;">
      <Container:Directory><rdf:Seq><rdf:li rdf:parseType="Resource">
        <Container:Item Item:Mime="video/mp4" Item:Length="2048"/>
      </rdf:li></rdf:Seq></Container:Directory>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>"""


def of(inside: str) -> bytes:
    return f'<rdf:RDF {RDF}><rdf:Description rdf:about="" {DC} {IPTC} {inside}</rdf:RDF>'.encode()


def text_of(packet: bytes, name: str) -> list[str]:
    found = re.findall(rf"<{name}[ >].*?</{name}>", packet.decode(), re.DOTALL)
    return [one for part in found for one in re.findall(r"<rdf:li[^>]*>(.*?)</rdf:li>", part, re.DOTALL)]


def test_a_new_packet_has_the_text_as_alternatives_of_language() -> None:
    new = merged_packet(None, SAID)
    assert new.startswith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode())
    assert new.endswith(b'<?xpacket end="w"?>')
    for name in ("Iptc4xmpCore:AltTextAccessibility", "dc:description"):
        assert text_of(new, name) == ["A dog &amp; a &lt;cat&gt; on the beach."]
    assert new.decode().count('<rdf:Alt><rdf:li xml:lang="x-default">') == 3
    assert read_packet(new) == SAID


def test_what_a_packet_says_already_is_kept() -> None:
    new = merged_packet(OTHER.encode(), SAID)
    text = new.decode()
    assert read_packet(new) == SAID
    assert 'xmp:Rating="5"' in text
    assert 'xmpNote:HasExtendedXMP="0123456789ABCDEF0123456789ABCDEF"' in text
    assert '<rdf:li xml:lang="de">Alt</rdf:li>' in text
    assert read_packet(OTHER.encode("utf-16")) == AltText()


def test_prefixes_remarks_and_line_breaks_stay_as_they_were() -> None:
    text = merged_packet(MOTION.encode(), SAID).decode()
    for part in (
        'GCamera:MotionPhoto="1"',
        'GCamera:Remark="one&#10;two &amp; &quot;three&quot;"',
        '<Container:Item Item:Mime="video/mp4" Item:Length="2048"/>',
        "<!-- a remark --><?vendor stays?>",
        'rdf:about="uuid:1"',
        'x:xmptk="Adobe XMP Core 5.1.0-jc003"',
    ):
        assert part in text
    assert "ns0" not in text


def test_writing_again_changes_nothing_else_and_wraps_once() -> None:
    once = merged_packet(MOTION.encode(), SAID)
    other = merged_packet(once, AltText("Another."))
    assert merged_packet(other, AltText(SAID.short)) == once
    assert other.count(b"<?xpacket") == 2
    assert read_packet(other) == AltText("Another.", SAID.long)


def test_someones_own_caption_stays_and_ours_follows_the_alt_text() -> None:
    assert text_of(merged_packet(OTHER.encode(), SAID), "dc:description") == ["Old", "Alt"]
    ours = merged_packet(merged_packet(None, AltText("One.")), AltText("Two."))
    assert text_of(ours, "dc:description") == ["Two."]


@pytest.mark.parametrize(
    "inside",
    [
        'i:AltTextAccessibility="Old" />',
        "><i:AltTextAccessibility>Old</i:AltTextAccessibility></rdf:Description>",
        "><i:AltTextAccessibility><rdf:Alt/></i:AltTextAccessibility></rdf:Description>",
        "><i:AltTextAccessibility><rdf:Bag><rdf:li>Old</rdf:li></rdf:Bag></i:AltTextAccessibility>"
        "</rdf:Description>",
        '><i:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">O<![CDATA[ld]]></rdf:li></rdf:Alt>'
        "</i:AltTextAccessibility></rdf:Description>",
        "/>",
        f'xmlns:Iptc4xmpCore="another"/><rdf:Description rdf:about="" {IPTC} i:AltTextAccessibility="Old"/>',
    ],
)
def test_every_form_of_an_older_text_is_read_and_takes_the_new(inside: str) -> None:
    assert read_packet(of(inside)).short == ("Old" if "Old" in inside or "CDATA" in inside else "")
    new = merged_packet(of(inside), SAID)
    assert read_packet(new) == SAID
    assert b"Old" not in new
    assert "CDATA" not in new.decode()


def test_another_language_stays_beside_the_text() -> None:
    packet = of(
        '><i:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="de">Hund</rdf:li></rdf:Alt>'
        "</i:AltTextAccessibility></rdf:Description>"
    )
    assert read_packet(packet).short == "Hund"
    assert text_of(merged_packet(packet, AltText("Dog")), "i:AltTextAccessibility") == ["Dog", "Hund"]


def test_a_prefix_that_means_something_else_is_not_trusted() -> None:
    rdf = 'xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdf="urn:else" xmlns:dc="urn:other"'
    for packet in (f"<RDF {rdf}/>", f"<RDF {rdf}><Description/></RDF>"):
        new = merged_packet(packet.encode(), SAID)
        assert read_packet(new) == SAID
        assert merged_packet(new, AltText("Two.")).decode().count("Two.") == 2


@pytest.mark.parametrize(
    "packet",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + OTHER.encode(),
        b'<!ENTITY b "c">',
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + OTHER).encode("utf-16"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + OTHER).encode("utf-16-le"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + OTHER).encode("utf-16-be"),
        b"<a/>",
        b"",
        b"\xff\xfe\0",
        b"\xff<a/>",
        OTHER.encode() + b" " * (1 << 20),
        OTHER.encode()[:200],
        b"<a>" * 100_000,
        of(">&unknown;</rdf:Description>"),
    ],
)
def test_a_packet_that_is_not_safe_or_not_whole_is_refused(packet: bytes) -> None:
    for work in (read_packet, lambda one: merged_packet(one, SAID)):
        with pytest.raises(AppError, match="cannot be read safely"):
            work(packet)


def test_a_packet_nested_without_end_is_refused_when_it_would_be_written() -> None:
    deep = of(">" + "<dc:a>" * 50_000 + "</dc:a>" * 50_000 + "</rdf:Description>")
    with pytest.raises(AppError, match="cannot be read safely"):
        merged_packet(deep, SAID)


def test_an_encoding_that_a_packet_only_claims_does_not_matter() -> None:
    packet = b'<?xml version="1.0" encoding="utf-7"?>\n' + OTHER.encode()
    assert read_packet(merged_packet(packet, SAID)) == SAID


@given(st.binary(max_size=200))
@example(b"<")
def test_whatever_a_packet_holds_is_read_or_refused(packet: bytes) -> None:
    with contextlib.suppress(AppError):
        assert isinstance(read_packet(packet), AltText)


@given(
    st.integers(0, len(MOTION)),
    st.integers(0, 40),
    st.sampled_from(
        [
            "",
            "<",
            ">",
            '"',
            "&",
            "&#0;",
            "]]>",
            "xmlns:",
            "rdf:",
            ' xmlns:rdf=""',
            "<a b='1' b='2'/>",
            "\ufffe",
        ]
    ),
)
@example(MOTION.index("xmlns:rdf"), 0, 'xmlns:e="a b" ')
@example(MOTION.index("xmlns:rdf"), 0, 'xmlns="http://www.w3.org/2000/xmlns/" ')
def test_a_damaged_packet_is_refused_or_merged_well(at: int, gone: int, instead: str) -> None:
    packet = (MOTION[:at] + instead + MOTION[at + gone :]).encode()
    with contextlib.suppress(AppError):
        assert read_packet(merged_packet(packet, SAID)) == SAID
