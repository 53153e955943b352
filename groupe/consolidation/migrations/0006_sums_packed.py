from django.db import migrations


class Migration(migrations.Migration):
    """Sums come compressed: PostgreSQL need not try again. Figures are rebuilt, as a new engine asks for it."""

    dependencies = [("consolidation", "0005_alerts")]

    operations = [
        migrations.RunSQL(
            f"alter table {table} alter column vals set storage external",
            f"alter table {table} alter column vals set storage extended",
        )
        for table in ("consolidation_rollup", "consolidation_closerow")
    ]
