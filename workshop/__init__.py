"""The laboratory in the room: two worlds side by side in a browser, on this machine, without the internet.

Presets in, pictures out. Nothing imports this room; it asks ``sim`` for runs, ``experiments`` for words of the command
line, and ``analysis`` for what goes home.
"""
