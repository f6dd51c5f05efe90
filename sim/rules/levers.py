"""All levers in one place: what a street may do beside governance and assessment, each off unless it is set.

A configuration's ``levers.<lever>.<parameter>`` and a kernel's ``w.levers[0].<lever>.<parameter>`` are the same number.
A lever is declared beside its rules, like a rule family; its defaults change nothing.
"""

from __future__ import annotations

from sim.parameters import Parameters
from sim.rules.access_list import AccessListLever
from sim.rules.form_support import FormSupportLever
from sim.rules.inspections import InspectionsLever
from sim.rules.publicity import PublicityLever
from sim.rules.records import RecordsLever
from sim.rules.residence_permit import ResidencePermitLever
from sim.rules.tiers import TiersLever


class Levers(Parameters):
    """Levers in force, one group per file of ``sim/rules/`` that declares one."""

    publicity: PublicityLever = PublicityLever()
    form_support: FormSupportLever = FormSupportLever()
    access_list: AccessListLever = AccessListLever()
    inspections: InspectionsLever = InspectionsLever()
    tiers: TiersLever = TiersLever()
    records: RecordsLever = RecordsLever()
    residence_permit: ResidencePermitLever = ResidencePermitLever()
