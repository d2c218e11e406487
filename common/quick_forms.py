"""The parts of a form that a page has hundreds of, written without a template for each: the same characters, sooner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData

Context = Mapping[str, Any]
WIDGETS = "django/forms/widgets/"
INPUTS = ("text", "number", "email", "url", "hidden", "checkbox")


class QuickForms(DjangoTemplates):
    """Django's own renderer, but for lists of choices, plain fields, labels and what has no errors."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name.startswith("django/forms/errors/list/") and not context["errors"]:
            return ""
        write = WRITERS.get(template_name)
        return write(context) if write else super().render(template_name, context, request)


def _select(context: Context) -> str:
    widget = context["widget"]
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>{groups}\n</select>'


def _group(name: Any, options: Iterable[Context]) -> str:
    written = "".join(map(_option, options))
    return f'\n  <optgroup label="{_text(name)}">{written}\n  </optgroup>' if name else written


def _option(option: Context) -> str:
    value, label = _value(option["value"]), _text(option["label"])
    return f'\n  <option value="{value}"{_attributes(option["attrs"])}>{label}</option>\n'


def _input(context: Context) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{_value(widget["value"])}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget["attrs"])}>'


def _textarea(context: Context) -> str:
    widget = context["widget"]
    words = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>\n{words}</textarea>'


def _label(context: Context) -> str:
    if not context["use_tag"]:
        return _text(context["label"])
    tag = _text(context["tag"])
    return f"<{tag}{_attributes(context['attrs'])}>{_text(context['label'])}</{tag}>"


def _attributes(attributes: Mapping[str, Any] | None) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_value(value)}"'
        for name, value in (attributes or {}).items()
        if value is not False
    )


def _text(value: Any) -> str:
    """As a template writes a value."""
    value = localize(value)
    return conditional_escape(value if isinstance(value, str) else str(value))


def _value(value: Any) -> str:
    """As a template writes a value after the filter stringformat, which writes numbers alike in every language."""
    return str(value) if isinstance(value, SafeData) else escape(str(value))


WRITERS: dict[str, Callable[[Context], str]] = {f"{WIDGETS}{name}.html": _input for name in INPUTS} | {
    f"{WIDGETS}select.html": _select,
    f"{WIDGETS}textarea.html": _textarea,
    "django/forms/label.html": _label,
}
