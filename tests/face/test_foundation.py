"""What lies at the bottom: no import from the domain, no business word, static files under hashed names."""

import ast
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings
from django.utils.functional import empty

BASE_DIR = Path(__file__).resolve().parents[2]
FACE = sorted((BASE_DIR / "face").rglob("*.py"))
APPS = {found.parent.name for found in BASE_DIR.glob("*/apps.py")} - {"face"}
BUSINESS = re.compile(
    r"\b(commitment|obligation|breach|rectif\w*|dishonest\w*|complaint|hand-?over|tenure)", re.IGNORECASE
)


def test_presentation_imports_no_other_app() -> None:
    found = []
    for file in FACE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{file.name}: {name}" for name in names if name.split(".")[0] in APPS]
    assert found == []


def test_presentation_knows_no_business_word() -> None:
    found = [
        file.name for file in FACE if file.name != "specimens.py" and BUSINESS.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("storage", "strict"), [("face.storage.HashedStaticFiles", True), ("face.storage.HashedWhereCollected", False)]
)
def test_collected_files_carry_their_digest(tmp_path: Path, storage: str, strict: bool) -> None:
    storages = {
        "staticfiles": {"BACKEND": storage},
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        staticfiles_storage._wrapped = empty
        call_command("collectstatic", "--noinput", verbosity=0)
        url = staticfiles_storage.url("jiannuo/jiannuo.css")
        assert re.fullmatch(r"/static/jiannuo/jiannuo\.[0-9a-f]{12}\.css", url)
        css = (tmp_path / url.removeprefix("/static/")).read_text(encoding="utf-8")
        assert re.search(r'url\("chevron\.[0-9a-f]{12}\.svg"\)', css)
        assert "data:" not in css.replace("data-", "").split("*/", 1)[1].split("/* Bootstrap draws")[0]
        if strict:
            with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
                staticfiles_storage.url("jiannuo/none.css")
        else:
            assert staticfiles_storage.url("jiannuo/none.css") == "/static/jiannuo/none.css"
    staticfiles_storage._wrapped = empty


def test_every_vendored_file_has_its_licence() -> None:
    for folder in (BASE_DIR / "static" / "vendor").iterdir():
        if folder.is_dir():
            assert (folder / "LICENSE").exists(), folder
