"""Forms of the demonstrations: shape and cleaning of input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.wording import tell
from demos.analyzers.contract import Manifest, Parameter, UnusableDataError
from demos.analyzers.mapping import IGNORE, LABEL, Roles, check, roles_from_columns


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Your file"),
        help_text=gettext_lazy("CSV, XLSX or Parquet with a header row."),
        allow_empty_file=True,
        max_length=None,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not file.size:
            raise forms.ValidationError(_("The file is empty. Export it again and check that it has rows."))
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB, the most that can be uploaded. Split it by time.")
                % {"limit": settings.UPLOAD_MAX_BYTES // 2**20}
            )
        return file


class SheetForm(forms.Form):
    """Which sheet of a workbook holds the table."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))

    def __init__(self, preview: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in preview["sheets"]]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> str:
        """The sheet that the address names; one that the workbook does not have counts as none."""
        return self.cleaned_data["sheet"] if self.is_valid() else ""


class SettingsForm(forms.Form):
    """The parameters of an analyzer, with their defaults."""

    def __init__(self, manifest: Manifest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manifest = manifest
        for parameter in manifest.parameters:
            self.fields[f"setting-{parameter.name}"] = setting_field(parameter)

    @property
    def settings(self) -> dict[str, Any]:
        """What was chosen, the default where the form left a setting out."""
        return {parameter.name: self._chosen(parameter) for parameter in self.manifest.parameters}

    def _chosen(self, parameter: Parameter) -> Any:
        name = f"setting-{parameter.name}"
        value = self.cleaned_data.get(name)
        if isinstance(parameter.default, bool):
            return bool(value)
        return parameter.default if value in (None, "") else value

    @property
    def setting_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("setting-")]


def setting_field(parameter: Parameter) -> forms.Field:
    """Return the form field that takes a parameter's value."""
    shared: dict[str, Any] = {"label": _(parameter.label), "help_text": _(parameter.help), "required": False}
    if parameter.choices:
        choices = [(value, _(label)) for value, label in parameter.choices]
        return forms.ChoiceField(choices=choices, initial=parameter.default, **shared)
    if isinstance(parameter.default, bool):
        return forms.BooleanField(initial=parameter.default, **shared)
    if isinstance(parameter.default, str):
        return forms.CharField(initial=parameter.default, max_length=200, **shared)
    bounds: dict[str, Any] = {
        "min_value": parameter.minimum,
        "max_value": parameter.maximum,
        "initial": parameter.default,
    }
    if isinstance(parameter.default, int):
        return forms.IntegerField(**bounds, **shared)
    return forms.FloatField(**bounds, **shared)


class MappingForm(SettingsForm):
    """Which column is what: one choice per column of the file, the proposal chosen."""

    def __init__(self, manifest: Manifest, columns: list[dict[str, Any]], proposal: Roles, *args: Any, **kwargs: Any):
        super().__init__(manifest, *args, **kwargs)
        self.columns = columns
        proposed = column_roles(proposal)
        for position, column in enumerate(columns):
            self.fields[f"column-{position}"] = forms.ChoiceField(
                label=column["name"],
                choices=self._choices(),
                required=False,
                initial=proposed.get(column["name"], ""),
            )

    def _choices(self) -> list[tuple[str, str]]:
        has_features = any(one.many for one in self.manifest.fields)
        unused = _("Measured as it is") if has_features else _("Not used")
        fields = [(one.name, _(one.label)) for one in self.manifest.fields if not one.many]
        return [("", unused), *fields, (LABEL, _("Known answer, to compare with")), (IGNORE, _("Leave out"))]

    @property
    def column_fields(self) -> list[tuple[dict[str, Any], forms.BoundField]]:
        return [(column, self[f"column-{position}"]) for position, column in enumerate(self.columns)]

    def clean(self) -> dict[str, Any]:
        assigned = self._assigned()
        self._refuse_doubles(assigned)
        self.roles = roles_from_columns(self.manifest, assigned)
        try:
            check(self.manifest, self.roles, {column["name"]: column["kind"] for column in self.columns})
        except UnusableDataError as problem:
            self.add_error(None, tell(problem.words.to_json()))
        return self.cleaned_data

    def _assigned(self) -> dict[str, str]:
        return {
            column["name"]: self.cleaned_data.get(f"column-{position}", "")
            for position, column in enumerate(self.columns)
        }

    def _refuse_doubles(self, assigned: Mapping[str, str]) -> None:
        labels = {one.name: _(one.label) for one in self.manifest.fields if not one.many}
        labels[LABEL] = _("Known answer, to compare with")
        for role, label in labels.items():
            columns = [name for name, given in assigned.items() if given == role]
            if len(columns) > 1:
                message = _("“%(role)s” is chosen for %(columns)s. Choose it for one column only.")
                self.add_error(None, message % {"role": label, "columns": ", ".join(columns)})


def column_roles(roles: Roles) -> dict[str, str]:
    """Return column -> role, the inverse of ``roles_from_columns``."""
    found = dict.fromkeys(roles.ignored, IGNORE)
    for role, columns in roles.fields.items():
        found |= dict.fromkeys((columns,) if isinstance(columns, str) else columns, role)
    return found | ({roles.label: LABEL} if roles.label else {})


SEVERITIES = (
    (5, gettext_lazy("Critical")),
    (4, gettext_lazy("High")),
    (3, gettext_lazy("Medium")),
    (2, gettext_lazy("Low")),
    (1, gettext_lazy("Information")),
)


class FindingFilterForm(forms.Form):
    """What the dashboard's address says: nonsense in it counts as nothing chosen."""

    severity = forms.TypedChoiceField(
        label=gettext_lazy("At least"), choices=[("", gettext_lazy("Any severity")), *SEVERITIES],
        coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    pattern = forms.ChoiceField(label=gettext_lazy("Pattern"), required=False)
    q = forms.CharField(label=gettext_lazy("Asset"), required=False, max_length=200)

    def __init__(self, patterns: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pattern"].choices = [("", _("Any pattern")), *patterns]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        clean = self.cleaned_data
        return {
            "severity": clean.get("severity"),
            "pattern": clean.get("pattern", ""),
            "text": clean.get("q", "").replace("\0", ""),
        }


def share_days() -> list[tuple[int, str]]:
    return [(days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days}) for days in settings.SHARE_DAYS]


class ShareForm(forms.Form):
    days = forms.TypedChoiceField(label=gettext_lazy("Readable for"), choices=share_days, coerce=int, initial=14)
