"""Django's makemessages, so that running it twice changes nothing: messages sorted, no guessed translations, and the
catalogue's own date of creation kept instead of the moment of the run.
"""

import re
from pathlib import Path

from django.core.management.commands import makemessages

CREATED = re.compile(rb'^"POT-Creation-Date: .*\n', re.MULTILINE)


class Command(makemessages.Command):
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching", "--sort-output"]
    msgattrib_options = [*makemessages.Command.msgattrib_options, "--sort-output"]

    def write_po_file(self, potfile: str, locale: str) -> None:
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        created = CREATED.search(catalogue.read_bytes()) if catalogue.exists() else None
        super().write_po_file(potfile, locale)
        if created:
            catalogue.write_bytes(CREATED.sub(lambda _found: created[0], catalogue.read_bytes(), count=1))
