"""The schema of `/consolidation/explain/`."""

from __future__ import annotations

from typing import Any, get_args

from rest_framework import serializers

from establishments.enums import Account, Method, Status
from groupe.consolidation.api.answers import CoverageSerializer, LabelledSerializer, PartySerializer, StampedSerializer
from groupe.consolidation.selectors.explain import Source, Unknown

MONTH = r"^\d{4}-\d{2}$"


class _Exact(serializers.DecimalField):
    """As many decimals as it has."""

    def __init__(self) -> None:
        super().__init__(max_digits=None, decimal_places=None, allow_null=True)


class _Month(serializers.RegexField):
    def __init__(self, **more: Any) -> None:
        super().__init__(MONTH, **more)


class _WindowMonth(serializers.Serializer[Any]):
    month = _Month()
    days = serializers.IntegerField()


class _DerivedMeasure(LabelledSerializer):
    code = serializers.CharField()
    unit = serializers.CharField()
    formula = serializers.CharField()


class _Operand(LabelledSerializer):
    """An entered measure; `carry`: the months for which a slow stock keeps its last value."""

    code = serializers.CharField()
    unit = serializers.CharField()
    over_time = serializers.CharField()
    carry = serializers.IntegerField()


class _Formula(serializers.Serializer[Any]):
    """As the catalogue writes it, and what its computed measures expand to."""

    numerator = serializers.CharField()
    denominator = serializers.CharField(allow_null=True)
    factor = serializers.IntegerField()
    days = serializers.BooleanField(help_text="Multiplied by the days of the months reported.")
    windowed = serializers.BooleanField(help_text="A stock against a flow, establishment by establishment.")
    over_time = serializers.CharField(allow_null=True)
    derived = _DerivedMeasure(many=True)
    measures = _Operand(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Two names that every serializer has for itself."""
        own = {name: serializers.CharField(allow_blank=True) for name in ("help", "source")}
        return {**super().get_fields(), **own}


class _Usual(serializers.Serializer[Any]):
    low = _Exact()
    high = _Exact()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class _ParameterInForce(LabelledSerializer):
    code = serializers.CharField()
    value = _Exact()
    since = serializers.DateField()


class _Definition(serializers.Serializer[Any]):
    """`catalogue`: the fingerprint of all formulas; `fingerprint`: of this one and what it is made of."""

    catalogue = serializers.CharField()
    fingerprint = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    usual = _Usual(allow_null=True)
    parameters = _ParameterInForce(many=True)


class _Inside(serializers.Serializer[Any]):
    establishment = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    days = serializers.IntegerField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    inside_at_end = serializers.BooleanField()
    concerned = serializers.BooleanField(help_text="Its kind has the figure.")


class _Perimeter(serializers.Serializer[Any]):
    mode = serializers.CharField()
    to = serializers.DateField()
    count = serializers.IntegerField()
    establishments = _Inside(many=True, allow_null=True, help_text="On the first page alone.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """A name that Python keeps for itself."""
        return {**super().get_fields(), "from": serializers.DateField()}


class _Missing(serializers.Serializer[Any]):
    establishment = serializers.CharField()
    name = serializers.CharField()
    month = _Month()
    reason = serializers.ChoiceField(choices=["not_reported", "incomplete"])


class _OfKind(LabelledSerializer):
    kind = serializers.CharField()
    establishments = serializers.IntegerField()
    parts = serializers.IntegerField()
    numerator = _Exact()
    denominator = _Exact()


class _OfMethod(serializers.Serializer[Any]):
    """In the legal view: what counts by one method and interest, a fraction such as `1/2`."""

    method = serializers.ChoiceField(choices=Method.choices)
    fraction = serializers.CharField()
    establishments = serializers.IntegerField()
    parts = serializers.IntegerField()
    numerator = _Exact()
    denominator = _Exact()


class _Value(LabelledSerializer):
    """Of the whole site-month; "na" is not applicable. `month`: where it is carried from; `since`: in force from."""

    code = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.CharField()
    month = _Month(allow_null=True)
    since = serializers.DateField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "source": serializers.ChoiceField(choices=get_args(Source))}


class _Origin(serializers.Serializer[Any]):
    version = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    reopened = serializers.BooleanField()
    recorded_at = serializers.DateTimeField(allow_null=True)
    author = serializers.CharField(allow_null=True)
    comment = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)


class _Sides(serializers.Serializer[Any]):
    """A year before, of the same cells: on the constant perimeter."""

    numerator = _Exact()
    denominator = _Exact()


class _Previous(_Sides):
    value = _Exact()


class _MonthBelow(_Origin):
    """A month of the flow, for a stock set against a flow; null where it was not reported, or does not compare.

    `previous`: the same month a year before, on the constant perimeter.
    """

    month = _Month()
    days = serializers.IntegerField()
    flow = _Exact()
    previous = _Exact()


class _Part(_Origin):
    """An establishment's month, or its days inside the scope; the sides of all parts add up to those of the figure."""

    establishment = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    month = _Month()
    segment = serializers.IntegerField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    days = serializers.IntegerField()
    owned_days = serializers.IntegerField()
    numerator = _Exact()
    denominator = _Exact()
    fraction = serializers.CharField(help_text="How much of it counts, which both sides are taken by: `1/2`.")
    method = serializers.ChoiceField(choices=Method.choices, allow_null=True, help_text="In the legal view.")
    previous = _Sides(allow_null=True)
    counted = serializers.BooleanField(help_text="Counts in the coverage: a cut month does so once.")
    values = _Value(many=True)
    months = _MonthBelow(many=True)


class ExplainedPair(serializers.Serializer[Any]):
    """What the flows of a pair take out of both sides of the figure."""

    seller = PartySerializer()
    buyer = PartySerializer()
    account = serializers.ChoiceField(choices=Account.choices)
    numerator = _Exact()
    denominator = _Exact()


class ExplainSerializer(StampedSerializer, LabelledSerializer):
    """A figure, its definition, its perimeter and its parts."""

    code = serializers.CharField()
    unit = serializers.CharField()
    period = _Month()
    view = serializers.CharField()
    months = _WindowMonth(many=True)
    value = _Exact()
    exact = serializers.CharField(allow_null=True, help_text="As a fraction: `145/2`.")
    numerator = _Exact()
    denominator = _Exact()
    previous = _Previous(allow_null=True)
    unknown = serializers.ChoiceField(choices=get_args(Unknown), allow_null=True)
    formula = _Formula()
    definition = _Definition()
    perimeter = _Perimeter()
    eliminations = ExplainedPair(many=True)
    eliminations_reason = serializers.CharField(allow_blank=True)
    before_elimination = _Previous(allow_null=True, help_text="The parts add up to it.")
    after_elimination = _Previous(allow_null=True)
    coverage = CoverageSerializer()
    missing = _Missing(many=True, allow_null=True, help_text="On the first page alone.")
    missing_count = serializers.IntegerField()
    kinds = _OfKind(many=True)
    methods = _OfMethod(many=True)
    count = serializers.IntegerField()
    detail = serializers.ChoiceField(choices=["site", "kind"])
    parts = _Part(many=True)
    next = serializers.URLField(allow_null=True)
