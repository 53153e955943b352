"""All that the demo shows of takeovers, in the order in which one part needs another."""

from __future__ import annotations

from acquisitions.demo.clocks import write_clocks
from acquisitions.demo.deals import write_deals
from acquisitions.demo.diligence import write_diligence
from acquisitions.demo.integration import write_integration
from acquisitions.demo.offers import write_offers
from acquisitions.demo.takeovers import write_takeovers
from acquisitions.demo.watch import write_watch


def write_acquisitions() -> None:
    write_deals()
    write_takeovers()
    write_integration()
    write_clocks()
    write_offers()
    write_diligence()
    write_watch()
