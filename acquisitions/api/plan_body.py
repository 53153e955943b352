"""How a plan is told: the same form in and out, which `read_plan` checks field by field."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from acquisitions.valuation.kinds import LeverKind

MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2, "required": False}
PERCENT: dict[str, Any] = {"max_digits": 9, "decimal_places": 4, "required": False}
COUNT: dict[str, Any] = {"min_value": 0, "required": False}


class PlayBodySerializer(serializers.Serializer[Any]):
    realisation = serializers.DecimalField(help_text="Per cent that comes true.", **PERCENT)
    delay = serializers.IntegerField(help_text="Months later.", **COUNT)


class PlaysBodySerializer(serializers.Serializer[Any]):
    low = PlayBodySerializer(required=False)
    base = PlayBodySerializer(required=False)
    high = PlayBodySerializer(required=False)


class LeverBodySerializer(serializers.Serializer[Any]):
    """`start` is a month of the plan, 1 to 24; `ramp` months up to the full effect; `parameters` by the kind."""

    kind = serializers.ChoiceField(LeverKind.choices)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    start = serializers.IntegerField(min_value=1, max_value=24, required=False)
    ramp = serializers.IntegerField(min_value=0, max_value=24, required=False)
    one_off = serializers.DecimalField(**MONEY)
    parameters = serializers.DictField(
        child=serializers.CharField(), required=False,
        help_text="occupancy: points, price, day_cost; tariff: yearly, percent; agency: fte, agency_cost, staff_cost; "
        "absence: points, replaced; purchasing and energy: percent; pooled: saved, quota; "
        "works: investment, duration, years, saved, products.",
    )  # fmt: skip
    cases = PlaysBodySerializer(required=False)


class ShockBodySerializer(serializers.Serializer[Any]):
    prices = serializers.DecimalField(help_text="Per cent.", **PERCENT)
    wages = serializers.DecimalField(help_text="Per cent.", **PERCENT)


class ShocksBodySerializer(serializers.Serializer[Any]):
    low = ShockBodySerializer(required=False)
    base = ShockBodySerializer(required=False)
    high = ShockBodySerializer(required=False)


class TermsBodySerializer(serializers.Serializer[Any]):
    """Euros; jobs in people and in FTE, aggregates alone."""

    price = serializers.DecimalField(**MONEY)
    recapitalisation = serializers.DecimalField(help_text="Of the first year.", **MONEY)
    social_debt = serializers.DecimalField(help_text="Paid leave taken over.", **MONEY)
    asset_value = serializers.DecimalField(allow_null=True, **MONEY)
    jobs_before = serializers.IntegerField(**COUNT)
    jobs_taken = serializers.IntegerField(**COUNT)
    jobs_kept = serializers.IntegerField(help_text="Still there at twelve months.", **COUNT)
    fte_before = serializers.DecimalField(allow_null=True, **MONEY)
    fte_taken = serializers.DecimalField(allow_null=True, **MONEY)


class CashBodySerializer(serializers.Serializer[Any]):
    """`weeks` (1 to 13) hold what is known better: receipts and payments, null where derived."""

    opening = serializers.DecimalField(**MONEY)
    receipts_delay = serializers.IntegerField(help_text="Days.", **COUNT)
    payments_delay = serializers.IntegerField(help_text="Days.", **COUNT)
    contributions = serializers.DecimalField(help_text="Per cent of staff costs, due the next month.", **PERCENT)
    weeks = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(allow_null=True)), required=False
    )


class ContentSerializer(serializers.Serializer[Any]):
    first = serializers.CharField(help_text="YYYY-MM, the first of 24 months.")
    levers = LeverBodySerializer(many=True, required=False)
    shocks = ShocksBodySerializer(required=False)
    terms = TermsBodySerializer(required=False)
    cash = CashBodySerializer(required=False)


class PlanBodySerializer(ContentSerializer):
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ThesisBodySerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1)


class AccountSerializer(serializers.Serializer[Any]):
    """Euros; charges by nature."""

    month = serializers.CharField(help_text="YYYY-MM")
    days = serializers.DecimalField(**MONEY)
    places = serializers.IntegerField(**COUNT)
    products = serializers.DecimalField(**MONEY)
    staff = serializers.DecimalField(**MONEY)
    agency = serializers.DecimalField(**MONEY)
    purchases = serializers.DecimalField(**MONEY)
    energy = serializers.DecimalField(**MONEY)
    property = serializers.DecimalField(**MONEY)
    overheads = serializers.DecimalField(**MONEY)
    other = serializers.DecimalField(**MONEY)
    depreciation = serializers.DecimalField(**MONEY)


class AccountsSerializer(serializers.Serializer[Any]):
    months = AccountSerializer(many=True)


class AccountsBodySerializer(serializers.Serializer[Any]):
    """12 to 36 months, or the text of a CSV file with them."""

    months = AccountSerializer(many=True, required=False)
    text = serializers.CharField(required=False)
