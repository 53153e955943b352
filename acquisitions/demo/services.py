"""All that the demo shows of takeovers, in the order in which one part needs another."""

from __future__ import annotations

from acquisitions.demo.clocks import write_clocks
from acquisitions.demo.deals import write_deals
from acquisitions.demo.diligence import write_diligence
from acquisitions.demo.integration import write_integration
from acquisitions.demo.jobs import write_jobs
from acquisitions.demo.offers import write_offers
from acquisitions.demo.plans import write_plans
from acquisitions.demo.takeovers import write_takeovers
from acquisitions.demo.watch import write_watch
from groupe.kernel.periods import last_completed_month


def write_acquisitions() -> None:
    deals = write_deals()
    write_plans(deals, last_completed_month())
    write_takeovers()
    write_jobs()
    write_integration()
    write_clocks()
    write_offers()
    write_diligence()
    write_watch()
