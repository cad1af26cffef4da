"""One of the windows of this folder that are made with GTK 3: `gtk_windows.py NAME`."""

import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import GLib, Gtk  # noqa: E402


def window(title: str, *rows) -> Gtk.Window:
    made = Gtk.Window(title=title)
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=8, border_width=14)
    for row in rows:
        box.pack_start(row, isinstance(row, Gtk.ScrolledWindow), isinstance(row, Gtk.ScrolledWindow), 0)
    made.add(box)
    return made


def buttons(*names: str) -> Gtk.Box:
    row = Gtk.Box(spacing=8, halign=Gtk.Align.END)
    for name in names:
        row.add(Gtk.Button(label=name))
    return row


def label(text: str, colour: str = "") -> Gtk.Label:
    made = Gtk.Label(xalign=0)
    text = GLib.markup_escape_text(text)
    made.set_markup(f'<span foreground="{colour}">{text}</span>' if colour else text)
    return made


def entry(name: str, text: str) -> Gtk.Box:
    row = Gtk.Box(spacing=8)
    words = Gtk.Label(label=name, xalign=0, width_chars=14)
    field = Gtk.Entry(text=text, width_chars=32)
    words.set_mnemonic_widget(field)
    row.add(words)
    row.add(field)
    return row


def switch(name: str, on: bool) -> Gtk.Box:
    row = Gtk.Box(spacing=8)
    turned = Gtk.Switch(active=on)
    turned.get_accessible().set_name(name)
    row.pack_start(label(name), True, True, 0)
    row.pack_end(turned, False, False, 0)
    return row


def listed(heads: list[str], rows: list[list[str]]) -> Gtk.ScrolledWindow:
    store = Gtk.ListStore(*[str] * len(heads))
    for row in rows:
        store.append(row)
    tree = Gtk.TreeView(model=store)
    for column, head in enumerate(heads):
        tree.append_column(Gtk.TreeViewColumn(head, Gtk.CellRendererText(), text=column))
    scrolled = Gtk.ScrolledWindow()
    scrolled.add(tree)
    return scrolled


def message(title: str, kind: Gtk.MessageType, text: str, more: str, names: list[str]) -> Gtk.MessageDialog:
    made = Gtk.MessageDialog(title=title, message_type=kind, text=text, secondary_text=more)
    for place, name in enumerate(names):
        made.add_button(name, place)
    return made


def address() -> Gtk.Window:
    return window(
        "New contact",
        entry("Name", "Yusra Kent"),
        entry("Postcode", "48A21"),
        label("A postcode has digits only.", "#b00020"),
        entry("Town", "Saltmouth"),
        buttons("Cancel", "Save contact"),
    )


def overwrite() -> Gtk.Window:
    return message(
        "File exists",
        Gtk.MessageType.QUESTION,
        "A file named “tide-tables.pdf” already exists. Replace it?",
        "The file in “Documents” was changed on Monday. Replacing it overwrites its contents.",
        ["Cancel", "Rename", "Replace"],
    )


def progress() -> Gtk.Window:
    bar = Gtk.ProgressBar(fraction=0.68, show_text=True, text="68 %")
    return window(
        "Copying files",
        label("Copying 340 of 500 files to “Backup stick”"),
        bar,
        label("About 4 minutes left"),
        buttons("Cancel"),
    )


def mail() -> Gtk.Window:
    rows = [
        ["Harbour office", "Your berth from July", "11:30"],
        ["Greta Oakes", "Hill run: lift home?", "10:02"],
        ["Bank of Larkfield", "Statement for May", "Monday"],
        ["Solveig", "Pictures of the lighthouse", "Sunday"],
        ["Choir", "Words for the new song", "Saturday"],
    ]
    return window(
        "Archive - Post", listed(["From", "Subject", "Date"], rows), buttons("Open", "Move to inbox")
    )


def settings() -> Gtk.Window:
    return window(
        "Sound and Light",
        switch("Night light", True),
        switch("Sound effects", False),
        switch("Dim the screen when idle", True),
        switch("Flash the screen at an alarm", False),
        buttons("Close"),
    )


def downloads() -> Gtk.Window:
    rows = [
        ["moor-walks.epub", "finished"],
        ["siren.wav", "finished"],
        ["old-charts.zip", "80 %, 1 minute left"],
        ["ferry-plan.pdf", "waiting"],
    ]
    return window(
        "Downloads - Gannet", listed(["File", "State"], rows), buttons("Pause all", "Clear finished")
    )


def wizard() -> Gtk.Window:
    made = Gtk.Assistant(title="Set up printer")
    for title, kind in (
        ("Choose a printer", Gtk.AssistantPageType.CONTENT),
        ("Print a test page", Gtk.AssistantPageType.CONTENT),
        ("Done", Gtk.AssistantPageType.CONFIRM),
    ):
        page = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=8, border_width=14)
        page.add(label("2 printers were found. Which one do you want to use?"))
        first = Gtk.RadioButton.new_with_label(None, "Inkwell 300, in the office")
        page.add(first)
        page.add(Gtk.RadioButton.new_with_label_from_widget(first, "Press 12, in the hall"))
        made.append_page(page)
        made.set_page_title(page, title)
        made.set_page_type(page, kind)
        made.set_page_complete(page, True)
    return made


def reglages() -> Gtk.Window:
    rows = []
    for name, on in (
        ("Afficher les notifications", True),
        ("Jouer un son", False),
        ("Vérifier l'orthographe", True),
    ):
        rows.append(Gtk.CheckButton(label=name, active=on))
    return window("Préférences", *rows, buttons("Annuler", "Enregistrer"))


if __name__ == "__main__":
    shown = globals()[sys.argv[1]]()
    shown.connect("destroy", Gtk.main_quit)
    shown.show_all()
    Gtk.main()
