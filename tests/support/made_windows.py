"""Windows of real toolkits with what is in them known: programs that run on a display of their own."""

#: Run with the tests' own Python.
QT_FORM = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import *
qt = QApplication(["order"])
window = QWidget(windowTitle="Order form")
form = QFormLayout(window)
name, secret, mail = QLineEdit("Ann"), QLineEdit("hunter2"), QLineEdit()
secret.setEchoMode(QLineEdit.EchoMode.Password)
colour, amount = QComboBox(), QSpinBox(value=5, suffix=" pieces")
colour.addItems(["Red", "Green", "Blue"])
colour.setCurrentIndex(1)
accept, things, tabs = QCheckBox("I accept", checked=True), QListWidget(), QTabWidget()
things.addItems([f"Item {n}" for n in range(40)])
things.setCurrentRow(2)
tabs.addTab(QLabel("Nothing special"), "General")
tabs.addTab(QLabel("Not seen"), "Advanced")
send, cancel = QPushButton("Send"), QPushButton("Cancel", enabled=False)
send.setDefault(True)
for label, widget in (("&Name:", name), ("Pass&word:", secret), ("Colour:", colour), ("Amount:", amount)):
    form.addRow(label, widget)
form.addRow("Things:", things)
for widget in (accept, tabs, send, cancel):
    form.addRow(widget)
window.resize(500, 520)
window.show()
name.setFocus()
qt.exec()
"""
#: Run with the system's Python, whose packages have GTK.
GTK_FORM = """
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gtk
window, grid = Gtk.Window(title="Order form"), Gtk.Grid(row_spacing=4, column_spacing=4)
window.add(grid)
colour, amount = Gtk.ComboBoxText(), Gtk.SpinButton.new_with_range(0, 99, 1)
for text in ("Red", "Green", "Blue"):
    colour.append_text(text)
colour.set_active(1)
amount.set_value(5)
rows = Gtk.ListStore(str)
for n in range(200):
    rows.append([f"Item {n}"])
things, scrolled = Gtk.TreeView(model=rows), Gtk.ScrolledWindow(min_content_height=120)
things.append_column(Gtk.TreeViewColumn("Thing", Gtk.CellRendererText(), text=0))
things.set_cursor(Gtk.TreePath(2))
scrolled.add(things)
name, secret = Gtk.Entry(text="Ann"), Gtk.Entry(text="hunter2", visibility=False)
send, cancel = Gtk.Button(label="Send", can_default=True), Gtk.Button(label="Cancel", sensitive=False)
accept = Gtk.CheckButton(label="I accept", active=True)
labelled = [("_Name:", name), ("Pass_word:", secret), ("Colour:", colour), ("Amount:", amount)]
for place, (text, widget) in enumerate([*labelled, ("Things:", scrolled)]):
    label = Gtk.Label.new_with_mnemonic(text)
    label.set_mnemonic_widget(widget)
    grid.attach(label, 0, place, 1, 1)
    grid.attach(widget, 1, place, 1, 1)
for place, widget in enumerate((accept, send, cancel), 5):
    grid.attach(widget, 1, place, 1, 1)
window.set_default(send)
window.show_all()
name.grab_focus()
Gtk.main()
"""
