"""The numbers of the rules that decide a figure, one by one."""

from decimal import Decimal
from fractions import Fraction

from groupe.consolidation.figures import Coverage
from groupe.kernel.periods import Month
from tests.consolidation.world import World

COSTS = {"CH_G1": 0, "CH_G3": 0, "C_68": 0}


def test_rule_1_drafts_count_nowhere(world: World) -> None:
    world.site("A")
    world.report("A", "2025-03", {"ACC_SOR": 5})
    world.report("A", "2025-03", {"ACC_SOR": 9}, status="draft")
    figure = world.figure("group", "ACC_SOR", "2025-03")
    assert figure.value is None


def test_rule_4_ime_without_day_places(world: World) -> None:
    world.site("A", "ime", capacities={"CAP_INT": 30, "CAP_SI": 20})
    world.report("A", "2025-06", {"JO_INT": 30, "JO_SI": 21, "J_INT": 850, "J_SI": 380})
    figure = world.figure("group", "AC05", "2025-06")
    assert (figure.numerator, figure.denominator) == (1230, 30 * 30 + 20 * 21)


def test_rule_4_a_used_capacity_makes_its_days_required(world: World) -> None:
    world.site("A", "ime", capacities={"CAP_INT": 30, "CAP_SI": 20})
    world.report("A", "2025-06", {"JO_INT": 30, "JO_SI": 21, "J_INT": 850})
    figure = world.figure("group", "AC05", "2025-06")
    assert figure.value is None
    assert figure.coverage == Coverage(1, 0, 0)


def test_rule_4_one_missing_cost_makes_the_total_missing(world: World) -> None:
    world.site("A")
    world.report("A", "2025-06", {"CH_G1": 10, "CH_G2": 20})
    assert world.value("group", "CH", "2025-06") is None


def test_rule_5_slow_stocks_are_carried_for_their_months(world: World) -> None:
    world.site("A")
    for number in range(6):
        values = {**COSTS, "CH_G2": 30_000, **({"FRNG": 90_000} if number == 0 else {})}
        world.report("A", str(Month.parse("2025-01") + number), values)
    assert world.value("group", "FRNG", "2025-04") == 90_000
    assert world.value("group", "FI10", "2025-04") == 90
    assert world.value("group", "FRNG", "2025-05") is None


def test_rule_5_nothing_else_is_carried(world: World) -> None:
    world.site("A")
    world.report("A", "2025-01", {"ACC_FIN": 60})
    world.report("A", "2025-02", {"ACC_SOR": 1})
    assert world.value("group", "ACC_FIN", "2025-02") is None


def test_rule_6_reported_flows_are_shared_by_days_and_sum_to_the_whole(world: World) -> None:
    world.site("A", entity="X")
    world.transfer("A", "2025-03-17", entity="Y")
    world.report("A", "2025-03", {"PR_G1": 100_000})
    assert world.value("entity:X", "PR_G1", "2025-03") == Fraction("51612.90")
    assert world.value("entity:Y", "PR_G1", "2025-03") == Fraction("48387.10")
    assert world.value("group", "PR_G1", "2025-03") == 100_000


def test_rule_6_stocks_go_to_the_last_segment(world: World) -> None:
    world.site("A", territory="T1")
    world.transfer("A", "2025-03-17", territory="T2")
    world.report("A", "2025-03", {"ACC_FIN": 60, "CAP_FIN": 10})
    assert world.value("territory:T1", "ACC_FIN", "2025-03") is None
    assert world.value("territory:T2", "ACC_FIN", "2025-03") == 60
    assert world.value("territory:T1", "CAPJ", "2025-03") == 160
    assert world.value("territory:T2", "CAPJ", "2025-03") == 150


def test_rule_6_an_overlap_of_funders_does_not_count_twice_in_the_group(world: World) -> None:
    world.site("A")
    world.fund("A", "ARS", "2020-01-01")
    world.fund("A", "DEP", "2025-03-11")
    world.report("A", "2025-03", {"PR_G1": 3_100})
    assert world.value("funder:ARS", "PR_G1", "2025-03") == 3_100
    assert world.value("funder:DEP", "PR_G1", "2025-03") == 2_100
    assert world.value("group", "PR_G1", "2025-03") == 3_100


def test_rule_7_entry_on_the_17th(world: World) -> None:
    world.site("A", entry="2025-03-17", capacities={"CAP_FIN": 10})
    world.report("A", "2025-03", {"ETP_REEL": 20})
    assert world.value("group", "JM", "2025-03") == 15
    assert world.value("group", "ETPJ", "2025-03") == 300
    assert world.value("group", "CAPJ", "2025-03") == 150
    assert world.value("establishment:A", "ETP_REEL", "2025-03") == 20
    assert world.value("group", "ETP_REEL", "2025-03") == Fraction(300, 31)


def test_rule_7_openings_times_mean_capacity(world: World) -> None:
    world.site("A", "ime", capacities={"CAP_EXT": 10})
    world.capacity("A", "CAP_EXT", 12, "2025-06-15")
    world.report("A", "2025-06", {"JO_EXT": 21, "J_EXT": 200})
    assert world.value("group", "JT_EXT", "2025-06") == Fraction("232.40")


def test_rule_7_reported_capacity_where_none_is_dated(world: World) -> None:
    world.site("A")
    world.report("A", "2025-06", {"CAP_HP": 80})
    assert world.value("group", "JT_HP", "2025-06") == 2_400


def test_rule_8_person_days(world: World) -> None:
    world.site("A", entry="2025-03-17", opening={"ACC_FIN": "60"}, reason="purchase")
    world.report("A", "2025-03", {"ACC_FIN": 62, "ACC_ENT": 4, "ACC_SOR": 2})
    assert world.value("group", "ACCJ", "2025-03") == 915


def test_rule_9_constants_are_multiplied_out(world: World) -> None:
    world.site("A", "creche_psu")
    world.report("A", "2025-03", {"HE_NM": "1000.50", "HE_M": "800.25", "HP_ENC": 300})
    exact = (Fraction("1000.50") / 5 + Fraction("800.25") / 8) / 300
    assert world.value("group", "PE07", "2025-03") == exact


def test_rule_10_a_late_side_leaves_both(world: World) -> None:
    world.site("A", "sad")
    world.site("B", "sad")
    world.report("A", "2025-03", {"HA_REA": 90, "HA_PLAN": 100})
    world.report("B", "2025-03", {"HA_REA": 1000})
    figure = world.figure("group", "SD01", "2025-03")
    assert figure.value == 90
    assert figure.coverage == Coverage(2, 1, 0)
    assert world.value("group", "HA_REA", "2025-03") == 1090


def test_rule_12_stocks_of_those_inside_on_the_last_day(world: World) -> None:
    world.site("A")
    world.site("B", exit="2025-06-15")
    world.site("C", exit="2025-06-30")
    for code in "ABC":
        world.report(code, "2025-06", {"ACC_FIN": 10, "ACC_SOR": 1})
    assert world.value("group", "ACC_FIN", "2025-06") == 20
    assert world.value("group", "AC06", "2025-06") == 20 + 3


def test_rule_12_active_file_adds_the_flows_of_the_window(world: World) -> None:
    world.site("A")
    for month in ("2025-01", "2025-02", "2025-03"):
        world.report("A", month, {"ACC_FIN": 50, "ACC_SOR": 2})
    assert world.value("group", "AC06", "2025-03", "quarter") == 56


def test_rule_13_a_sold_site_takes_its_flows_with_it(world: World) -> None:
    world.site("A", entry="2025-01-01")
    world.site("B", entry="2025-01-01", exit="2025-06-30")
    for number in range(12):
        month = Month.parse("2025-01") + number
        world.report("A", str(month), {**COSTS, "CH_G2": 10_000 * month.days, "TRESO": 300_000})
        if number < 6:
            world.report("B", str(month), {**COSTS, "CH_G2": 10_000 * month.days, "TRESO": 300_000})
    assert world.value("group", "FI12", "2025-12", "year") == 30


def test_rule_14_days_owned_while_reported(world: World) -> None:
    world.site("A", entry="2025-03-17")
    for number in range(2, 12):
        last = number == 11
        cost = 2_900_000 - 9 * 290_000 if last else 290_000
        world.report("A", str(Month.parse("2025-01") + number), {**COSTS, "CH_G2": cost, "TRESO": 290_000})
    figure = world.figure("group", "FI12", "2025-12", "year")
    assert figure.value == 29


def test_rule_15_turnover_needs_every_owned_month(world: World) -> None:
    world.site("A", entry="2025-01-01", opening={"EFF_PERM": "62"}, reason="purchase")
    for number in range(12):
        if number != 6:
            world.report("A", str(Month.parse("2025-01") + number), {"REC_PERM": 1, "DEP_PERM": 1, "EFF_PERM": 60})
    assert world.value("group", "RH04", "2025-12", "r12") is None
    world.report("A", "2025-07", {"REC_PERM": 0, "DEP_PERM": 0, "EFF_PERM": 60})
    assert world.value("group", "RH04", "2025-12", "r12") == Fraction(100 * 22, 124)


def test_rule_16_a_zero_denominator_is_null(world: World) -> None:
    world.site("A", "sad")
    world.report("A", "2025-03", {"HA_REA": 0, "HA_PLAN": 0})
    assert world.value("group", "SD01", "2025-03") is None


def test_rule_17_coverage_counts_from_the_first_report(world: World) -> None:
    world.site("A", "sad", entry="2020-01-01")
    world.site("B", "sad", entry="2025-02-15")
    world.report("A", "2025-01", {"HA_REA": 1, "HA_PLAN": 1}, status="validated")
    world.report("A", "2025-02", {"HA_REA": 1, "HA_PLAN": 1})
    world.report("A", "2025-03", {"HA_REA": 1})
    assert world.figure("group", "SD01", "2025-03", "ytd").coverage == Coverage(5, 2, 1)


def test_rule_17_a_cut_month_counts_once(world: World) -> None:
    world.site("A", "sad", territory="T1")
    world.transfer("A", "2025-03-17", territory="T2")
    world.report("A", "2025-03", {"HA_REA": 31, "HA_PLAN": 31})
    assert world.figure("group", "SD01", "2025-03").coverage == Coverage(1, 1, 0)
    assert world.figure("territory:T1", "SD01", "2025-03").coverage == Coverage(0, 0, 0)
    assert world.figure("territory:T2", "SD01", "2025-03").coverage == Coverage(1, 1, 0)


def test_rule_27_budget_fills_its_measures(world: World) -> None:
    world.site("A")
    world.report("A", "2025-03", {"BUD_CH": 900, "BUD_PR": 1000}, scenario="budget")
    world.report("A", "2025-03", {"PR_G1": 1050, "PR_G2": 0, "PR_G3": 0})
    assert world.value("group", "BUD_PR", "2025-03") == 1000
    assert world.value("group", "FI14", "2025-03") == 5


def test_rule_31_not_applicable_is_zero_as_a_term_and_missing_as_a_factor(world: World) -> None:
    world.site("A")
    world.report("A", "2025-03", {"RECL": "na", "ACC_FIN": 10, "ACC_ENT": 0, "ACC_SOR": 0, "ETP_REEL": "na"})
    assert world.value("group", "QL03", "2025-03") == 0
    assert world.value("group", "ETPJ", "2025-03") is None
    assert world.value("group", "RH12", "2025-03") is None


def test_a_total_without_any_report_is_null(world: World) -> None:
    world.site("A")
    world.site("B")
    world.report("A", "2025-02", {"ACC_SOR": 1})
    world.report("A", "2025-03", {"ACC_SOR": 1})
    assert world.value("establishment:B", "ACC_SOR", "2025-03") is None
    assert world.value("group", "ACC_SOR", "2025-03") == 1


def test_opening_days_are_never_added_over_sites(world: World) -> None:
    world.site("A")
    world.report("A", "2025-03", {"J_OUV": 21})
    assert world.value("establishment:A", "J_OUV", "2025-03") == 21
    assert world.value("group", "J_OUV", "2025-03") is None


def test_money_is_exact_to_the_cent(world: World) -> None:
    for number in range(7):
        world.site(f"S{number}")
        world.report(f"S{number}", "2025-03", {"PR_G1": Decimal("0.10")})
    assert world.value("group", "PR_G1", "2025-03") == Fraction("0.70")
