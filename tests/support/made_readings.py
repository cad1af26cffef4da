"""Readings of a part of the screen: 300 changes of meaning, to be told, and 300 of noise, which are not."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.describe.live.changes import TextChanges
from app.describe.result import TextLine

PITCH, HEIGHT, GLYPH = 40, 24, 12


@dataclass(frozen=True)
class Readings:
    """What is read one look after the other.

    Attributes:
        name: What kind it is.
        looks: The texts of each look, row by row; "" is a row without any.
        every: Seconds between two looks.
        wanted: What must be among that which is told; "" where nothing may be told.
        jitter: By how many pixels boxes differ from look to look.
    """

    name: str
    looks: tuple[tuple[str, ...], ...]
    every: float = 1.0
    wanted: str = ""
    jitter: int = 0


def told(readings: Readings, seed: int = 0) -> list[str]:
    """All that is told of them."""
    changes, rng = TextChanges(), random.Random(seed)
    said: list[str] = []
    for number, texts in enumerate(readings.looks):
        lines = [
            _line(text, row, rng, readings.jitter if number else 0) for row, text in enumerate(texts) if text
        ]
        said += changes.update(lines, 100.0 + number * readings.every)
    return said


def is_right(readings: Readings, seed: int = 0) -> bool:
    """Whether what is told of them is what is wanted."""
    said = told(readings, seed)
    return any(readings.wanted in one for one in said) if readings.wanted else not said


def _line(text: str, row: int, rng: random.Random, jitter: int) -> TextLine:
    left, top = 20 + rng.randint(-jitter, jitter), 20 + row * PITCH + rng.randint(-jitter, jitter)
    high = HEIGHT + rng.randint(-jitter, jitter)
    return TextLine(text, 0.99, (left, top, left + GLYPH * len(text), top + high))


# What was => what is; the second must be told. In ten languages.
_PAIRS = {
    "dose": """
Dose 1.5 mg => Dose 15 mg ; Dose 5 mg => Dose 5 g ; Dosis 0,5 ml => Dosis 5 ml
Dosis 2,5 mg => Dosis 25 mg ; Dose 10 mg => Dose 100 mg ; Take 1 tablet => Take 7 tablets
0.25 mg daily => 2.5 mg daily ; Dose 50 \u00b5g => Dose 50 mg ; Prendre 2 g => Prendre 2 mg
Insulin 4 units => Insulin 14 units ; 5 ml twice a day => 5 dl twice a day
Dawka 1,25 mg => Dawka 12,5 mg ; Dose: 0.1 mg => Dose: 0.01 mg ; 3 x 20 mg => 3 x 40 mg
Speed 30 km/h => Speed 30 mph ; Weight 70 kg => Weight 70 lb ; Size 4 GB => Size 4 MB
Power 20 kW => Power 20 W ; Depth 3 m => Depth 3 cm ; Depth 12 mm => Depth 12 cm
""",
    "sign": """
Balance 50 => Balance -50 ; Balance -50 => Balance 50 ; -3 °C => 3 °C
Temperature 7 °C => Temperature \u22127 °C ; Kontostand 412,50 => Kontostand \u2013412,50
Change +2.1 % => Change -2.1 % ; Saldo 30 EUR => Saldo -30 EUR ; Offset +3 => Offset -3
pH > 7 => pH < 7 ; Score 3-2 => Score 32 ; Seats 10-12 => Seats 1012 ; Blood type A+ => Blood type A-
Grade B+ => Grade B ; Level -1 => Level 1 ; ▲ 1.2 => ▼ 1.2 ; ✓ Backup => ✗ Backup ; ↑ Lift => ↓ Lift
Solde 8 € => Solde -8 € ; $5 => -$5 ; Saved? => Saved! ; Teploty 4 => Teploty -4 ; Part 1/2 => Part 12
""",
    "currency": """
Total €50 => Total $50 ; Total 50 € => Total 50 £ ; Price £9.99 => Price €9.99 ; 12 USD => 12 CAD
Preis 20 € => Preis 20 CHF ; 100 kr => 100 € ; Cena 40 zł => Cena 40 Kč ; ¥500 => $500
Total 5 EUR => Total 5 USD ; Price 1,299.00 => Price 1,290.00 ; € 59.99 => € 69.99
Total 12.50 => Total 125.0 ; Total 1.234 € => Total 1.235 € ; Fee 0.50 => Fee 0.60
10,000 JPY => 1,000 JPY
""",
    "time": """
Train to Graz 14:30 => Train to Graz 15:10 ; Alarm 7:30 => Alarm 8:30 ; 14:30 => 15:10
Boarding 9:05 => Boarding 9:50 ; Meeting at 3 pm => Meeting at 3 am ; Due 3 May => Due 8 May
Due Monday => Due Sunday ; Open until 22:00 => Open until 20:00
Zug nach Wien 8:15 => Zug nach Wien 8:51 ; Départ 18:40 => Départ 19:40 ; Salida 12:00 => Salida 12:30
Partenza 6.45 => Partenza 7.45 ; Abfahrt 10:12 => Abfahrt 10:32
Expires 2026-11-30 => Expires 2026-12-30 ; 1 hour left => 7 hours left ; Due 12/10 => Due 12/11
Vertrek 16:05 => Vertrek 16:25 ; Odjazd 11:20 => Odjazd 12:11 ; Next bus 5 min => Next bus 15 min
Landing 23:10 => Landing 00:40 ; Mon 30 Nov => Tue 1 Dec ; Platform 7 => Platform 1 ; Gleis 3 => Gleis 8
Gate B12 => Gate C12 ; Room 101 => Room 107
""",
    "name": """
Caller: Maria => Caller: Marie ; Anna calls => Anne calls ; From Jon => From Joan
Next stop: Linden => Next stop: Linten ; Mr Meier => Mr Meyer ; Mr Maier => Mr Meier
Stefan wrote => Stefen wrote ; Dr Brown => Dr Braun ; Peter Hansen => Peter Hanson ; Sara => Lara
Katarina Novak => Katarina Novac ; Julia Weber => Julie Weber ; Erik Larsson => Erik Larsen
Paolo Rossi => Paola Rossi ; Mario Conti => Maria Conti ; Andrea Costa => Andrei Costa
Francisco => Francisca ; Daniel Roth => Daniela Roth ; Michelle => Michele ; Gabriela => Gabriella
Claudio => Claudia ; Jan de Vries => Jan de Fries ; Ewa Kowalska => Eva Kowalska
Petra Dvorak => Petr Dvorak ; Мария Иванова => Марина Иванова ; Иван Петров => Иван Петрова
田中さん => 田口さん ; 山本 太郎 => 山木 太郎 ; 王伟 => 王传 ; 김민수 => 김민서
Sent from Ana => Sent from Ada
To: tom@example.org => To: tim@example.org ; Schmid GmbH => Schmidt GmbH ; Hotel Adler => Hotel Alder
Berg => Burg ; Main Street => Mann Street ; Lausanne => Lucerne ; Brest => Breda ; Tomek => Tomak
Zofia => Sofia ; Hannah => Hanna ; Bogdan => Bohdan ; Philip => Philipp ; Ulla => Ella ; Inge => Inga
Aachen => Achern ; Essen => Hessen ; Cork => York ; Dover => Denver ; Bath => Batu
Austria => Australia ; Iran => Iraq ; Niger => Nigeria ; Slovakia => Slovenia
Georg rief an => George rief an ; Luca => Lucas ; Noah => Nora
""",
    "state": """
Test 3: paused => Test 3: passed ; It is now safe => It is not safe ; Camera enabled => Camera disabled
Microphone muted => Microphone unmuted ; Anna online => Anna offline ; Guests present => Guests prevent
Alarm on => Alarm off ; Payment was accepted => Payment was not accepted ; Gate closed => Gate closes
Lines saved => Lives saved ; Door locked => Door unlocked ; Connected => Disconnected
Build passed => Build failed ; Sent => Send ; Access granted => Access denied ; Valid => Invalid
Recording => Not recording ; Heating => Cooling ; Charging => Discharging ; Open => Opens
Tür offen => Tür zu ; Licht an => Licht aus ; Gerät verbunden => Gerät getrennt
Änderungen gespeichert => Änderungen nicht gespeichert ; Zahlung möglich => Zahlung unmöglich
Aktiviert => Deaktiviert ; Ein => Aus ; Ja => Nein ; Prüfung bestanden => Prüfung beendet
Porte ouverte => Porte fermée ; Paiement accepté => Paiement refusé ; Micro activé => Micro désactivé
Connecté => Déconnecté ; Possible => Impossible ; Il est là => Il est las ; Payé => Impayé
Puerta abierta => Puerta cerrada ; Conectado => Desconectado ; Pago aceptado => Pago rechazado
Encendido => Apagado ; Está listo => No está listo ; Luz encendida => Luz apagada
Porta aperta => Porta chiusa ; Acceso => Spento ; Salvato => Non salvato ; Collegato => Scollegato
Porta aberta => Porta fechada ; Ligado => Desligado ; Salvo => Não salvo ; Aceito => Aceite
Deur open => Deur dicht ; Verbonden => Niet verbonden ; Aan => Uit ; Geldig => Ongeldig
Drzwi otwarte => Drzwi zamknięte ; Zapisano => Nie zapisano ; Włączony => Wyłączony ; Zapnuto => Vypnuto
Uloženo => Neuloženo ; Platné => Neplatné ; Dörren öppen => Dörren stängd
Дверь открыта => Дверь закрыта ; Свободно => Занято ; Включено => Выключено
可以进入 => 不可进入 ; 已保存 => 未保存
文件已保存成功 => 文件未保存成功 ; 开 => 关 ; 保存しました => 保存できません
接続中 => 切断中 ; 運転中 => 停止中 ; 開いています => 閉じています
연결됨 => 연결 안 됨 ; 켜짐 => 꺼짐 ; The door is unlocked => The door is locked
Unable to print => Enable to print ; Sent from Ana => Sent form Ana ; Fire alarm test => Fire alarm
Do enter => Do not enter ; Safe => Unsafe ; Loading => Leading ; Stop => Step ; Full => Fuel
Ready => Read ; Hot water => Not water ; Left turn => Right turn ; Red wire => Rod wire
""",
}

_COUNTED = (
    "You are number {} in the queue", "Now serving {}", "Sie sind Nummer {}", "Vous êtes numéro {}",
    "Su turno: {}", "Il tuo numero: {}", "Sua vez: {}", "U bent nummer {}", "Numer {}", "順番 {}",
)  # fmt: skip
_BATTERY = ("Battery {}%", "Akku {} %", "Batterie {} %", "Batería {}%", "Bateria {}%")
_TIMERS = ("Exam ends in 00:{:02}", "Recording 0:{:02}", "Noch 00:{:02} Minuten", "{:02} seconds left")
_TOGGLES = (
    ("Microphone muted", "Microphone unmuted"), ("Paused", "Playing"), ("Licht an", "Licht aus"),
    ("Connecté", "Déconnecté"), ("開いています", "閉じています"), ("Recording", "Not recording"),
)  # fmt: skip


def meanings() -> list[Readings]:
    """300 changes of meaning, each to be told."""
    made = [
        Readings(kind, ((one,), (other,), (other,)), every, other.split()[-1] if len(other) > 30 else other)
        for kind in _PAIRS
        for number, (one, other) in enumerate(_pairs(kind))
        for every in (1.0 if number % 2 else 2.0,)
    ]
    made += list(_counts())
    made += list(_beside())
    assert len(made) >= 300, len(made)
    return made[:300]


def _pairs(kind: str) -> list[tuple[str, str]]:
    pairs = re.split(r"\n| ; ", _PAIRS[kind].strip())
    return [(one, other) for one, _, other in (pair.partition(" => ") for pair in pairs)]


def _counts() -> Iterator[Readings]:
    for number, words in enumerate(_COUNTED):
        for every in (1.0, 2.0):
            row = [words.format(at) for at in range(9 + number, number, -1)]
            looks = tuple((text,) for text in (*row, *[row[-1]] * 12))
            yield Readings("queue", looks, every, row[-1])
    for words in _BATTERY:
        for every, values in ((60.0, (21, 20, 19, 9, 5)), (1.0, (*range(30, 4, -1), 5, 5, 5, 5, 5, 5, 5))):
            looks = tuple((words.format(at),) for at in values)
            yield Readings("battery", looks, every, words.format(5))
    for words in _TIMERS:
        row = [words.format(at) for at in (*range(30, -1, -1), 0, 0, 0, 0, 0, 0)]
        yield Readings("timer", tuple((text,) for text in row), 1.0, row[-1])
    for one, other in _TOGGLES:
        for stay in (4, 8):
            looks = ((one,), *((other,),) * stay, *((one,),) * stay)
            yield Readings("toggle", looks, 1.0, one)


def _beside() -> Iterator[Readings]:
    """Among other lines, which stay."""
    around = ("Waiting room", "Please have your card ready", "Thank you")
    for kind in ("dose", "time", "name", "state"):
        for one, other in _pairs(kind)[:7]:
            looks = ((around[0], one, *around[1:]), (around[0], other, *around[1:]))
            yield Readings(f"{kind} beside", looks, 1.0, other.split()[-1])
    yield Readings(
        "chat", (("Ana: hello",), ("Ana: hello", "Bo: ok"), ("Ana: hello", "Bo: ok", "Bo: ok")), 1.0, "Bo: ok"
    )
    dialog = ("Doc", "Session expired, log in again")
    yield Readings("dialog", (dialog, *(("Doc",),) * 6, dialog), 1.0, dialog[1])


#: Lines as programs show them, in many languages.
PLAIN = (
    "You are number 10 in the queue", "Battery 21 %", "Dose 1.5 mg twice a day", "Balance -50.00 EUR",
    "Caller: Maria Linden", "Train to Graz 14:30 platform 7", "Modern illustration filling",
    "Return to the terminal", "Total €129.90 incl. VAT", "Temperature: -3 °C, wind 12 km/h",
    "Files copied: 1,240 of 10,000", "Test 3: passed (0.12 s)", "Microphone unmuted",
    "Room 101, floor 10, seat B8", "Il libro è già qui, perché no?", "Aktualisierung läuft: 10 von 100",
    "Größe: 1,5 MB Übertragung fertig", "Téléchargement terminé à 18:05", "Señor Muñoz, llamada perdida",
    "Não foi possível guardar", "Połączenie zostało utracone", "Připojení bylo ztraceno",
    "Anslutningen är bruten, försök igen", "Şifre girildi, lütfen bekleyin",
    "Verbinding verbroken, probeer opnieuw", "Don't close this window!", "Build #4711 failed at line 10",
    "illicit Illinois will fill 110 bills", "Order O0-1l1I-5S8B2Z", "The corn is burning in the barn",
    "Close the settings window", "Соединение потеряно, ещё раз", "保存されました 10 件", "文件已保存 10 个",
    "연결이 끊어졌습니다 10",
    "Wow, we have two new views", "Kierownik: wyślij 5 paczek", "(3) New messages: open?",
    "Günther wählte für Jürgen Öl",
)  # fmt: skip
_SWAPS = {
    "O/0": (("0", "O"), ("O", "0"), ("o", "0")),
    "l/1": (("1", "l"), ("l", "1"), ("I", "1"), ("l", "I"), ("i", "l")),
    "rn/m": (("rn", "m"), ("m", "rn")), "vv/w": (("w", "vv"), ("W", "VV")),
    "g/q": (("g", "q"), ("q", "g")), "s/5": (("S", "5"),), "b/8": (("B", "8"),), "z/2": (("Z", "2"),),
}  # fmt: skip
_ACCENTS = str.maketrans("äöüéèêàáãåçñóõøúůžřšěýíłąęśżźćńşğıñ", "aoueeeaaaacnooouuzrseyilaeszzcnsgin")
_PUNCTUATION = (
    (".", ""),
    (",", ""),
    (":", ""),
    ("'", ""),
    ("!", ""),
    ("?", ""),
    ("(", ""),
    (")", ""),
    ("#", ""),
)


def noises() -> list[Readings]:
    """300 changes that reading twice makes, none to be told."""
    rng = random.Random(17)
    pairs: list[tuple[str, str, str]] = []
    for kind, swaps in _SWAPS.items():
        for text in PLAIN:
            for one, other in swaps:
                spots = [
                    at for at in range(len(text)) if text.startswith(one, at) and _may(text, at, one, other)
                ]
                if spots:
                    at = rng.choice(spots)
                    pairs.append((kind, text, text[:at] + other + text[at + len(one) :]))
    rng.shuffle(pairs)
    pairs = pairs[:130]
    for text in PLAIN:
        if (plain := text.translate(_ACCENTS)) != text:
            pairs.append(("accents", text, plain))
        marks = [
            (one, other)
            for one, other in _PUNCTUATION
            if one in text.rstrip("0123456789") and _free(text, one)
        ]
        pairs += [("punctuation", text, _without(text, *pair)) for pair in marks[:2]]
        pairs += [("caret", text, text + caret) for caret in ("|", "_", "▌")[: 1 + len(text) % 2]]
        if not text[-1].isdigit():
            pairs.append(("caret read", text, text + rng.choice("lI]")))
        spaces = [
            at
            for at, sign in enumerate(text)
            if sign == " " and text[at - 1].isalpha() and text[at + 1].isalpha()
        ]
        if spaces:
            at = rng.choice(spaces)
            pairs.append(("space", text, text[:at] + text[at + 1 :]))
    made = [
        Readings(kind, ((one,), (other,), (one,), (one,), (other,)), 2.0, jitter=2)
        for kind, one, other in pairs
    ]
    rng.shuffle(made)
    page = tuple(PLAIN[:6])
    for row in range(6):
        missing = tuple("" if number == row else text for number, text in enumerate(page))
        made.insert(row, Readings("missed once", (page, missing, page, page), 2.0, jitter=3))
    for number in range(14):
        lines = tuple(rng.sample(PLAIN, 5))
        made.insert(number, Readings("jitter", (lines,) * 6, 1.0, jitter=5))
    clock = [(f"Mon 30 Nov 10:{45 + second // 60}:{second % 60:02}", "Ready") for second in range(50, 75)]
    made.insert(0, Readings("clock", tuple(clock)))
    clock = [(f"10:{45 + second // 60}", "Ready") for second in range(0, 150, 2)]
    made.insert(0, Readings("clock", tuple(clock), 2.0))
    assert len(made) >= 300, len(made)
    return made[:300]


def _may(text: str, at: int, one: str, other: str) -> bool:
    """Whether it may be misread so: no digit for a letter that stands alone."""
    around = text[at - 1 : at] + text[at + len(one) : at + len(one) + 1]
    return bool(around.strip()) and not (one.isdigit() and not around.strip(" :"))


def _free(text: str, sign: str) -> bool:
    """Whether it stands beside no digit, where it would be part of a number."""
    return not any(
        text[at - 1 : at + 2].strip(sign)[-1:].isdigit() for at, one in enumerate(text) if one == sign
    )


def _without(text: str, sign: str, instead: str) -> str:
    return text.replace(sign, instead)
