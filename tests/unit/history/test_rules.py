"""What the history may keep, window by window, and its small pictures."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.history.history import THUMBNAIL_BYTES
from app.history.rules import may_keep, thumbnail
from app.settings import Settings

KEPT = [
    ("", ""),
    ("Terminal", "notes"),
    ("XTerm", "ssh server"),
    ("Firefox", "News — Mozilla Firefox"),
    ("Safari", "The Private Life of Plants"),
    ("Pcmanfm", "Passwords and other words"),
    ("Text Editor", "private.txt"),
    ("Archive Manager", "march.zip"),
    ("Search", "web"),
    ("Writer", "My secrets of good cooking"),
    ("Bookkeeper", "2026"),
    ("org.gnome.TextEditor", "draft"),
    ("Enterprise", "Compass"),
    ("Keynote", "Password policy"),
]
UNTOLD = [
    ("Google Chrome", "Cognitive science - Google Chrome"),
    ("Microsoft Edge", "Privacy statement - Microsoft Edge"),
    ("Chromium Web Browser", "Bank of Trees - Chromium"),
    ("Chromium", ""),
    ("Brave-browser", "News - Brave"),
    ("Opera", "News - Opera"),
    ("Vivaldi-stable", "News - Vivaldi"),
    ("com.google.Chrome", "News"),
    ("msedge", "News"),
    ("Arc", "News"),
    ("Web", "News"),
    ("org.gnome.Epiphany", "News"),
]
NEVER = [
    ("1Password", ""),
    ("1Password 7", "Vault"),
    ("com.1password.1password", ""),
    ("Bitwarden", "Bitwarden"),
    ("com.bitwarden.desktop", ""),
    ("KeePassXC", "Passwords.kdbx - KeePassXC"),
    ("org.keepassxc.KeePassXC", ""),
    ("KeePass2", ""),
    ("KeePass Password Safe", ""),
    ("keepassx", ""),
    ("LastPass", ""),
    ("Dashlane", ""),
    ("Enpass", ""),
    ("Proton Pass", ""),
    ("NordPass", ""),
    ("Keychain Access", "login"),
    ("com.apple.keychainaccess", ""),
    ("Schlüsselbundverwaltung", ""),
    ("Passwords", "All"),
    ("com.apple.Passwords", ""),
    ("Passwörter", ""),
    ("Mots de passe", ""),
    ("Seahorse", ""),
    ("org.gnome.seahorse.Application", ""),
    ("Passwords and Keys", ""),
    ("Secrets", ""),
    ("GNOME Secrets", ""),
    ("org.gnome.World.Secrets", ""),
    ("kwalletmanager5", ""),
    ("org.kde.kwalletmanager5", ""),
    ("pinentry-gtk-2", ""),
    ("gcr-prompter", ""),
    ("SecurityAgent", ""),
    ("", "Passwords.kdbx [Locked] - KeePassXC"),
    ("Google Chrome", "My vault - Bitwarden Web Vault - Google Chrome"),
    # private windows
    ("Floorp", "News — Private Browsing"),
    ("Some new thing", "News — Mozilla Firefox Private Browsing"),
    ("firefox", "News — Mozilla Firefox Private Browsing"),
    ("Navigator", "Nachrichten — Mozilla Firefox Privater Modus"),
    ("Firefox-esr", "Mozilla Firefox (Privater Modus)"),
    ("Firefox", "Le Monde — Navigation privée de Mozilla Firefox"),
    ("Firefox", "Le Monde — Navigation prive\u0301e de Mozilla Firefox"),
    ("Firefox", "Noticias — Mozilla Firefox (Navegación privada)"),
    ("Firefox", "Notizie — Mozilla Firefox Navigazione anonima"),
    ("Firefox", "Новости — Приватный просмотр Mozilla Firefox"),
    ("Firefox", "ニュース — Mozilla Firefox プライベートブラウジング"),
    ("Google-chrome", "News - Google Chrome (Incognito)"),
    ("Chromium", "News - Chromium (Incognito)"),
    ("Google Chrome", "Nachrichten - Google Chrome (Inkognito)"),
    ("Google Chrome", "Noticias - Google Chrome (incógnito)"),
    ("Google Chrome", "Новости \u2013 Google Chrome (инкогнито)"),
    ("Microsoft Edge", "News - [InPrivate] - Microsoft Edge"),
    ("msedge", "Nachrichten und 2 weitere Seiten - [InPrivate] - Microsoft\u200b Edge"),
    ("Brave-browser", "News - Brave (Private Window)"),
    ("Safari", "News — Private Browsing"),
    ("Safari", "News — Private"),
    ("Safari", "Nachrichten \u2013 Privat"),
    ("Epiphany", "News (Private Browsing)"),
    ("Tor Browser", "News"),
    ("", "News — Mozilla Firefox Private Browsing"),
    ("", "News - Google Chrome (Incognito)"),
]


@pytest.mark.parametrize(("app", "window"), KEPT)
def test_may_be_kept(app: str, window: str) -> None:
    assert may_keep(Settings(), app, window)


@pytest.mark.parametrize(("app", "window"), NEVER)
def test_is_never_kept(app: str, window: str) -> None:
    assert not may_keep(Settings(), app, window)
    assert not may_keep(Settings(history_untold=True), app, window)


@pytest.mark.parametrize(("app", "window"), UNTOLD)
def test_browsers_that_do_not_tell_are_kept_only_where_the_user_says_so(app: str, window: str) -> None:
    assert not may_keep(Settings(), app, window)
    assert may_keep(Settings(history_untold=True), app, window)
    assert not may_keep(Settings(history_untold=True, private=True), app, window)


@pytest.mark.parametrize("off", [Settings(private=True), Settings(history=False)])
def test_private_mode_and_the_switch_keep_everything_out(off: Settings) -> None:
    assert not any(may_keep(off, *one) for one in KEPT)


def test_the_users_list_names_parts_of_applications() -> None:
    settings = Settings(history_never=("BANK", " ", "", "Résumé"))
    assert not may_keep(settings, "My Banking App", "x")
    assert not may_keep(settings, "resume builder", "x")
    assert may_keep(settings, "Terminal", "bank statement")
    assert may_keep(settings, "", "bank statement")


@given(st.text(max_size=30), st.text(max_size=60), st.lists(st.text(max_size=9), max_size=3))
def test_any_name_has_an_answer(app: str, window: str, never: list[str]) -> None:
    settings = Settings(history_never=tuple(never))
    answer = may_keep(settings, app, window)
    assert not (answer and not may_keep(Settings(), app, window))
    assert not may_keep(Settings(), f"{app} KeePassXC", window)


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [
        (1080, 1920, (320, 180)),
        (1920, 1080, (180, 320)),
        (40, 60, (60, 40)),
        (1, 5000, (320, 1)),
        (3000, 3000, (320, 320)),
    ],
)
def test_a_thumbnail_is_small(height: int, width: int, expected: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    jpeg = thumbnail(noise)
    assert len(jpeg) <= THUMBNAIL_BYTES
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert (picture.format, picture.size) == ("JPEG", expected)


def test_a_thumbnail_shows_what_the_picture_shows() -> None:
    pixels = np.zeros((800, 800, 3), np.uint8)
    pixels[:, 400:] = (200, 30, 60)
    for seen in (pixels, pixels[::2], np.asfortranarray(pixels)):
        with Image.open(io.BytesIO(thumbnail(seen))) as picture:
            small = np.asarray(picture).astype(int)
        assert small[:, :100].max() < 20
        assert np.abs(small[:, -100:] - (200, 30, 60)).max() < 20


@pytest.mark.parametrize("shape", [(0, 5, 3), (5, 5), (5, 5, 4)])
def test_what_is_no_picture_has_none(shape: tuple[int, ...]) -> None:
    assert thumbnail(np.zeros(shape, np.uint8)) == b""
