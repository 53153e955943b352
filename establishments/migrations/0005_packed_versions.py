"""Versions of reports as bytes instead of arrays of 8 bytes a value."""

from django.db import migrations

import establishments.models.fields

# As `establishments/packing.py` packs them; the table is written once, and no trigger fires.
PACK = """
create or replace function pg_temp.packed(vals bigint[]) returns bytea language plpgsql immutable as $$
declare
  count int := coalesce(cardinality(vals), 0);
  halves bytea := decode(repeat('00', (count + 1) / 2), 'hex');
  body bytea := '';
  each bigint;
  left_over bigint;
  told int;
begin
  for place in 1 .. count loop
    each := vals[place];
    told := case when each = -9223372036854775808 then 0 when each = -9223372036854775807 then 15 when each = 0 then 9 end;
    if told is null then
      left_over := (each << 1) # (each >> 63);
      told := 0;
      loop
        body := body || set_byte('\\x00'::bytea, 0, (left_over & 255)::int);
        told := told + 1;
        left_over := (left_over >> 8) & 72057594037927935;
        exit when left_over = 0;
      end loop;
    end if;
    halves := set_byte(halves, (place - 1) / 2, get_byte(halves, (place - 1) / 2) | (told << ((place - 1) % 2 * 4)));
  end loop;
  return set_byte(set_byte('\\x0000'::bytea, 0, count & 255), 1, count >> 8) || halves || body;
end $$
"""
CONVERT = """
alter table establishments_reportversion
  alter column common type bytea using pg_temp.packed(common),
  alter column sector type bytea using pg_temp.packed(sector)
"""


class Migration(migrations.Migration):
    dependencies = [("establishments", "0004_one_instant_a_save")]

    operations = [
        migrations.RunSQL(PACK),
        migrations.RunSQL(
            CONVERT,
            state_operations=[
                migrations.AlterField("reportversion", "common", establishments.models.fields.PackedIntegers()),
                migrations.AlterField("reportversion", "sector", establishments.models.fields.PackedIntegers()),
            ],
        ),
    ]
