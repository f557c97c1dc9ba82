from django.forms import Media

from backoffice.admin.scripts import lightened

PAGE = Media(
    js=[
        "admin/js/vendor/jquery/jquery.min.js",
        "admin/js/vendor/select2/select2.full.js",
        "admin/js/vendor/select2/select2.full.min.js",
        "admin/js/urlify.js",
        "admin/js/prepopulate.js",
        "admin/js/vendor/xregexp/xregexp.min.js",
    ],
    css={"all": ["admin/css/vendor/select2/select2.css"]},
)


def test_select2_comes_once_and_minified():
    js = lightened(PAGE)._js
    assert js == ["admin/js/vendor/jquery/jquery.min.js", "admin/js/vendor/select2/select2.full.min.js"]


def test_a_form_that_writes_slugs_keeps_its_scripts():
    assert "admin/js/urlify.js" in lightened(PAGE, writes_slugs=True)._js


def test_styles_stay():
    assert lightened(PAGE)._css == PAGE._css
