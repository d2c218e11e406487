"""Ratings and votes are counted by the database, so that they are right whoever changes reviews and however.

Each statement adds what it changed to the rows of the offerings it touched, in the order of their numbers: two writers
wait for each other, and neither loses what the other added. Rows of ratings are never deleted while their offering is
there, for a writer may be about to add to one.
"""

from django.db import migrations

STARS = [f"stars_{number}" for number in range(1, 6)]
NUMBERS = [*STARS, "texts"]
SUMS = ", ".join(
    [*(f"coalesce(sum(sign) FILTER (WHERE stars = {number}), 0) AS stars_{number}" for number in range(1, 6)),
     "coalesce(sum(sign) FILTER (WHERE text <> ''), 0) AS texts"]
)  # fmt: skip
COLUMNS = ", ".join(f"{name} bigint" for name in ("offering_id", *NUMBERS))
# The table goes with its offering; Django deletes that by itself, and reviews before it.
BELONGS = """
ALTER TABLE feedback_rating ADD CONSTRAINT rating_of_an_offering
FOREIGN KEY (offering_id) REFERENCES catalogue_offering (id) ON DELETE CASCADE;
"""
COUNT = f"""
CREATE FUNCTION feedback_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parts text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM added'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM gone'
        ELSE 'SELECT 1 AS sign, * FROM added UNION ALL SELECT -1, * FROM gone'
    END;
    changes jsonb;
BEGIN
    EXECUTE format(
        'SELECT jsonb_agg(change) FROM (SELECT offering_id, {SUMS.replace("'", "''")} FROM (%s) part '
        'WHERE state = ''shown'' GROUP BY offering_id) change WHERE NOT ({" AND ".join(f"{one} = 0" for one in NUMBERS)})',
        parts
    ) INTO changes;
    IF changes IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO feedback_rating (offering_id)
    SELECT o.id FROM jsonb_to_recordset(changes) AS change ({COLUMNS}) JOIN catalogue_offering o ON o.id = offering_id
    ORDER BY o.id ON CONFLICT (offering_id) DO NOTHING;
    PERFORM 1 FROM feedback_rating r
    WHERE r.offering_id IN (SELECT change.offering_id FROM jsonb_to_recordset(changes) AS change ({COLUMNS}))
    ORDER BY r.offering_id FOR NO KEY UPDATE;
    UPDATE feedback_rating r SET {", ".join(f"{name} = r.{name} + change.{name}" for name in NUMBERS)}
    FROM jsonb_to_recordset(changes) AS change ({COLUMNS}) WHERE change.offering_id = r.offering_id;
    RETURN NULL;
END
$$;
CREATE FUNCTION feedback_count_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE feedback_rating SET {", ".join(f"{name} = 0" for name in NUMBERS)};
    RETURN NULL;
END
$$;
"""
VOTES = """
CREATE FUNCTION feedback_count_votes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parts text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, review_id FROM added'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, review_id FROM gone'
        ELSE 'SELECT 1 AS sign, review_id FROM added UNION ALL SELECT -1, review_id FROM gone'
    END;
BEGIN
    EXECUTE format(
        'WITH changes AS MATERIALIZED (SELECT review_id, sum(sign)::int AS number FROM (%s) part '
        'GROUP BY review_id HAVING sum(sign) <> 0), '
        'mine AS MATERIALIZED (SELECT id FROM feedback_review WHERE id IN (SELECT review_id FROM changes) '
        'ORDER BY id FOR NO KEY UPDATE) '
        'UPDATE feedback_review r SET helpful = r.helpful + changes.number '
        'FROM changes JOIN mine ON mine.id = changes.review_id WHERE r.id = mine.id',
        parts
    );
    RETURN NULL;
END
$$;
CREATE FUNCTION feedback_count_no_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE feedback_review SET helpful = 0 WHERE helpful <> 0;
    RETURN NULL;
END
$$;
"""
TRIGGERS = """
CREATE TRIGGER feedback_count_added AFTER INSERT ON {table}
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {counts}();
CREATE TRIGGER feedback_count_changed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION {counts}();
CREATE TRIGGER feedback_count_gone AFTER DELETE ON {table}
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION {counts}();
CREATE TRIGGER feedback_count_emptied AFTER TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {empties}();
"""
NO_TRIGGERS = "".join(
    f"DROP TRIGGER feedback_count_{name} ON {{table}};" for name in ("added", "changed", "gone", "emptied")
)
TABLES = (
    ("feedback_review", "feedback_count", "feedback_count_nothing"),
    ("feedback_helpfulvote", "feedback_count_votes", "feedback_count_no_votes"),
)


class Migration(migrations.Migration):

    dependencies = [("feedback", "0001_first")]

    operations = [
        migrations.RunSQL(BELONGS, "ALTER TABLE feedback_rating DROP CONSTRAINT rating_of_an_offering"),
        migrations.RunSQL(COUNT, "DROP FUNCTION feedback_count(); DROP FUNCTION feedback_count_nothing();"),
        migrations.RunSQL(VOTES, "DROP FUNCTION feedback_count_votes(); DROP FUNCTION feedback_count_no_votes();"),
        *(
            migrations.RunSQL(
                TRIGGERS.format(table=table, counts=counts, empties=empties), NO_TRIGGERS.format(table=table)
            )
            for table, counts, empties in TABLES
        ),
    ]
