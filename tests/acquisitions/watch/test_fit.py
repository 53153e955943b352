"""Judgments told apart, facts read, the register matched, the score and its reasons."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from acquisitions.gazette.facts import day_of, facts_of
from acquisitions.gazette.judgments import verdict_of
from acquisitions.gazette.scoring import Holdings, Match, Subject, score_of
from acquisitions.gazette.words import name_key, vocabulary
from acquisitions.models import Lead
from acquisitions.selectors.watch import SENTENCES, reason_word
from acquisitions.services.leads import leads_rescore
from establishments.catalogue import catalogue
from establishments.models import Establishment, LegalEntity
from tests.acquisitions.watch.conftest import Load
from tests.acquisitions.watch.records import record, siren
from tests.consolidation.world import World

DAY = dt.date(2026, 2, 4)
HELD = Holdings(frozenset({"ehpad"}), {"69": 12})
VERDICTS = {
    "Jugement d'ouverture d'une procédure de sauvegarde accélérée": ("opening", "safeguard"),
    "Jugement d'ouverture d'une procédure de redressement judiciaire": ("opening", "recovery"),
    "Jugement d'ouverture de liquidation judiciaire": ("opening", "liquidation"),
    "Jugement d'extension de liquidation judiciaire": ("opening", "liquidation"),
    "Jugement de conversion en redressement judiciaire de la procédure de sauvegarde": ("conversion", "recovery"),
    "Jugement de conversion en liquidation judiciaire de la procédure de redressement": ("conversion", "liquidation"),
    "Jugement prononçant la résolution du plan de redressement et la liquidation judiciaire": (
        "conversion",
        "liquidation",
    ),
    "Jugement arrêtant le plan de cession": ("cession", "cession"),
    "Jugement modifiant le plan de cession": ("other", ""),
    "Jugement arrêtant le plan de redressement": ("other", ""),
    "Jugement mettant fin à la procédure de redressement judiciaire": ("other", ""),
    "Liste des créances nées après le jugement d'ouverture d'une procédure de liquidation judiciaire": ("other", ""),
}
TEXTS = {
    "Ouvre la procédure de redressement - Mandataire : X. Mandataire à la liquidation des entreprises": "recovery",
    "Ouvre les opérations de la liquidation judiciaire": "liquidation",
    "Arrête le plan de cession de l'association au profit de Y": "cession",
    "RLJ prorogation période d'observation": "",
    "Clôture pour insuffisance d'actif de la liquidation judiciaire ouverte le 3 mars": "",
}


@pytest.mark.parametrize("nature", VERDICTS)
def test_a_judgment_is_told_by_its_nature(nature: str) -> None:
    found = verdict_of(nature, "")
    assert (found.step, found.procedure) == VERDICTS[nature]
    assert bool(found.ignored) == (found.step == "other")


@pytest.mark.parametrize("text", TEXTS)
def test_a_general_judgment_is_told_by_its_text(text: str) -> None:
    assert verdict_of("Autre jugement et ordonnance", text).procedure == TEXTS[text]


def test_facts_of_a_text() -> None:
    found = facts_of(
        "",
        "Jugement prononçant la liquidation judiciaire, date de cessation des paiements le 1er août 2025, autorise la "
        "poursuite d'activité jusqu'au 28 février 2026, désignant administrateur la SELARL Ormes prise en la personne "
        "de Me Dupont 2 rue X, liquidateur Maître Tilleul 3 rue Y. Les offres sont à déposer au plus tard le "
        "15/02/2026 à 12h ; audience du 20 février 2026. Les créances sont à adresser au liquidateur.",
    )
    assert found.cessation_on == dt.date(2025, 8, 1)
    assert found.activity_until == dt.date(2026, 2, 28)
    assert found.offers_until == dt.date(2026, 2, 15)
    assert found.hearing_on == dt.date(2026, 2, 20)
    assert (found.administrator, found.liquidator, found.simplified) == ("SELARL Ormes", "Maître Tilleul", False)
    assert day_of("31 février 2026") is None


def test_words_of_kinds_of_the_catalogue() -> None:
    known = set(catalogue().kinds)
    told = {kind for sign in vocabulary().signs for kind in sign.kinds}
    told |= {kind for _begins, kinds in vocabulary().naf for kind in kinds}
    assert told <= known
    assert name_key("S.A.R.L. Les Tilleuls") == name_key("les tilleuls (SARL)") == "les tilleuls"


def subject(name: str = "EHPAD Les Ormes", **more: object) -> Subject:
    known = {"activity": "", "naf": "", "department": "69", "procedure": "recovery", "step": "opening", "since": DAY}
    return Subject(name=name, **(known | more))  # type: ignore[arg-type]


def points(found: Subject, match: Match | None = None, day: dt.date = DAY) -> int:
    return score_of(found, match, HELD, day).points


def test_the_best_fit_is_a_hundred_and_another_trade_nearly_nothing() -> None:
    match = Match("Les Ormes", frozenset({"ehpad"}))
    best = score_of(subject(administrator=True), match, HELD, DAY)
    assert best.points == 100
    assert [reason.code for reason in best.reasons] == [
        "register", "kind", "department", "sale_recovery", "administrator", "fresh",
    ]  # fmt: skip
    assert points(subject("Boulangerie du Centre")) <= 12
    assert points(subject("SCI Les Enfants")) < 30
    assert points(subject(naf="8710A", name="Les Ormes")) > points(subject(naf="4711D", name="Les Ormes"))


def test_what_is_nobodys_to_buy() -> None:
    assert points(subject(), Match("Ours", own=True)) == 0
    assert points(subject(cancelled=True)) == 0
    assert points(subject(step="cession", procedure="cession")) <= 25


def test_time_runs_out() -> None:
    until = DAY + dt.timedelta(days=20)
    days = [points(subject(offers_until=until), day=DAY + dt.timedelta(days=passed)) for passed in (0, 15, 21)]
    assert days[0] > days[1] > days[2]
    ages = [points(subject(), day=DAY + dt.timedelta(days=passed)) for passed in (0, 40, 100, 400)]
    assert ages == sorted(ages, reverse=True)
    assert ages[0] > ages[-1]


def test_every_reason_has_a_sentence() -> None:
    with translation.override("en"):
        for code in SENTENCES:
            about = {"kind": "ehpad", "activity": "2026-02-28", "deadline_past": "2026-02-28"}.get(code, "x")
            assert "%(" not in reason_word({"code": code, "points": 1, "about": about})
        assert reason_word({"code": "kind", "points": 1, "about": "ehpad"}).endswith("(EHPAD)")


@pytest.mark.django_db
def test_found_in_the_register_by_siren_of_entity_or_site(load: Load) -> None:
    entity = LegalEntity.objects.create(code="EJ1", name="ASSOCIATION LES ORMES", siren=siren(1), finess="690000001")
    Establishment.objects.create(code="S1", name="Maison", kind="ehpad", register_entity=entity, commune="69123")
    Establishment.objects.create(code="S2", name="Crèche", kind="creche_psu", siret=f"{siren(2)}00012", commune="69123")
    load(record(1, name="LES ORMES"), record(2, of=2, name="SAS X"), record(3, of=3, name="SAS Y"))
    known = {lead.siren: (lead.entity_id, lead.kinds, lead.reasons[0]["code"]) for lead in Lead.objects.all()}
    assert known[siren(1)] == (entity.pk, ["ehpad"], "register")
    assert known[siren(2)] == (None, ["creche_psu"], "register")
    assert known[siren(3)][0] is None


@pytest.mark.django_db
def test_found_by_name_in_the_same_town_alone(load: Load) -> None:
    Establishment.objects.create(
        code="S1", name="Résidence Les Ormes Bleus", kind="ehpad", commune="69123", postcode="69003", city="LYON"
    )
    load(
        record(1, name="SARL RESIDENCE LES ORMES BLEUS"), record(2, of=2, name="RESIDENCE LES ORMES", postcode="69001")
    )
    codes = {lead.name: lead.reasons[0]["code"] for lead in Lead.objects.all()}
    assert codes == {"SARL RESIDENCE LES ORMES BLEUS": "register_name", "RESIDENCE LES ORMES": "words"}


@pytest.mark.django_db
def test_an_entity_of_the_group_is_no_target(load: Load) -> None:
    world = World()
    world.site("A")
    LegalEntity.objects.filter(code="E1").update(siren=siren(1))
    load(record(1))
    lead = Lead.objects.get()
    assert lead.score == 0
    assert "own" in {reason["code"] for reason in lead.reasons}


@pytest.mark.django_db
def test_scores_follow_the_group(load: Load) -> None:
    load(record(1))
    before = Lead.objects.get().score
    World().site("A", "ehpad", commune="69123")
    assert leads_rescore() == 1
    assert Lead.objects.get().score > before
    assert leads_rescore() == 0
