"""A person's data as one file: data.json for programs, index.html for people, and their files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import DataExport, User
from accounts.personal.collecting import Found, objects_of, plain, rows_of, value_of, values_of
from accounts.personal.registry import PersonalData, elsewhere, personal_data
from accounts.personal.telling import label_of, told
from common.objects import store

SHOWN_ROWS = 100  # on the readable page; data.json has all


def pack(export: DataExport, path: str, touch: Callable[[], None]) -> None:
    """Write everything about the person into a ZIP file at ``path``, in the person's language."""
    person = User.objects.get(pk=export.person_id)
    with translation.override(export.language), ZipFile(path, "w", ZIP_DEFLATED) as archive:
        with archive.open("data.json", "w", force_zip64=True) as raw, TextIOWrapper(raw, "utf-8") as out:
            found = _write_json(person, out, touch)
        archive.writestr("index.html", page(person))
        _copy_files(archive, [one for one in found if one.is_copied], touch)


def _write_json(person: User, out: TextIO, touch: Callable[[], None]) -> list[Found]:
    """Write row by row, for there may be many; return the objects that came up."""
    found: list[Found] = []
    out.write(_json({"site": settings.SITE_URL, "made_at": plain(timezone.now()), "sections": []})[:-2])
    for number, declared in enumerate(personal_data()):
        out.write("," * bool(number) + "\n" + _json(about(declared) | {"rows": []})[:-2])
        for position, row in enumerate(rows_of(declared, person)):
            objects = list(objects_of(declared, row))
            found += objects
            files = [one.file if one.is_copied else one.key for one in objects]
            out.write("," * bool(position) + "\n" + _json({"values": values_of(declared, row), "files": files}))
        out.write("]}")
        touch()
    others = [{"name": str(one.name), "keys": sorted(one.list(person))} for one in elsewhere()]
    out.write(f'],\n"elsewhere": {_json(others)}}}\n')
    return found


def about(declared: PersonalData) -> dict[str, Any]:
    """Return what Article 15 GDPR asks to be told beside the data."""
    activity = declared.activity
    return {
        "model": declared.model._meta.label,
        "name": str(declared.model._meta.verbose_name_plural),
        "purpose": str(activity.purpose),
        "legal_basis": str(activity.basis.label),
        "kept": str(activity.kept),
        "recipients": str(activity.recipients),
        "not_handed_out": {name: str(why) for name, why in declared.secret.items()},
    }


def page(person: User) -> str:
    sections = [section for declared in personal_data() if (section := _section(declared, person))["rows"]]
    context = {"person": person, "sections": sections, "made_at": timezone.now(), "site": settings.SITE_NAME}
    return render_to_string("accounts/data_export.html", context)


def _section(declared: PersonalData, person: User) -> dict[str, Any]:
    rows = [list(_told_row(declared, row)) for row in islice(rows_of(declared, person), SHOWN_ROWS)]
    return about(declared) | {"rows": rows, "count": declared.rows(person).count(), "shown": SHOWN_ROWS}


def _told_row(declared: PersonalData, row: Any) -> Iterator[tuple[str, str]]:
    for name in declared.exported:
        value = value_of(declared, row, name) if name in declared.shown else getattr(row, name)
        yield label_of(declared.model, name), told(value)


def _copy_files(archive: ZipFile, found: list[Found], touch: Callable[[], None]) -> None:
    with TemporaryDirectory(prefix="data-export-") as folder:
        path = Path(folder, "object")
        for one in found:
            store.fetch(one.key, str(path))
            archive.write(path, one.file)
            path.unlink()
            touch()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
