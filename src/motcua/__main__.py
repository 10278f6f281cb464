"""`python -m motcua` is the command `motcua`."""

from motcua.site.command import main

main(prog_name="motcua")
