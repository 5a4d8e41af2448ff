"""``python -m browser`` is the command ``cohort-browser``."""

from browser.command_line import main

main()
