import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# The table of steps as it is in publishing.submissions.states, written down by publishing.submissions.guarding.
GUARDED = r"""
CREATE FUNCTION publishing_submission_step() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
CREATE FUNCTION publishing_submission_recorded() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.publishing_statechange c WHERE c.submission_id = NEW.id AND c.number = NEW.steps
        AND c.start = OLD.state AND c."end" = NEW.state
    ) THEN
        RAISE EXCEPTION 'A step of a submission has no record.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION publishing_keep_statechange() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
        ('reject', 'in_review', 'rejected', 'consortium'),
        ('reject', 'in_review', 'rejected', 'third-party'),
        ('remove', 'published', 'archived', 'consortium'),
        ('remove', 'published', 'archived', 'third-party'),
        ('remove', 'suspended', 'archived', 'consortium'),
        ('remove', 'suspended', 'archived', 'third-party'),
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
    IF NEW.reason !~ '\S' AND NEW.step IN ('request_changes', 'reject', 'suspend', 'remove') THEN
        RAISE EXCEPTION 'This step needs a reason.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.step IN ('take', 'put_back', 'request_changes', 'reject', 'approve', 'confirm', 'suspend', 'restore', 'remove') AND EXISTS (
        SELECT FROM public.accounts_membership m
        WHERE m.person_id = NEW.actor_id AND m.organisation_id = s.organisation_id
    ) THEN
        RAISE EXCEPTION 'Nobody decides on a submission of their own organisation.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER publishing_submission_step BEFORE INSERT OR UPDATE ON publishing_submission
FOR EACH ROW EXECUTE FUNCTION publishing_submission_step();
CREATE CONSTRAINT TRIGGER publishing_submission_recorded AFTER UPDATE ON publishing_submission
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.steps IS DISTINCT FROM NEW.steps)
EXECUTE FUNCTION publishing_submission_recorded();
CREATE TRIGGER publishing_keep_statechange BEFORE INSERT OR UPDATE OR DELETE ON publishing_statechange
FOR EACH ROW EXECUTE FUNCTION publishing_keep_statechange();
"""
UNGUARDED = """
DROP TRIGGER publishing_keep_statechange ON publishing_statechange;
DROP TRIGGER publishing_submission_recorded ON publishing_submission;
DROP TRIGGER publishing_submission_step ON publishing_submission;
DROP FUNCTION publishing_keep_statechange();
DROP FUNCTION publishing_submission_recorded();
DROP FUNCTION publishing_submission_step();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_currency'),
        ('publishing', '0001_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60, verbose_name='what')),
                ('row', models.BigIntegerField(verbose_name='row')),
                ('lane', models.CharField(choices=[('consortium', 'consortium lane'), ('third-party', 'third-party lane')], max_length=11, verbose_name='lane')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('in_review', 'in review'), ('changes_requested', 'changes requested'), ('approved', 'approved'), ('published', 'published'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn'), ('suspended', 'suspended'), ('archived', 'archived')], default='draft', max_length=17, verbose_name='state')),
                ('steps', models.PositiveIntegerField(default=0, verbose_name='number of steps')),
                ('state_since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='in this state since')),
                ('proposed', models.JSONField(verbose_name='proposal')),
                ('digest', models.CharField(max_length=64)),
                ('changed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None, verbose_name='changed')),
                ('publishes_itself', models.BooleanField(default=True, verbose_name='publish as soon as it is approved')),
                ('is_drawn', models.BooleanField(default=False, verbose_name='chosen by chance for a review')),
                ('is_unchecked', models.BooleanField(default=False, verbose_name='to be looked at after publication')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='first submitted')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.revision')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='accounts.organisation', verbose_name='organisation')),
                ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
            ],
            options={
                'verbose_name': 'submission',
                'verbose_name_plural': 'submissions',
                'ordering': ['pk'],
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ['submitted', 'in_review'])), fields=['submitted_at', 'id'], name='submission_queue'),
                    models.Index(condition=models.Q(('is_unchecked', True), ('state', 'published')), fields=['state_since', 'id'], name='submission_to_check'),
                    models.Index(fields=['model', 'row', 'digest'], name='submission_of_listing'),
                    models.Index(fields=['organisation', '-id'], name='submission_of_organisation'),
                    models.Index(condition=models.Q(('author__isnull', False)), fields=['author'], name='submission_author'),
                    models.Index(condition=models.Q(('reviewer__isnull', False)), fields=['reviewer'], name='submission_reviewer'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'in_review', 'changes_requested', 'approved'])), fields=('model', 'row'), name='one_open_submission_per_listing'),
                    models.UniqueConstraint(condition=models.Q(('state__in', ['published', 'suspended'])), fields=('model', 'row'), name='one_live_submission_per_listing'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('submitted_at__isnull', False), _connector='OR'), name='submitted_submission_has_time'),
                    models.CheckConstraint(condition=models.Q(('lane__in', ['consortium', 'third-party'])), name='lane_is_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StateChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('step', models.CharField(choices=[('submit', 'Submit'), ('rework', 'Take back to edit'), ('withdraw', 'Withdraw'), ('take', 'Start the review'), ('put_back', 'Put back into the queue'), ('request_changes', 'Ask for changes'), ('reject', 'Reject'), ('approve', 'Approve'), ('accept_consortium', 'Approved without a reviewer: consortium lane'), ('repeat_approval', 'Approved as before: a reviewer has approved the same'), ('waive_review', 'Approved without a reviewer: no field needs one first'), ('publish', 'Publish'), ('confirm', 'Checked after publication'), ('suspend', 'Suspend'), ('restore', 'End the suspension'), ('remove', 'Remove from the market'), ('archive', 'Take off the market'), ('replace', 'Replaced by a later submission')], max_length=20, verbose_name='step')),
                ('start', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('in_review', 'in review'), ('changes_requested', 'changes requested'), ('approved', 'approved'), ('published', 'published'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn'), ('suspended', 'suspended'), ('archived', 'archived')], max_length=17, verbose_name='from')),
                ('end', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('in_review', 'in review'), ('changes_requested', 'changes requested'), ('approved', 'approved'), ('published', 'published'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn'), ('suspended', 'suspended'), ('archived', 'archived')], max_length=17, verbose_name='to')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('reason', models.CharField(blank=True, max_length=4000, verbose_name='reason')),
                ('digest', models.CharField(max_length=64)),
                ('fields', models.JSONField(default=dict, verbose_name='about single fields')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('precedent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.statechange', verbose_name='decision that it repeats')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='state_changes', to='publishing.submission')),
            ],
            options={
                'verbose_name': 'step of a submission',
                'verbose_name_plural': 'steps of submissions',
                'ordering': ['submission', 'number'],
                'indexes': [models.Index(condition=models.Q(('actor__isnull', False)), fields=['actor'], name='statechange_actor')],
                'constraints': [models.UniqueConstraint(fields=('submission', 'number'), name='one_step_per_number')],
            },
        ),
        migrations.AddField(
            model_name='revision',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.statechange', verbose_name='decision'),
        ),
        migrations.RunSQL(GUARDED, UNGUARDED),
    ]
