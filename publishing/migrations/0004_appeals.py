from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# The table of steps with appeals, written down by publishing.submissions.guarding.
GUARDED = r"""
CREATE OR REPLACE FUNCTION publishing_submission_step() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
        (NEW.proposed, NEW.digest, NEW.base_id, NEW.lane) AND OLD.state NOT IN ('draft', 'changes_requested') THEN
        RAISE EXCEPTION 'What was submitted is not changed while it is decided about.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.state, OLD.steps) IS DISTINCT FROM (NEW.state, NEW.steps) AND (
        NEW.steps <> OLD.steps + 1 OR (OLD.state, NEW.state) NOT IN (('approved', 'draft'),
        ('approved', 'published'),
        ('approved', 'withdrawn'),
        ('archived', 'published'),
        ('changes_requested', 'submitted'),
        ('changes_requested', 'withdrawn'),
        ('draft', 'submitted'),
        ('draft', 'withdrawn'),
        ('in_review', 'approved'),
        ('in_review', 'changes_requested'),
        ('in_review', 'rejected'),
        ('in_review', 'submitted'),
        ('in_review', 'withdrawn'),
        ('published', 'archived'),
        ('published', 'published'),
        ('published', 'suspended'),
        ('rejected', 'submitted'),
        ('submitted', 'approved'),
        ('submitted', 'draft'),
        ('submitted', 'in_review'),
        ('submitted', 'withdrawn'),
        ('suspended', 'archived'),
        ('suspended', 'published'))
    ) THEN
        RAISE EXCEPTION 'A submission cannot go from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE FUNCTION publishing_keep_statechange() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
    IF s.steps <> NEW.number OR s.state <> NEW."end" OR (NEW.step, NEW.start, NEW."end", s.lane) NOT IN (('accept_consortium', 'submitted', 'approved', 'consortium'),
        ('approve', 'in_review', 'approved', 'consortium'),
        ('approve', 'in_review', 'approved', 'third-party'),
        ('archive', 'published', 'archived', 'consortium'),
        ('archive', 'published', 'archived', 'third-party'),
        ('archive', 'suspended', 'archived', 'consortium'),
        ('archive', 'suspended', 'archived', 'third-party'),
        ('confirm', 'published', 'published', 'consortium'),
        ('confirm', 'published', 'published', 'third-party'),
        ('publish', 'approved', 'published', 'consortium'),
        ('publish', 'approved', 'published', 'third-party'),
        ('put_back', 'in_review', 'submitted', 'consortium'),
        ('put_back', 'in_review', 'submitted', 'third-party'),
        ('reinstate', 'archived', 'published', 'consortium'),
        ('reinstate', 'archived', 'published', 'third-party'),
        ('reinstate', 'suspended', 'published', 'consortium'),
        ('reinstate', 'suspended', 'published', 'third-party'),
        ('reject', 'in_review', 'rejected', 'consortium'),
        ('reject', 'in_review', 'rejected', 'third-party'),
        ('remove', 'published', 'archived', 'consortium'),
        ('remove', 'published', 'archived', 'third-party'),
        ('remove', 'suspended', 'archived', 'consortium'),
        ('remove', 'suspended', 'archived', 'third-party'),
        ('reopen', 'rejected', 'submitted', 'consortium'),
        ('reopen', 'rejected', 'submitted', 'third-party'),
        ('repeat_approval', 'submitted', 'approved', 'consortium'),
        ('repeat_approval', 'submitted', 'approved', 'third-party'),
        ('replace', 'published', 'archived', 'consortium'),
        ('replace', 'published', 'archived', 'third-party'),
        ('replace', 'suspended', 'archived', 'consortium'),
        ('replace', 'suspended', 'archived', 'third-party'),
        ('request_changes', 'in_review', 'changes_requested', 'consortium'),
        ('request_changes', 'in_review', 'changes_requested', 'third-party'),
        ('restore', 'suspended', 'published', 'consortium'),
        ('restore', 'suspended', 'published', 'third-party'),
        ('rework', 'approved', 'draft', 'consortium'),
        ('rework', 'approved', 'draft', 'third-party'),
        ('rework', 'submitted', 'draft', 'consortium'),
        ('rework', 'submitted', 'draft', 'third-party'),
        ('submit', 'changes_requested', 'submitted', 'consortium'),
        ('submit', 'changes_requested', 'submitted', 'third-party'),
        ('submit', 'draft', 'submitted', 'consortium'),
        ('submit', 'draft', 'submitted', 'third-party'),
        ('suspend', 'published', 'suspended', 'consortium'),
        ('suspend', 'published', 'suspended', 'third-party'),
        ('take', 'submitted', 'in_review', 'consortium'),
        ('take', 'submitted', 'in_review', 'third-party'),
        ('waive_review', 'submitted', 'approved', 'consortium'),
        ('waive_review', 'submitted', 'approved', 'third-party'),
        ('withdraw', 'approved', 'withdrawn', 'consortium'),
        ('withdraw', 'approved', 'withdrawn', 'third-party'),
        ('withdraw', 'changes_requested', 'withdrawn', 'consortium'),
        ('withdraw', 'changes_requested', 'withdrawn', 'third-party'),
        ('withdraw', 'draft', 'withdrawn', 'consortium'),
        ('withdraw', 'draft', 'withdrawn', 'third-party'),
        ('withdraw', 'in_review', 'withdrawn', 'consortium'),
        ('withdraw', 'in_review', 'withdrawn', 'third-party'),
        ('withdraw', 'submitted', 'withdrawn', 'consortium'),
        ('withdraw', 'submitted', 'withdrawn', 'third-party')) THEN
        RAISE EXCEPTION 'This step is not possible: % from % to %.', NEW.step, NEW.start, NEW."end"
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.actor_id IS NULL AND NEW.step NOT IN ('accept_consortium', 'repeat_approval', 'waive_review', 'publish', 'replace') THEN
        RAISE EXCEPTION 'Somebody has to answer for this step.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.reason !~ '\S' AND NEW.step IN ('request_changes', 'reject', 'suspend', 'remove', 'reopen', 'reinstate') THEN
        RAISE EXCEPTION 'This step needs a reason.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.step IN ('take', 'put_back', 'request_changes', 'reject', 'approve', 'confirm', 'suspend', 'restore', 'remove', 'reopen', 'reinstate') AND EXISTS (
        SELECT FROM public.accounts_membership m
        WHERE m.person_id = NEW.actor_id AND m.organisation_id = s.organisation_id
    ) THEN
        RAISE EXCEPTION 'Nobody decides on a submission of their own organisation.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.step IN ('reopen', 'reinstate') AND NOT EXISTS (
        SELECT FROM public.publishing_appeal a JOIN public.publishing_statechange d ON d.id = a.decision_id
        WHERE d.submission_id = NEW.submission_id AND d.number = NEW.number - 1
        AND a.state = 'overturned' AND a.reviewer_id = NEW.actor_id
    ) THEN
        RAISE EXCEPTION 'This step needs an appeal that was right.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE FUNCTION publishing_keep_appeal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
        IF NEW.state <> 'open' OR d.step NOT IN ('reject', 'suspend', 'remove') OR NEW.at > d.at + interval '184 days' THEN
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
$$;
CREATE TRIGGER publishing_keep_appeal BEFORE INSERT OR UPDATE OR DELETE ON publishing_appeal
FOR EACH ROW EXECUTE FUNCTION publishing_keep_appeal();
"""
_before = import_module("publishing.migrations.0002_submissions").GUARDED.split("CREATE TRIGGER")[0]
UNGUARDED = f"""
DROP TRIGGER publishing_keep_appeal ON publishing_appeal;
DROP FUNCTION publishing_keep_appeal();
{_before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")}
"""


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0003_review'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=4000, verbose_name='what the provider says')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='received')),
                ('state', models.CharField(choices=[('open', 'open'), ('upheld', 'decision upheld'), ('overturned', 'decision overturned')], default='open', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=4000, verbose_name='statement to the provider')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('is_brought_back', models.BooleanField(default=False, verbose_name='listing or submission brought back')),
            ],
            options={
                'verbose_name': 'appeal',
                'verbose_name_plural': 'appeals',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReasonedDecision',
            fields=[
            ],
            options={
                'verbose_name': 'statement of reasons',
                'verbose_name_plural': 'statements of reasons',
                'ordering': ['-at', '-pk'],
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('publishing.statechange',),
        ),
        migrations.AddField(
            model_name='statechange',
            name='draw',
            field=models.JSONField(null=True, verbose_name='draw'),
        ),
        migrations.AddField(
            model_name='statechange',
            name='grounds',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, size=None, verbose_name='grounds'),
        ),
        migrations.AlterField(
            model_name='statechange',
            name='step',
            field=models.CharField(choices=[('submit', 'Submit'), ('rework', 'Take back to edit'), ('withdraw', 'Withdraw'), ('take', 'Start the review'), ('put_back', 'Put back into the queue'), ('request_changes', 'Ask for changes'), ('reject', 'Reject'), ('approve', 'Approve'), ('accept_consortium', 'Approved without a reviewer: consortium lane'), ('repeat_approval', 'Approved as before: a reviewer has approved the same'), ('waive_review', 'Approved without a reviewer: no field needs one first'), ('publish', 'Publish'), ('confirm', 'Checked after publication'), ('suspend', 'Suspend'), ('restore', 'End the suspension'), ('remove', 'Remove from the market'), ('archive', 'Take off the market'), ('replace', 'Replaced by a later submission'), ('reopen', 'Put back into the queue on appeal'), ('reinstate', 'Shown again on appeal')], max_length=20, verbose_name='step'),
        ),
        migrations.AddIndex(
            model_name='statechange',
            index=models.Index(fields=['at'], name='statechange_at'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='decision',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='publishing.statechange', verbose_name='decision appealed against'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='appealed by'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='reviewer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(fields=['at'], name='appeal_at'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='appeal_person'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('reviewer__isnull', False)), fields=['reviewer'], name='appeal_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='appeal_says_something'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('is_brought_back', False), ('reason', ''), ('state', 'open')), models.Q(('decided_at__isnull', False), ('state__in', ['upheld', 'overturned']), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='decided_appeal_has_reason_and_time'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('is_brought_back', False), ('state', 'overturned'), _connector='OR'), name='only_right_appeals_bring_back'),
        ),
        migrations.RunSQL(GUARDED, UNGUARDED),
    ]
