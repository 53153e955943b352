"""Files, their sites, gates and members as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from acquisitions.enums import Answer, DealState, ItemKind, LostReason, MemberLevel, Origin, Route
from acquisitions.models import Deal
from acquisitions.selectors.gates import gate_of

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
FTE: dict[str, Any] = {"max_digits": 8, "decimal_places": 2}
PEOPLE: dict[str, Any] = {"min_value": 0, "max_value": 100_000}


class DealFactsSerializer(serializers.Serializer[Any]):
    """What is known of a file; amounts in euros, `people` and `fte` before, `_taken` what the group would take."""

    name = serializers.CharField(max_length=120)
    origin = serializers.ChoiceField(Origin.choices, default=Origin.OTHER)
    siren = serializers.CharField(max_length=9, allow_blank=True, default="")
    legal_form = serializers.CharField(max_length=60, allow_blank=True, default="")
    sector = serializers.CharField(max_length=16, allow_blank=True, default="")
    cause = serializers.CharField(max_length=400, allow_blank=True, default="")
    people = serializers.IntegerField(allow_null=True, default=None, **PEOPLE)
    fte = serializers.DecimalField(allow_null=True, default=None, **FTE)
    people_taken = serializers.IntegerField(allow_null=True, default=None, **PEOPLE)
    fte_taken = serializers.DecimalField(allow_null=True, default=None, **FTE)
    price = serializers.DecimalField(allow_null=True, default=None, **MONEY)
    recapitalisation = serializers.DecimalField(allow_null=True, default=None, **MONEY)
    court = serializers.CharField(max_length=120, allow_blank=True, default="")
    administrator = serializers.CharField(max_length=120, allow_blank=True, default="")
    deadline_at = serializers.DateTimeField(allow_null=True, default=None)
    hearing_at = serializers.DateTimeField(allow_null=True, default=None)
    entry_on = serializers.DateField(allow_null=True, default=None)


class NewDealSerializer(DealFactsSerializer):
    """`signed_on` is the day on which the caller signed the undertaking of confidentiality."""

    route = serializers.ChoiceField(Route.choices)
    signed_on = serializers.DateField()


class DealTargetSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    kind = serializers.CharField()
    commune = serializers.CharField()
    city = serializers.CharField()
    finess = serializers.CharField()
    siret = serializers.CharField()
    capacities = serializers.DictField(child=serializers.IntegerField())
    people = serializers.IntegerField(allow_null=True)
    fte = serializers.DecimalField(allow_null=True, **FTE)
    taken = serializers.BooleanField()


class NewDealTargetSerializer(serializers.Serializer[Any]):
    """`capacities` are whole numbers by measure."""

    name = serializers.CharField(max_length=160)
    kind = serializers.CharField(max_length=24)
    commune = serializers.CharField(max_length=5, allow_blank=True, default="")
    city = serializers.CharField(max_length=80, allow_blank=True, default="")
    finess = serializers.CharField(max_length=9, allow_blank=True, default="")
    siret = serializers.CharField(max_length=14, allow_blank=True, default="")
    capacities = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=100_000), default=dict)
    people = serializers.IntegerField(allow_null=True, default=None, **PEOPLE)
    fte = serializers.DecimalField(allow_null=True, default=None, **FTE)
    taken = serializers.BooleanField(default=True)


class DealGateLineSerializer(serializers.Serializer[Any]):
    item = serializers.CharField(source="item.code")
    kind = serializers.ChoiceField(ItemKind.choices, source="item.kind")
    met = serializers.BooleanField()
    answer = serializers.ChoiceField(Answer.choices, source="answer.answer", allow_null=True, default=None)
    author = serializers.CharField(source="answer.author.email", allow_null=True, default=None)
    decided_by = serializers.CharField(source="answer.decided_by.email", allow_null=True, default=None)
    note = serializers.CharField(source="answer.note", allow_null=True, default=None)

    def get_fields(self) -> dict[str, Any]:
        # `label` is an attribute of every field.
        return {"label": serializers.CharField(source="item.label"), **super().get_fields()}


class DealSerializer(serializers.Serializer[Any]):
    """`revision` is sent back with a move: 409 where somebody else changed the file meanwhile."""

    code = serializers.CharField()
    name = serializers.CharField()
    route = serializers.ChoiceField(Route.choices)
    stage = serializers.CharField()
    stage_since = serializers.DateTimeField()
    state = serializers.ChoiceField(DealState.choices)
    origin = serializers.ChoiceField(Origin.choices)
    siren = serializers.CharField()
    legal_form = serializers.CharField()
    sector = serializers.CharField()
    cause = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)
    fte = serializers.DecimalField(allow_null=True, **FTE)
    people_taken = serializers.IntegerField(allow_null=True)
    fte_taken = serializers.DecimalField(allow_null=True, **FTE)
    price = serializers.DecimalField(allow_null=True, **MONEY)
    recapitalisation = serializers.DecimalField(allow_null=True, **MONEY)
    court = serializers.CharField()
    administrator = serializers.CharField()
    deadline_at = serializers.DateTimeField(allow_null=True)
    hearing_at = serializers.DateTimeField(allow_null=True)
    judgment_on = serializers.DateField(allow_null=True)
    entry_on = serializers.DateField(allow_null=True)
    lost_reason = serializers.CharField()
    opened_at = serializers.DateTimeField()
    revision = serializers.IntegerField()


class DealDetailSerializer(DealSerializer):
    targets = DealTargetSerializer(many=True)
    gate = serializers.SerializerMethodField()

    def get_gate(self, deal: Deal) -> list[dict[str, Any]]:
        return list(DealGateLineSerializer(gate_of(deal), many=True).data)


class DealMoveSerializer(serializers.Serializer[Any]):
    stage = serializers.CharField(max_length=24)
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")
    revision = serializers.IntegerField(required=False, min_value=0)


class DealLoseSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(LostReason.choices)
    word = serializers.CharField(max_length=500, allow_blank=True, default="")
    revision = serializers.IntegerField(required=False, min_value=0)


class DealReopenSerializer(serializers.Serializer[Any]):
    word = serializers.CharField(max_length=500)
    revision = serializers.IntegerField(required=False, min_value=0)


class DealStepSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    author = serializers.CharField(source="author.email")
    before = serializers.CharField()
    after = serializers.CharField()
    reason = serializers.CharField()


class DealMemberSerializer(serializers.Serializer[Any]):
    person = serializers.CharField(source="user.email")
    level = serializers.ChoiceField(MemberLevel.choices)
    signed_on = serializers.DateField()
    since = serializers.DateField()
    left_on = serializers.DateField(allow_null=True)
