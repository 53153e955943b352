from django.db import migrations


class Migration(migrations.Migration):
    """Sums stay in one piece, up to a page: a row of two kilobytes was cut in two, each to be looked up."""

    dependencies = [("consolidation", "0007_runs_stopped")]

    operations = [
        migrations.RunSQL(
            f"alter table {table} set (toast_tuple_target = 8160)",
            f"alter table {table} reset (toast_tuple_target)",
        )
        for table in ("consolidation_rollup", "consolidation_closerow")
    ]
