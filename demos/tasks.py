"""Thin tasks beside the run itself."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from common.objects import store
from demos.models import Plot, Run
from demos.pictures import picture


@shared_task
def draw_other_languages(run_id: str) -> None:
    """Draw the plots of a finished run in the languages that its owner did not ask for; safe to repeat."""
    for plot in Plot.objects.filter(run_id=run_id):
        missing = [code for code, _name in settings.LANGUAGES if code not in plot.pictures]
        said = {"spec": plot.spec, "title": plot.title, "description": plot.description}
        drawn = {code: picture(said, code) for code in missing}
        Plot.objects.filter(pk=plot.pk).update(pictures=plot.pictures | drawn)


@shared_task
def draw_missing() -> None:
    """Draw what a lost message left undrawn."""
    codes = [code for code, _name in settings.LANGUAGES]
    for run_id in Plot.objects.exclude(pictures__has_keys=codes).order_by().values_list("run_id", flat=True).distinct():
        draw_other_languages(str(run_id))


@shared_task
def delete_orphans() -> None:
    """Delete results in the store whose run is gone, as where the store was away when the run was deleted."""
    store.delete_orphans("runs/", lambda ids: Run.objects.filter(pk__in=ids).values_list("pk", flat=True))
