"""The command `bulletins`: main.py starts it, group.py lists the commands, nearly every other module is one.

A command's module is imported when it is called, so `bulletins --help` answers at once. terminal.py shows progress on a
terminal and plain lines elsewhere; pipelines/exit_codes.py says what each code means.
"""
