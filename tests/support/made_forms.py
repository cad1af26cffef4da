# ruff: noqa: RUF001
"""Pages with known text: forms, tables, calendars, receipts, forecasts, dialogs ... in ten languages."""

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

KINDS = (
    "form", "table", "calendar", "receipt", "forecast", "dialog", "settings", "marks", "prices", "letter",
)  # fmt: skip
#: In DejaVu, which every machine with fontconfig has.
FONTS = ("DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf")
WORDS = {
    "en": (
        ("Name", "Floor", "Seat", "Gate", "Row", "Room", "Age", "Size", "Platform", "Balcony", "Postcode"),
        ("On", "Off", "Yes", "No", "Never", "None", "Left", "New", "Open", "Full"),
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("Bread", "Milk", "Apples", "Coffee", "Cheese", "Flour", "Honey", "Rice", "Total"),
        ("OK", "Cancel", "Save", "Don't save", "Retry"),
        ("Do you want to delete this file?", "The door is not locked.", "Wi-Fi is off.", "Take 2 a day."),
        "March",
    ),
    "de": (
        ("Name", "Stock", "Platz", "Größe", "Reihe", "Zimmer", "Alter", "Straße", "Gleis", "Tür", "Anzahl"),
        ("An", "Aus", "Ja", "Nein", "Nie", "Kein", "Links", "Neu", "Zu", "Voll"),
        ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
        ("Brot", "Milch", "Äpfel", "Kaffee", "Käse", "Mehl", "Honig", "Reis", "Summe"),
        ("OK", "Abbrechen", "Sichern", "Nicht sichern", "Nochmals"),
        ("Möchten Sie die Datei löschen?", "Die Tür ist nicht zu.", "WLAN ist aus.", "2 am Tag nehmen."),
        "März",
    ),
    "fr": (
        ("Nom", "Étage", "Siège", "Porte", "Rang", "Pièce", "Âge", "Taille", "Quai", "Balcon", "Prénom"),
        ("Oui", "Non", "Actif", "Jamais", "Aucun", "À droite", "Neuf", "Fermé", "Plein", "Ici"),
        ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
        ("Pain", "Lait", "Pommes", "Café", "Fromage", "Farine", "Miel", "Riz", "Total"),
        ("OK", "Annuler", "Garder", "Ne pas garder", "Réessayer"),
        ("Voulez-vous supprimer ce fichier ?", "La porte n'est pas fermée.", "Wi-Fi coupé.", "2 par jour."),
        "Mars",
    ),
    "es": (
        ("Nombre", "Piso", "Asiento", "Puerta", "Fila", "Sala", "Edad", "Talla", "Andén", "Balcón", "Año"),
        ("Sí", "No", "Nunca", "Nada", "Izquierda", "Nuevo", "Cerrado", "Lleno", "Aquí", "Más"),
        ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
        ("Pan", "Leche", "Manzanas", "Café", "Queso", "Harina", "Miel", "Arroz", "Total"),
        ("Aceptar", "Cancelar", "Guardar", "No guardar", "Otra vez"),
        ("¿Quiere borrar este archivo?", "La puerta no está cerrada.", "Wi-Fi apagado.", "2 al día."),
        "Marzo",
    ),
    "it": (
        ("Nome", "Piano", "Posto", "Porta", "Fila", "Stanza", "Età", "Taglia", "Binario", "Balcone", "Via"),
        ("Sì", "No", "Mai", "Nessuno", "A destra", "Nuovo", "Chiuso", "Pieno", "Qui", "Più"),
        ("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
        ("Pane", "Latte", "Mele", "Caffè", "Formaggio", "Farina", "Miele", "Riso", "Totale"),
        ("OK", "Annulla", "Salva", "Non salvare", "Riprova"),
        ("Vuoi eliminare questo file?", "La porta non è chiusa.", "Wi-Fi spento.", "2 al giorno."),
        "Marzo",
    ),
    "pl": (
        ("Imię", "Piętro", "Miejsce", "Wejście", "Rząd", "Pokój", "Wiek", "Rozmiar", "Balkon", "Łóżko", "Ul"),
        ("Tak", "Nie", "Nigdy", "Brak", "W lewo", "Nowy", "Zamknięte", "Pełny", "Tu", "Więcej"),
        ("pon", "wt", "śr", "czw", "pt", "sob", "niedz"),
        ("Chleb", "Mleko", "Jabłka", "Kawa", "Ser", "Mąka", "Miód", "Ryż", "Razem"),
        ("OK", "Anuluj", "Zapisz", "Nie zapisuj", "Ponów"),
        ("Czy usunąć ten plik?", "Drzwi nie są zamknięte.", "Wi-Fi wyłączone.", "2 dziennie."),
        "Marzec",
    ),
    "tr": (
        ("Ad", "Kat", "Koltuk", "Kapı", "Sıra", "Oda", "Yaş", "Beden", "Peron", "Balkon", "Şehir"),
        ("Açık", "Evet", "Hayır", "Asla", "Yok", "Sol", "Yeni", "Kapalı", "Dolu", "Çok"),
        ("Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz"),
        ("Ekmek", "Süt", "Elma", "Kahve", "Peynir", "Un", "Bal", "Pirinç", "Toplam"),
        ("Tamam", "İptal", "Kaydet", "Kaydetme", "Yeniden"),
        ("Bu dosya silinsin mi?", "Kapı kilitli değil.", "Kablosuz kapalı.", "Günde 2 tane."),
        "Mart",
    ),
    "vi": (
        ("Tên", "Tầng", "Ghế", "Cửa", "Hàng", "Phòng", "Tuổi", "Cỡ", "Đường", "Ban công", "Huyện"),
        ("Bật", "Tắt", "Có", "Không", "Trái", "Mới", "Đóng", "Đầy", "Đây", "Nữa"),
        ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
        ("Bánh mì", "Sữa", "Táo", "Cà phê", "Phô mai", "Bột", "Mật ong", "Gạo", "Tổng"),
        ("Đồng ý", "Hủy", "Lưu", "Không lưu", "Thử lại"),
        ("Bạn có muốn xóa tệp này?", "Cửa không được khóa.", "Mạng đã tắt.", "Uống 2 viên mỗi ngày."),
        "Tháng 3",
    ),
    "el": (
        ("Όνομα", "Όροφος", "Θέση", "Πύλη", "Σειρά", "Δωμάτιο", "Ηλικία", "Οδός", "Αποβάθρα", "Πόλη", "Χώρα"),
        ("Ναι", "Όχι", "Ποτέ", "Κανένα", "Δεξιά", "Νέο", "Κλειστό", "Γεμάτο", "Εδώ", "Ανοιχτό"),
        ("Δευ", "Τρι", "Τετ", "Πεμ", "Παρ", "Σαβ", "Κυρ"),
        ("Ψωμί", "Γάλα", "Μήλα", "Καφές", "Τυρί", "Αλεύρι", "Μέλι", "Ρύζι", "Σύνολο"),
        ("Εντάξει", "Άκυρο", "Αποθήκευση", "Όχι τώρα", "Ξανά"),
        ("Να διαγραφεί το αρχείο;", "Η πόρτα δεν είναι κλειστή.", "Το δίκτυο είναι κλειστό.", "2 την ημέρα."),
        "Μάρτιος",
    ),
    "ru": (
        ("Имя", "Этаж", "Место", "Выход", "Ряд", "Комната", "Возраст", "Размер", "Платформа", "Улица", "Дом"),
        ("Вкл", "Выкл", "Да", "Нет", "Никогда", "Налево", "Новый", "Закрыто", "Полный", "Ещё"),
        ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
        ("Хлеб", "Молоко", "Яблоки", "Кофе", "Сыр", "Мука", "Мёд", "Рис", "Итого"),
        ("ОК", "Отмена", "Сохранить", "Не сохранять", "Повторить"),
        ("Удалить этот файл?", "Дверь не заперта.", "Сеть выключена.", "По 2 в день."),
        "Март",
    ),
}  # fmt: skip
LANGUAGES = tuple(WORDS)
_PAPERS = (
    ("#ffffff", "#000000", "#555555"),
    ("#f4f4f4", "#1a1a1a", "#666666"),
    ("#202124", "#e8eaed", "#9aa0a6"),
    ("#d0e6ff", "#000000", "#4b5563"),
    ("#fff8e1", "#3e2723", "#795548"),
    ("#12335c", "#ffffff", "#b7c9e2"),
)


@dataclass(frozen=True)
class Piece:
    """What was drawn in one place: a line, a cell, a label or a value.

    Attributes:
        text: As drawn.
        box: (left, top, right, bottom) of the ink, in pixels.
    """

    text: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Page:
    """A drawn page and what stands on it."""

    name: str
    kind: str
    language: str
    image: Image.Image
    pieces: tuple[Piece, ...]


class _Sheet:
    """A page being drawn: notes what is drawn where."""

    def __init__(
        self, rng: random.Random, size: int, width: int, height: int, fonts: tuple[str, ...]
    ) -> None:
        self.rng = rng
        self.size = size
        paper, self.ink, self.pale = rng.choice(_PAPERS)
        self.face = rng.choice(fonts)
        self.image = Image.new("RGB", (width, height), paper)
        self.draw = ImageDraw.Draw(self.image)
        self.pieces: list[Piece] = []

    def put(
        self,
        x: float,
        y: float,
        text: str,
        *,
        scale: float = 1.0,
        pale: bool = False,
        anchor: str = "la",
        face: str = "",
    ) -> int:
        """Draw a piece; gives where it ends on the right."""
        font = ImageFont.truetype(face or self.face, max(8, round(self.size * scale)))
        box = self.draw.textbbox((x, y), text, font=font, anchor=anchor)
        self.draw.text((x, y), text, fill=self.pale if pale else self.ink, font=font, anchor=anchor)
        self.pieces.append(Piece(text, tuple(round(edge) for edge in box)))
        return round(box[2])

    def rule(self, y: float) -> None:
        """A thin line across."""
        self.draw.line((self.size, y, self.image.width - self.size, y), fill=self.pale)


def make(number: int, seed: int = 0, fonts: tuple[str, ...] = FONTS) -> Page:
    """One page; each kind meets each language within 100 numbers.

    Args:
        number: Which one.
        seed: Of another set of the same kinds.
        fonts: Names of font files that the machine has.
    """
    rng = random.Random(f"{seed}/{number}")
    kind = KINDS[number % len(KINDS)]
    language = LANGUAGES[number // len(KINDS) % len(LANGUAGES)]
    size = rng.choice((13, 15, 17, 20, 24, 28, 34))
    columns, rows = {"calendar": (30, 18), "forecast": (34, 12), "letter": (34, 16)}.get(kind, (30, 18))
    sheet = _Sheet(rng, size, columns * size, rows * size, fonts)
    _DRAW[kind](sheet, *WORDS[language])
    return Page(f"{number:03}-{kind}-{language}", kind, language, sheet.image, tuple(sheet.pieces))


def _value(rng: random.Random) -> str:
    """What stands beside a label in a form, a timetable or a list of settings."""
    return rng.choice(
        (
            str(rng.randint(0, 9)), str(rng.randint(10, 99)), str(rng.randint(100, 2000)),
            rng.choice("ABCDEFGHKLMNPRSTXZ"), f"{rng.randint(1, 30)}{rng.choice('ABCDEF')}",
            f"{rng.randint(0, 100)}%", f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}",
            f"-{rng.randint(1, 30)}", f"+{rng.randint(1, 9)}", f"{rng.randint(1, 99)}.{rng.randint(0, 9)}",
            f"{rng.randint(1, 9)} kg", f"{rng.randint(10, 99)} cm",
            f"{rng.randint(1, 12)}/{rng.randint(13, 30)}",
        )
    )  # fmt: skip


def _form(sheet: _Sheet, labels, states, *_) -> None:
    far = sheet.rng.choice((9, 12, 18))
    for row, label in enumerate(sheet.rng.sample(labels, 8)):
        y = sheet.size * (1.2 + 2 * row)
        colon = sheet.rng.choice((":", ""))
        sheet.put(sheet.size, y, label + colon)
        value = _value(sheet.rng) if sheet.rng.random() < 0.75 else sheet.rng.choice(states)
        sheet.put(sheet.size * far, y, value, pale=row % 3 == 0)


def _settings(sheet: _Sheet, labels, states, *_) -> None:
    for row, label in enumerate(sheet.rng.sample(labels, 8)):
        y = sheet.size * (1.2 + 2 * row)
        sheet.put(sheet.size, y, label)
        value = sheet.rng.choice(states) if sheet.rng.random() < 0.7 else _value(sheet.rng)
        sheet.put(sheet.image.width - sheet.size, y, value, pale=True, anchor="ra")
        sheet.rule(y + 1.5 * sheet.size)


def _table(sheet: _Sheet, labels, states, days, goods, *_) -> None:
    for column, head in enumerate(sheet.rng.sample(labels, 4)):
        sheet.put(sheet.size * (1 + 7.2 * column), sheet.size, head[:9], scale=0.9)
    sheet.rule(2.6 * sheet.size)
    for row, name in enumerate(sheet.rng.sample(goods, 7)):
        y = sheet.size * (3 + 2 * row)
        sheet.put(sheet.size, y, name)
        for column in range(1, 4):
            sheet.put(sheet.size * (1 + 7.2 * column), y, _value(sheet.rng))


def _calendar(sheet: _Sheet, labels, states, days, goods, buttons, sentences, month) -> None:
    sheet.put(sheet.size, sheet.size * 0.8, f"{month} 2026", scale=1.4)
    first, length = sheet.rng.randint(0, 6), sheet.rng.randint(28, 31)
    for column, day in enumerate(days):
        sheet.put(sheet.size * (3 + 4 * column), 4 * sheet.size, day, pale=True, anchor="ma")
    for number in range(1, length + 1):
        row, column = divmod(first + number - 1, 7)
        sheet.put(sheet.size * (3 + 4 * column), sheet.size * (6 + 2 * row), str(number), anchor="ma")


def _receipt(sheet: _Sheet, labels, states, days, goods, buttons, sentences, month) -> None:
    sheet.put(sheet.image.width / 2, sheet.size * 0.8, sheet.rng.choice(sentences)[:24], anchor="ma")
    for row, name in enumerate(sheet.rng.sample(goods, 7)):
        y = sheet.size * (3 + 2 * row)
        sheet.put(sheet.size, y, f"{sheet.rng.randint(1, 9)} x" if row % 2 else str(sheet.rng.randint(1, 9)))
        sheet.put(sheet.size * 5, y, name)
        price = f"{sheet.rng.randint(0, 99)}{sheet.rng.choice('.,')}{sheet.rng.randint(0, 99):02}"
        sheet.put(sheet.image.width - sheet.size, y, price, anchor="ra")


def _forecast(sheet: _Sheet, labels, states, days, *_) -> None:
    minus = sheet.rng.choice("-\u2212\u2013")
    for column in range(5):
        x = sheet.size * (2 + 6.4 * column)
        sheet.put(x, sheet.size, days[column])
        high, low = sheet.rng.randint(-9, 34), sheet.rng.randint(-15, 12)
        sheet.put(x, 3.4 * sheet.size, f"{high}\u00b0".replace("-", minus), scale=1.5)
        sheet.put(x, 6.4 * sheet.size, f"{low}\u00b0".replace("-", minus), pale=True)
        sheet.put(x, 8.8 * sheet.size, f"{sheet.rng.randint(0, 20) * 5}%", scale=0.85)


def _dialog(sheet: _Sheet, labels, states, days, goods, buttons, sentences, month) -> None:
    sheet.put(sheet.size, sheet.size, labels[0], scale=1.2)
    for row, sentence in enumerate(sheet.rng.sample(sentences, 3)):
        sheet.put(sheet.size, sheet.size * (4 + 2.2 * row), sentence)
    x = float(2 * sheet.size)
    for button in sheet.rng.sample(buttons, 3):
        end = sheet.put(x, 13 * sheet.size, button, scale=0.9)
        sheet.draw.rectangle(
            (x - 0.6 * sheet.size, 12.5 * sheet.size, end + 0.6 * sheet.size, 14.6 * sheet.size),
            outline=sheet.pale,
        )
        x = end + 2.6 * sheet.size


def _marks(sheet: _Sheet, labels, states, *_) -> None:
    marks = sheet.rng.choice(
        (
            ("\u2713", "\u2717", "\u2013"),
            ("\u2714", "\u2718", "-"),
            ("\u2713", "\u2715", "\u2014"),
            ("+", "-", "?"),
        )
    )
    for column, head in enumerate(sheet.rng.sample(labels, 3)):
        sheet.put(sheet.size * (1 + 10 * column), sheet.size, head)
    for row, label in enumerate(sheet.rng.sample(labels, 7)):
        y = sheet.size * (3 + 2 * row)
        sheet.put(sheet.size, y, label)
        for column in range(1, 3):
            sheet.put(sheet.size * (1 + 10 * column), y, sheet.rng.choice(marks), face=FONTS[0])


def _prices(sheet: _Sheet, labels, states, days, goods, *_) -> None:
    for row, name in enumerate(sheet.rng.sample(goods, 5)):
        y = sheet.size * (1.2 + 3.2 * row)
        sheet.put(sheet.size, y, name, scale=1.2)
        old, new = sheet.rng.randint(20, 99), sheet.rng.randint(2, 19)
        sheet.put(12 * sheet.size, y, f"\u20ac {old}.{sheet.rng.randint(0, 99):02}", pale=True)
        sheet.put(20 * sheet.size, y, f"\u20ac {new}.{sheet.rng.randint(0, 99):02}", scale=1.2)


def _letter(sheet: _Sheet, labels, states, days, goods, buttons, sentences, month) -> None:
    for row in range(6):
        sheet.put(sheet.size, sheet.size * (1 + 2 * row), sheet.rng.choice(sentences))
    sheet.put(
        sheet.size, sheet.size * 13.4, f"{sheet.rng.randint(1, 30)}. {month} 20{sheet.rng.randint(10, 29)}"
    )


_DRAW = {
    "form": _form,
    "table": _table,
    "calendar": _calendar,
    "receipt": _receipt,
    "forecast": _forecast,
    "dialog": _dialog,
    "settings": _settings,
    "marks": _marks,
    "prices": _prices,
    "letter": _letter,
}
