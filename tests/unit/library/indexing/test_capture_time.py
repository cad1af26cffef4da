from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library.indexing.capture_time import is_screenshot, moment_in_name, taken

NOON = 1_718_186_400_000_000_000  # ns; the 12th of June 2024 somewhere


@pytest.mark.parametrize(
    ("name", "moment", "whole"),
    [
        ("IMG_20240612_153012.jpg", "2024-06-12T15:30:12", True),
        ("PXL_20240612_153012345.jpg", "2024-06-12T15:30:12", True),
        ("IMG-20240612-WA0001.jpg", "2024-06-12T12:00:00", False),
        ("20240612153012.jpg", "2024-06-12T15:30:12", True),
        ("2024-06-12 15.30.12.jpg", "2024-06-12T15:30:12", True),
        ("2024-06-12.png", "2024-06-12T12:00:00", False),
        ("2024.06.12 party.png", "2024-06-12T12:00:00", False),
        ("signal-2024-06-12-15-30-12-001.jpg", "2024-06-12T15:30:12", True),
        ("Screenshot 2024-06-12 at 15.30.12.png", "2024-06-12T15:30:12", True),
        ("Screenshot 2024-06-12 at 3.30.12 PM.png", "2024-06-12T15:30:12", True),
        ("Screenshot 2024-06-12 at 3.30.12\u202fPM.png", "2024-06-12T15:30:12", True),
        ("Screenshot 2024-06-12 at 12.05.00 AM.png", "2024-06-12T00:05:00", True),
        ("Bildschirmfoto 2024-06-12 um 15.30.12.png", "2024-06-12T15:30:12", True),
        ("Screenshot_20240612-153012_Chrome.png", "2024-06-12T15:30:12", True),
        ("Photo_2024-06-12_15-30.jpg", "2024-06-12T15:30:00", True),
        ("2024-02-30 and 2023-01-05.jpg", "2023-01-05T12:00:00", False),
        ("1962-08-01 Opa.jpg", "1962-08-01T12:00:00", False),
        ("19750612.jpg", "1975-06-12T12:00:00", False),
        ("12.06.2024 Oma.jpg", "2024-06-12T12:00:00", False),
        ("Oma 1.2.1975.jpg", "1975-02-01T12:00:00", False),
        ("25-06-2023.jpg", "2023-06-25T12:00:00", False),
        ("06-25-2023.jpg", "2023-06-25T12:00:00", False),
        ("photo_5@26-05-2023_20-01-23.jpg", "2023-05-26T20:01:23", True),
        ("photo_2023-05-26_20-01-23.jpg", "2023-05-26T20:01:23", True),
        ("2024_0612_153012_001.jpg", "2024-06-12T15:30:12", True),
        ("vlcsnap-2024-06-12-15h30m12s123.png", "2024-06-12T15:30:12", True),
        ("WhatsApp Image 2024-06-12 at 3.30.12 PM.jpeg", "2024-06-12T15:30:12", True),
        ("Photo 12. Juni 2024.jpg", "2024-06-12T12:00:00", False),
        ("June 12, 2024.jpg", "2024-06-12T12:00:00", False),
        ("12 Jun 2024 15.30.jpg", "2024-06-12T15:30:00", True),
        ("12 de junio de 2024.jpg", "2024-06-12T12:00:00", False),
        ("Снимок экрана 2024-06-12 в 15.30.12.png", "2024-06-12T15:30:12", True),
        ("截屏2024-06-12 下午3.30.12.png", "2024-06-12T15:30:12", True),
        ("スクリーンショット 2024-06-12 15.30.12.png", "2024-06-12T15:30:12", True),
        ("스크린샷 2024-06-12 오후 3.30.12.png", "2024-06-12T15:30:12", True),
        ("Captura de pantalla 2024-06-12 a la(s) 15.30.12.png", "2024-06-12T15:30:12", True),
        ("Captura de Tela 2024-06-12 às 15.30.12.png", "2024-06-12T15:30:12", True),
        ("Schermata 2024-06-12 alle 15.30.12.png", "2024-06-12T15:30:12", True),
        ("Skærmbillede 2024-06-12 kl. 15.30.12.png", "2024-06-12T15:30:12", True),
        ("Zrzut ekranu 2024-06-12 o 15.30.12.png", "2024-06-12T15:30:12", True),
    ],
)
def test_dates_in_names(name: str, moment: str, whole: bool) -> None:
    assert moment_in_name(name) == (datetime.fromisoformat(moment), whole)


@pytest.mark.parametrize(
    "name",
    ["DSC_0001.jpg", "20241312.jpg", "2024-06.jpg", "120240612.jpg", "2024061.jpg", "cat.png",
     "05-06-2023.jpg", "v1.02.2023.jpg", "DSC19750612.jpg", "4006381333931.jpg", "1.13.2024.1.jpg",
     "2024-13-01.png", "17182050223450.jpg", "", "18991231.jpg", "2024061299999999.jpg"],
)  # fmt: skip
def test_names_without_a_date(name: str) -> None:
    assert moment_in_name(name) is None


@pytest.mark.parametrize(
    ("name", "milliseconds"),
    [
        ("FB_IMG_1424441459711.jpg", 1424441459711),
        ("mmexport1581270440551.jpg", 1581270440551),
        ("mmexport1581270440551(1).jpg", 1581270440551),
        ("wx_camera_1581270440551.jpg", 1581270440551),
        ("1581270440551.jpg", 1581270440551),
        ("IMG_1581270440551.jpg", 1581270440551),
    ],
)
def test_milliseconds_in_names(name: str, milliseconds: int) -> None:
    assert moment_in_name(name) == (datetime.fromtimestamp(milliseconds // 1000), True)


@pytest.mark.parametrize("month", [5, 6])
def test_the_files_own_day_tells_which_month_is_meant(month: int) -> None:
    changed = datetime(2023, month, 11 - month, 9)
    assert moment_in_name("05-06-2023.jpg", changed) == (changed.replace(hour=12), False)


def test_a_name_of_the_future_is_no_date() -> None:
    latest = datetime(2026, 11, 30)
    assert moment_in_name("20501231_120000.jpg", None, latest) is None
    assert moment_in_name("20501231 and 20201231.jpg", None, latest) == (datetime(2020, 12, 31, 12), False)


def test_the_best_witness_is_believed() -> None:
    local = datetime.fromtimestamp(NOON // 10**9)
    named = "IMG_20230405_101112.jpg"
    assert taken("2022-01-02T03:04:05+02:00", named, NOON).moment == "2022-01-02T03:04:05"
    assert taken("2022-01-02T03:04:05", named, NOON).source == "exif"
    assert taken("nonsense", named, NOON).moment == "2023-04-05T10:11:12"
    assert taken(None, named, NOON).source == "name"
    assert taken(None, "a.jpg", NOON).moment == local.isoformat()
    assert taken(17, "a.jpg", NOON).source == "file"
    # The day is the name's, its hour the file's where both mean the same day.
    assert taken(None, f"{local:%Y-%m-%d}.jpg", NOON).moment == local.isoformat()


@pytest.mark.parametrize("modified", [0, -1, -(2**63), 2**63 - 1, 10**18 * 9])
def test_any_time_of_a_file_is_a_moment(modified: int) -> None:
    found = taken(None, "a.jpg", modified)
    assert datetime.fromisoformat(found.moment)
    assert len(found.moment) == 19


@given(st.text(), st.text(), st.integers(-(2**63), 2**63 - 1))
def test_no_name_breaks_it(exif: str, name: str, modified: int) -> None:
    assert len(taken(exif, name, modified).moment) == 19
    assert is_screenshot(name) in (True, False)


@pytest.mark.parametrize(
    "name",
    ["Screenshot 2024-06-12 at 15.30.12.png", "Screen Shot 2019.png", "screenshot_1.png",
     "Снимок экрана 2.png", "Скриншот 1.png", "スクリーンショット 1.png", "截屏2024-06-12 下午3.30.12.png",
     "스크린샷 1.png", "Skærmbillede 1.png", "Zrzut ekranu 1.png", "Snímek obrazovky 1.png",
     "Ekran görüntüsü 1.png", "Schermafbeelding 1.png", "Captura de Tela 1.png", "لقطة شاشة 1.png",
     "צילום מסך 1.png", "Képernyőfotó 1.png", "Näyttökuva 1.png", "Στιγμιότυπο οθόνης 1.png",
     "Bildschirmfoto 1.png", "Capture d’écran 2024.png", "Captura de pantalla 3.png", "Skärmavbild 2024.png"],  # noqa: RUF001
)  # fmt: skip
def test_screenshots_by_name(name: str) -> None:
    assert is_screenshot(name)


@pytest.mark.parametrize("name", ["IMG_1.jpg", "my screenshots.png", "screen.png", "screenshots of rex.jpg"])
def test_other_names(name: str) -> None:
    assert not is_screenshot(name)
