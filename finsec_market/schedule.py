"""What beat rings, and when. Each task finds its work in the database, so a bell that is lost is only late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "recover lost jobs": {
        "task": "jobs.tasks.recover_jobs",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 10},
    },
    "delete what has expired": {"task": "jobs.tasks.delete_expired", "schedule": timedelta(hours=1)},
    "merge changes of the catalogue": {
        "task": "catalogue.tasks.merge",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "draw missing pictures": {"task": "demos.tasks.draw_missing", "schedule": timedelta(minutes=15)},
    "delete orphaned documents": {
        "task": "accounts.tasks.organisations.delete_orphaned_documents",
        "schedule": timedelta(hours=1),
    },
    "delete orphaned results": {"task": "demos.tasks.delete_orphans", "schedule": timedelta(hours=1)},
    "tell of messages again": {
        "task": "enquiries.tasks.tell_waiting",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "delete orphaned files of requests": {
        "task": "enquiries.tasks.delete_orphaned_files",
        "schedule": timedelta(hours=1),
    },
    "refresh the answer times of providers": {
        "task": "enquiries.tasks.refresh_answer_times",
        "schedule": timedelta(hours=1),
    },
    "tidy media": {"task": "catalogue.media.tasks.tidy_media", "schedule": timedelta(hours=1)},
    "tidy cards": {"task": "catalogue.cards.tasks.tidy_cards", "schedule": crontab(hour=3, minute=45)},
    "recover lost requests about data": {
        "task": "accounts.tasks.privacy.recover_requests",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "send mails about notices again": {
        "task": "notices.tasks.send_at_once",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    # People in zones with half and quarter hours get it at their hour, too.
    "send digests of notices": {
        "task": "notices.tasks.send_digests",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 900},
    },
    "remind of certificates": {
        "task": "procurement.tasks.remind_of_certificates",
        "schedule": crontab(hour=7, minute=10),
        "options": {"expires": 3600},
    },
    "delete orphaned files of certificates": {
        "task": "procurement.tasks.delete_orphaned_files",
        "schedule": timedelta(hours=1),
    },
    "collect the views of offerings": {
        "task": "desk.tasks.collect_views",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    # What happened before midnight is counted before the day's figures are shown, an hour after it.
    "recount the figures of offerings": {
        "task": "desk.tasks.recount_figures",
        "schedule": crontab(minute=20),
        "options": {"expires": 3600},
    },
    "recount the figures of a year": {"task": "desk.tasks.recount_year", "schedule": crontab(hour=4, minute=35)},
    # The bank publishes at about 16:00 in Frankfurt on working days.
    "refresh the reference rates": {
        "task": "catalogue.currency.tasks.refresh",
        "schedule": crontab(hour="6,15,18", minute=25),
        "options": {"expires": 3600},
    },
    "delete what has been kept long enough": {
        "task": "accounts.tasks.privacy.enforce_retention",
        "schedule": crontab(hour=3, minute=15),
    },
}
