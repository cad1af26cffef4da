"""The library's file: opened, brought up to date, checked, rescued; and what can be asked of it everywhere."""
