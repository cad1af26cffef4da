"""What reading twice makes of a line, and what it does not."""

import pytest

from app.describe.live.sameness import normalized, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("✓", "✗"),
        ("👍 Ana", "👎 Ana"),
        ("Seat 12A", "Seat 12B"),
        ("v1.2.3", "v1.2.4"),
        ("3/5 done", "4/5 done"),
        ("10:30 AM", "10:30 PM"),
        ("20 °C", "20 °F"),
        ("½ cup", "¼ cup"),
        ("5 m", "5 ml"),
        ("can", "can't"),
        ("0.125 mg", "125 mg"),
        ("Room 1 23", "Room 12 3"),
        ("Halt", "Hall"),
        ("10 000", "1 000"),
        ("a→b", "a←b"),
        ("-5", "5"),
        ("1.5 x", "15 x"),
        ("\u0665", "\u0666"),
        ("Michelle", "Michele"),
        ("バス", "パス"),
    ],
)
def test_meaning_is_a_difference(one: str, other: str) -> None:
    assert not same(normalized(one), normalized(other))
    assert not same(normalized(other), normalized(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- 50 EUR", "-50 EUR"),
        ("Page 1 / 2", "Page 1/2"),
        ("14 : 30", "14:30"),
        ("10 \u2013 12", "10-12"),
        ("1,234.56", "1.234,56"),
        ("1 234", "1,234"),
        ("\ufb01le saved", "file saved"),
        ("re-connect", "reconnect"),
        ("$50", "S50"),
        ("Loading...", "Loading."),
        ("5 °C", "5 C"),
        ("Stra\u00dfe", "Strasse"),
        ("14:30", "14.30"),
        ("Clear all", "dear all"),
        ("closed", "elosed"),
        ("B8", "88"),
        ("1O.5 mg", "10.5 mg"),
        ("EUR", "EURl"),
        ("Готово ещё", "Готово еще"),
        ("Saved", "Saved |"),
        ("connection", "connecton"),
    ],
)
def test_noise_is_none(one: str, other: str) -> None:
    assert same(normalized(one), normalized(other))
    assert same(normalized(other), normalized(one))
