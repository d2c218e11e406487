"""Proves that chance has chosen what was reviewed, and that nobody has."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from publishing.submissions.draws import check_draws


class Command(BaseCommand):
    help = (
        "Repeats every draw of the random audit on record with REVIEW_DRAW_KEY, names what differs, "
        "and ends with 1 if anything does or if nothing could be repeated though there are draws."
    )

    def handle(self, *args: object, **options: object) -> None:
        checked = check_draws()
        for difference in checked.differences:
            self.stdout.write(difference)
        self.stdout.write(
            f"Repeated: {checked.repeated}. Made with another key: {checked.other_key}. "
            f"Without a record of the draw: {checked.without_record}."
        )
        if checked.differences:
            raise CommandError(f"{len(checked.differences)} draws differ from the record.")
        if checked.other_key and not checked.repeated:
            raise CommandError("Every draw was made with another key. Set REVIEW_DRAW_KEY to the key of that time.")
        self.stdout.write("All repeated draws agree with the record.")
