"""The library's file: opened, brought up to date, checked, rescued; what every wing asks of it."""
