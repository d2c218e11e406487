"""The shapes of the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from common.limited import RefusedError
from common.wording import tell
from demos.analyzers import catalogue
from demos.analyzers.catalogue import KEYS
from demos.analyzers.contract import Manifest, UnusableDataError
from demos.analyzers.mapping import IGNORE, LABEL, Roles, check, propose, roles_from_columns, roles_to_json
from demos.forms import SettingsForm, column_roles
from demos.models import Finding, Run, ShareLink
from demos.services import preview_of
from jobs.models import Upload


class FieldSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    required = serializers.BooleanField()  # type: ignore[assignment]
    many = serializers.BooleanField()  # type: ignore[assignment]
    kinds = serializers.ListField(child=serializers.CharField())

    def get_label(self, field: Any) -> str:
        return _(field.label)


class ParameterSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    default = serializers.JSONField()
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)

    def get_label(self, parameter: Any) -> str:
        return _(parameter.label)


class AlgorithmSerializer(serializers.Serializer[Manifest]):
    """An algorithm on offer: what it wants of each row and what can be set."""

    key = serializers.CharField()
    version = serializers.CharField()
    title = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    learns_from_labels = serializers.BooleanField()
    fields = FieldSerializer(many=True)  # type: ignore[assignment]
    parameters = ParameterSerializer(many=True)

    def get_title(self, manifest: Manifest) -> str:
        return _(manifest.title)

    def get_summary(self, manifest: Manifest) -> str:
        return _(manifest.summary)


class UploadSerializer(serializers.ModelSerializer[Upload]):
    class Meta:
        model = Upload
        fields = ["id", "name", "size", "sha256", "preview", "created_at", "expires_at"]
        read_only_fields = fields


class NewUploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)


class RunSerializer(serializers.ModelSerializer[Run]):
    """A run with the state of its job."""

    status = serializers.CharField(source="job.status", read_only=True)
    share_done = serializers.FloatField(source="job.share", read_only=True)
    step = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()
    headline = serializers.SerializerMethodField()

    class Meta:
        model = Run
        fields = [
            "id", "algorithm", "version", "name", "is_sample", "upload", "status", "share_done", "step", "problem",
            "headline", "rows", "seconds", "quality", "roles", "settings", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_step(self, run: Run) -> str:
        return tell(run.job.step) if run.job.step else ""

    def get_problem(self, run: Run) -> str:
        return tell(run.job.problem) if run.job.problem else ""

    def get_headline(self, run: Run) -> str:
        return tell(run.headline) if run.headline else ""


class NewRunSerializer(serializers.Serializer[Any]):
    """What to run: a file of yours, or the built-in sample. Columns you do not name keep their proposed role."""

    algorithm = serializers.ChoiceField(choices=KEYS)
    upload = serializers.PrimaryKeyRelatedField(queryset=Upload.objects.none(), required=False)
    sample = serializers.BooleanField(default=False)
    sheet = serializers.CharField(default="", help_text="The workbook's sheet; without it the first that holds a table")
    columns = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    settings = serializers.DictField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        found = super().get_fields()
        request = self.context.get("request")
        if request is not None:
            found["upload"].queryset = Upload.objects.owned_by(request.user)  # type: ignore[attr-defined]
        return found

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["sample"] == bool(attrs.get("upload")):
            raise serializers.ValidationError({"upload": [_("Name either an upload or sample: true.")]})
        manifest = catalogue.manifest(attrs["algorithm"])
        attrs["settings"] = self._settings(manifest, attrs.get("settings", {}))
        if attrs.get("upload"):
            seen = self._preview(attrs["upload"], attrs["sheet"])
            attrs["roles"] = self._roles(manifest, seen["columns"], attrs.get("columns", {}))
        return attrs

    def _settings(self, manifest: Manifest, given: dict[str, Any]) -> dict[str, Any]:
        known = [parameter.name for parameter in manifest.parameters]
        unknown = sorted(set(given) - set(known))
        if unknown:
            message = _("There is no setting “%(name)s”. There are: %(names)s.")
            raise serializers.ValidationError({"settings": [message % {"name": unknown[0], "names": ", ".join(known)}]})
        form = SettingsForm(manifest, {f"setting-{name}": value for name, value in given.items()})
        if not form.is_valid():
            errors: dict[str, Any] = {name.removeprefix("setting-"): messages for name, messages in form.errors.items()}
            raise serializers.ValidationError({"settings": errors})
        return {**form.settings, **{p.name: p.default for p in manifest.parameters if p.name not in given}}

    def _preview(self, upload: Upload, sheet: str) -> dict[str, Any]:
        try:
            return preview_of(upload, sheet)
        except RefusedError as refusal:
            raise serializers.ValidationError({"sheet": [tell(refusal.words)]}) from refusal

    def _roles(self, manifest: Manifest, columns: list[dict[str, Any]], given: dict[str, str]) -> dict[str, Any]:
        kinds = {column["name"]: column["kind"] for column in columns}
        proposal = propose(manifest, kinds)
        known = {one.name for one in manifest.fields} | {LABEL, IGNORE, ""}
        wrong = next((role for role in given.values() if role not in known), None)
        if wrong is not None:
            message = _("There is no role “%(role)s”. There are: %(roles)s.")
            raise serializers.ValidationError(
                {"columns": [message % {"role": wrong, "roles": ", ".join(sorted(known - {""}))}]}
            )
        roles = with_columns(manifest, proposal, given)
        try:
            check(manifest, roles, kinds)
        except UnusableDataError as problem:
            raise serializers.ValidationError({"columns": [tell(problem.words.to_json())]}) from problem
        return roles_to_json(roles)


def with_columns(manifest: Manifest, proposal: Roles, given: dict[str, str]) -> Roles:
    """Return the proposal with the roles that were given for single columns put over it."""
    claimed = set(given.values()) - {IGNORE, ""}
    many = {one.name for one in manifest.fields if one.many}
    kept = {
        column: role
        for column, role in column_roles(proposal).items()
        if column not in given and (role not in claimed or role in many)
    }
    return roles_from_columns(manifest, kept | given)


class FindingSerializer(serializers.ModelSerializer[Finding]):
    title = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    next_step = serializers.SerializerMethodField()

    class Meta:
        model = Finding
        fields = [
            "position", "asset", "pattern", "title", "severity", "score", "first_seen", "last_seen", "reasons",
            "next_step", "references", "row_count", "row_numbers", "sample",
        ]  # fmt: skip

    def get_title(self, finding: Finding) -> str:
        return tell(finding.title)

    def get_reasons(self, finding: Finding) -> list[dict[str, Any]]:
        return [reason | {"words": tell(reason["words"])} for reason in finding.reasons]

    def get_next_step(self, finding: Finding) -> str:
        return tell(finding.next_step)


class ShareSerializer(serializers.Serializer[ShareLink]):
    days = serializers.IntegerField(min_value=1, max_value=30, write_only=True)
    url = serializers.CharField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)
