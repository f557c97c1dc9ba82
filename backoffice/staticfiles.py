"""How files for browsers are named in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN_MODULES = ("kitchen_screen/*.js", ((r"""(?P<matched>from "(?P<url>\./[^"]+)")""", 'from "%(url)s"'),))


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Every file goes by a name with its hash, also where our script modules import each other: no window mixes two releases.

    Django's own switch for this reads every library's modules too and stops at one that imports what is not there.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, OWN_MODULES)
