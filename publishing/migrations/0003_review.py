import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

UNALTERABLE = """
CREATE FUNCTION publishing_keep_checked() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'What was ticked with a decision is neither changed nor deleted.'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER publishing_keep_checked BEFORE UPDATE OR DELETE ON publishing_checked
    FOR EACH ROW EXECUTE FUNCTION publishing_keep_checked();
"""
ALTERABLE = """
DROP TRIGGER publishing_keep_checked ON publishing_checked;
DROP FUNCTION publishing_keep_checked();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0002_submissions'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='risk',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='risk'),
        ),
        migrations.AddField(
            model_name='submission',
            name='risk_factors',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None, verbose_name='what makes up the risk'),
        ),
        migrations.CreateModel(
            name='Checked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offered', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None, verbose_name='offered')),
                ('ticked', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name='ticked')),
                ('change', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='checked', to='publishing.statechange', verbose_name='decision')),
            ],
            options={
                'verbose_name': 'checklist of a decision',
                'verbose_name_plural': 'checklists of decisions',
            },
        ),
        migrations.RunSQL(UNALTERABLE, ALTERABLE),
    ]
