"""The table of steps in the words of the database, for migrations: what the code forbids no statement can do either."""

from __future__ import annotations

from collections.abc import Iterable

from publishing.submissions.listing_policy import APPEAL_DAYS
from publishing.submissions.states import APPEALABLE, PROVIDERS_HANDS, STEPS, Side

# A step is counted; its record is written in the same transaction, or nothing of it stays.
SUBMISSION = """
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.steps <> 0 THEN
            RAISE EXCEPTION 'A submission begins as a draft.' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.model, OLD.row, OLD.organisation_id) IS DISTINCT FROM (NEW.model, NEW.row, NEW.organisation_id) THEN
        RAISE EXCEPTION 'A submission stays with its listing.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.proposed, OLD.digest, OLD.base_id, OLD.lane) IS DISTINCT FROM
        (NEW.proposed, NEW.digest, NEW.base_id, NEW.lane) AND OLD.state NOT IN ({writable}) THEN
        RAISE EXCEPTION 'What was submitted is not changed while it is decided about.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.state, OLD.steps) IS DISTINCT FROM (NEW.state, NEW.steps) AND (
        NEW.steps <> OLD.steps + 1 OR (OLD.state, NEW.state) NOT IN ({pairs})
    ) THEN
        RAISE EXCEPTION 'A submission cannot go from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
"""
RECORDED = """
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.publishing_statechange c WHERE c.submission_id = NEW.id AND c.number = NEW.steps
        AND c.start = OLD.state AND c."end" = NEW.state
    ) THEN
        RAISE EXCEPTION 'A step of a submission has no record.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
"""
CHANGE = """
DECLARE
    s record;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'actor_id' = to_jsonb(NEW) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'The record of a step is neither changed nor deleted.' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO s FROM public.publishing_submission WHERE id = NEW.submission_id;
    IF s.steps <> NEW.number OR s.state <> NEW."end" OR (NEW.step, NEW.start, NEW."end", s.lane) NOT IN ({steps}) THEN
        RAISE EXCEPTION 'This step is not possible: % from % to %.', NEW.step, NEW.start, NEW."end"
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.actor_id IS NULL AND NEW.step NOT IN ({without_actor}) THEN
        RAISE EXCEPTION 'Somebody has to answer for this step.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.reason !~ '\\S' AND NEW.step IN ({with_reason}) THEN
        RAISE EXCEPTION 'This step needs a reason.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.step IN ({four_eyes}) AND EXISTS (
        SELECT FROM public.accounts_membership m
        WHERE m.person_id = NEW.actor_id AND m.organisation_id = s.organisation_id
    ) THEN
        RAISE EXCEPTION 'Nobody decides on a submission of their own organisation.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.step IN ({on_appeal}) AND NOT EXISTS (
        SELECT FROM public.publishing_appeal a JOIN public.publishing_statechange d ON d.id = a.decision_id
        WHERE d.submission_id = NEW.submission_id AND d.number = NEW.number - 1
        AND a.state = 'overturned' AND a.reviewer_id = NEW.actor_id
    ) THEN
        RAISE EXCEPTION 'This step needs an appeal that was right.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
"""
APPEAL = """
DECLARE
    d record;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'person_id' - 'reviewer_id' = to_jsonb(NEW) - 'person_id' - 'reviewer_id'
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An appeal is not deleted.' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT c.step, c.at, c.actor_id, s.organisation_id INTO d FROM public.publishing_statechange c
    JOIN public.publishing_submission s ON s.id = c.submission_id WHERE c.id = NEW.decision_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' OR d.step NOT IN ({appealable}) OR NEW.at > d.at + interval '{days} days' THEN
            RAISE EXCEPTION 'There is no appeal against this, or not any more.' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'open' OR (OLD.decision_id, OLD.text, OLD.at) IS DISTINCT FROM (NEW.decision_id, NEW.text, NEW.at)
    THEN
        RAISE EXCEPTION 'An appeal is decided once, and its text stays.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.reviewer_id IS NULL OR NEW.reviewer_id = d.actor_id OR EXISTS (
        SELECT FROM public.accounts_membership m
        WHERE m.person_id = NEW.reviewer_id AND m.organisation_id = d.organisation_id
    ) THEN
        RAISE EXCEPTION 'Another reviewer decides about an appeal.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
"""


def bodies() -> dict[str, str]:
    """Return the body of each function by its name, as the table of steps wants it."""
    steps = STEPS.values()
    pairs = {(start, step.end) for step in steps for start in step.starts}
    rows = {(step.name, start, step.end, lane) for step in steps for start in step.starts for lane in step.lanes}
    told = {
        "writable": _texts(PROVIDERS_HANDS),
        "pairs": _rows(pairs),
        "steps": _rows(rows),
        "without_actor": _texts(step.name for step in steps if Side.MARKET in step.sides),
        "with_reason": _texts(step.name for step in steps if step.needs_reason),
        "four_eyes": _texts(step.name for step in steps if step.four_eyes),
        "on_appeal": _texts(step.name for step in steps if Side.APPEAL in step.sides),
        "appealable": _texts(APPEALABLE),
        "days": str(APPEAL_DAYS),
    }
    return {
        "publishing_submission_step": SUBMISSION.format(**told),
        "publishing_submission_recorded": RECORDED,
        "publishing_keep_statechange": CHANGE.format(**told),
        "publishing_keep_appeal": APPEAL.format(**told),
    }


def _texts(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _rows(values: Iterable[tuple[str, ...]]) -> str:
    return ",\n        ".join(f"({_texts(row)})" for row in sorted(values))
