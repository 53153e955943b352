"""`import_bodacc`: the real file twice, the official fields, and files that are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from acquisitions.models import Lead, LeadMove, Notice
from tests.acquisitions.watch.conftest import Load
from tests.acquisitions.watch.records import CLOSURE, CONVERSION, OPENING, export, record, siren
from tests.house.runs import ROOT

NAME = Path("shared/data/bodacc/annonces-commerciales_2026-02-02_06.json")
pytestmark = pytest.mark.django_db


def state() -> list[Any]:
    """All that a load may write."""
    return [list(model.objects.order_by("pk").values()) for model in (Notice, Lead, LeadMove)]


def run(*paths: Path) -> str:
    from io import StringIO

    out = StringIO()
    call_command("import_bodacc", *map(str, paths), stdout=out, stderr=StringIO())
    return out.getvalue()


def real_file() -> Path:
    found = next((folder / NAME for folder in ROOT.parents if (folder / NAME).exists()), None)
    if found is None:
        pytest.skip("the real file is not here (../shared/data/bodacc)")
    return found


def test_the_real_file_twice_gives_the_same() -> None:
    told = run(real_file())
    before = state()
    assert Notice.objects.count() == 140
    kinds = dict.fromkeys(("liquidation", "recovery", "safeguard"), 0)
    for procedure in Notice.objects.values_list("procedure", flat=True):
        kinds[procedure] += 1
    assert kinds == {"liquidation": 111, "recovery": 22, "safeguard": 7}
    assert "140 " in told
    again = run(real_file())
    assert state() == before
    assert "(0 " in again


def test_the_real_file_finds_what_it_should() -> None:
    run(real_file())
    best = list(Lead.objects.worth_a_look().values_list("name", flat=True))
    assert best == ["Sauvegarde de l'enfance Haute-Occitanie", "SOCIETE RESIDENCE CLUB ARINELLA"]
    first = Lead.objects.get(name=best[0])
    assert (first.procedure, first.department) == ("recovery", "82")


@pytest.mark.parametrize("form", ["export", "list", "lines"])
def test_every_form_of_file(tmp_path: Path, form: str) -> None:
    rows = [record(1), record(2, of=2, name="CRECHE LES LUCIOLES")]
    texts = {
        "export": export(*rows).decode(),
        "list": json.dumps(rows, indent=1),
        "lines": "\n".join(json.dumps(row) for row in rows) + "\n",
    }
    path = tmp_path / "f.json"
    path.write_text(texts[form], encoding="utf-8-sig")
    run(path)
    assert Notice.objects.count() == Lead.objects.count() == 2


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "day": ({"dateparution": "2026-13-04"}, "dateparution"),
    "no day": ({"dateparution": None}, "dateparution"),
    "number": ({"numeroannonce": "x1"}, "numeroannonce"),
    "type": ({"typeavis": "inconnu"}, "typeavis"),
    "family": ({"familleavis": None, "familleavis_lib": None}, "familleavis"),
    "judgment": ({"jugement": '{"nature": '}, "jugement"),
    "judgment day": ({"jugement": json.dumps({"nature": OPENING, "date": "31/02/2026"})}, "jugement.date"),
    "no judgment": ({"jugement": None}, "jugement"),
    "previous": ({"parutionavisprecedent": '{"numeroAnnonce": "1"}'}, "parutionavisprecedent"),
    "name": ({"commercant": None, "listepersonnes": None}, "commercant"),
    "people": ({"listepersonnes": "{"}, "listepersonnes"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_error_names_file_record_and_field(tmp_path: Path, case: str) -> None:
    values, field = WRONG[case]
    path = tmp_path / "week.json"
    path.write_bytes(export(record(1), record(2, of=2) | values))
    with pytest.raises(CommandError) as refused:
        run(path)
    line = str(refused.value).splitlines()[0]
    assert line.startswith("week.json: ")
    assert " 2: " in line
    assert f": {field}: " in line
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("content", "place"),
    [(b'{"results": [\n{"a": 1},\n{"b"', "3"), (b"", "f.json"), (b"\x00\xff\xfe", "1"), (b"<html></html>", "1"),
     (b'{"a": 1}\n{"b": }\n', "2"), (b"[" * 100_000, "f.json"), (b"[1]", "1")],
)  # fmt: skip
def test_a_damaged_file_is_refused_whole(tmp_path: Path, content: bytes, place: str) -> None:
    path = tmp_path / "f.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"f\.json") as refused:
        run(path)
    assert place in str(refused.value)


def test_one_wrong_file_of_two_loads_neither(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(export(record(1)))
    bad.write_bytes(export(record(2) | {"typeavis": "x"}))
    with pytest.raises(CommandError, match=r"bad\.json"):
        run(good, bad)
    assert not Notice.objects.exists()


def test_a_missing_file_is_told() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.json"):
        run(Path("/nowhere.json"))


def test_others_are_counted_with_the_reason(load: Load) -> None:
    person = {"personne": {"typePersonne": "pp", "nom": "MARTIN", "prenom": "Jean"}}
    loaded = load(
        record(1, nature=CLOSURE),
        record(2, of=2) | {"familleavis_lib": "Ventes et cessions", "familleavis": "vente", "jugement": None},
        record(3, of=3) | {"listepersonnes": json.dumps(person)},
        record(4, of=4, nature="Dépôt de l'état des créances"),
        record(5, of=5, nature="Jugement d'interdiction de gérer"),
        record(6, of=6, nature="Jugement de plan de redressement"),
        record(7, of=7),
        record(8, of=7),
    )
    expected = {"closure": 1, "family": 1, "person": 1, "deposit": 1, "sanction": 1, "plan": 1, "repeat": 1}
    assert dict(loaded.ignored) == expected
    assert (loaded.created, loaded.leads) == (1, 1)


def test_names_of_people_are_not_kept(load: Load) -> None:
    load(record(1))
    row = Notice.objects.get()
    assert "Martin" not in json.dumps(row.raw)
    assert (row.siren, row.official_id, row.legal_form) == (siren(1), "A202602041", "Association")


def test_a_poorer_extract_of_the_same_notice_changes_nothing(load: Load) -> None:
    """The same notice in the few fields of an extract, then whole, then in few again."""
    names = ("dateparution", "numeroannonce", "typeavis_lib", "familleavis_lib", "tribunal", "commercant", "registre",
        "ville", "cp", "jugement")  # fmt: skip
    few = {name: record(1)[name] for name in names}
    assert load(few).created == 1
    assert load(record(1)).changed == 1
    row = state()
    assert load(few).unchanged == load(record(1)).unchanged == 1
    assert state() == row
    assert Notice.objects.get().official_id == "A202602041"


def test_a_notice_told_otherwise_is_renewed(load: Load) -> None:
    load(record(1))
    assert load(record(1, nature=CONVERSION)).changed == 1
    assert Lead.objects.get().procedure == "liquidation"


def test_two_records_of_one_number_that_differ_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_bytes(export(record(1), record(1, nature=CONVERSION)))
    with pytest.raises(CommandError, match="numeroannonce"):
        run(path)
