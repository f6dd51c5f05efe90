"""Every enumeration of the model, as plain integers that compiled code can branch on.

The word in front of each number is the field's standard term (``docs/glossary.md``); the tuples below give the names
that appear in tables on disk, in the order of the integers.
"""

# --- people ---------------------------------------------------------------------------------------------------------
LOCAL, INBOUND, OUTBOUND = 0, 1, 2  # hukou status: here and registered; here, registered elsewhere; registered, away
HUKOU_STATUS = ("local", "inbound", "outbound")
AT_HOME, OFFICE_HOURS, SHIFTS = 0, 1, 2  # daily rhythm: when a resident is at home to open the door
DAILY_RHYTHM = ("at_home", "office_hours", "shifts")

# --- places ---------------------------------------------------------------------------------------------------------
COMMODITY, RELOCATED, OLD, UNIT_HOUSING = 0, 1, 2, 3
COMPOUND_KIND = ("commodity", "relocated", "old", "unit_housing")

# --- parties: whoever can work on a matter ----------------------------------------------------------------------------
COMMITTEE, PROPERTY, HOMEOWNERS, SOCIAL_ORGANISATION, DEPARTMENT, STREET = 0, 1, 2, 3, 4, 5
PARTY_KIND = (
    "residents_committee",
    "property_company",
    "homeowners_committee",
    "social_organisation",
    "department",
    "street",
)
# The four bodies residents hold trust in, beside their neighbours. Order of the trust and familiarity columns.
TRUST_COMMITTEE, TRUST_PROPERTY, TRUST_HOMEOWNERS, TRUST_SOCIAL, TRUST_NEIGHBOURS = 0, 1, 2, 3, 4
TRUSTED = ("committee", "property", "homeowners", "social", "neighbours")

# --- workers ----------------------------------------------------------------------------------------------------------
COMMITTEE_MEMBER, AIDE, GRID_WORKER, GRID_LEADER, PARTY_STAFF = 0, 1, 2, 3, 4
WORKER_KIND = ("committee_member", "aide", "grid_worker", "grid_leader_unpaid", "party_staff")
(
    DIRECTIVES,
    MATTERS,
    PATROL,
    VISITS,
    MASS_WORK,
    POSTS,
    MEETINGS,
    NEGOTIATION,
    TRAINING,
    HAND_OFF,
    TRAVEL,
) = range(11)
ACTIVITY = (
    "directives",
    "matters",
    "patrol",
    "visits",
    "mass_work",
    "posts",
    "meetings",
    "negotiation",
    "training",
    "hand_off",
    "travel",
)

# --- matters ----------------------------------------------------------------------------------------------------------
SAFETY, ENVIRONMENT, FACILITIES, DISPUTES, WELFARE, ADMINISTRATION = 0, 1, 2, 3, 4, 5
DOMAIN = ("safety", "environment", "facilities", "disputes", "welfare", "administration")
GREEN, YELLOW, RED = 0, 1, 2
URGENCY = ("green", "yellow", "red")
(
    SILENCE,
    BY_NEIGHBOURS,
    TO_PROPERTY,
    TO_HOMEOWNERS,
    TO_GRID_WORKER,
    TO_SOCIAL_WORKER,
    TO_HOTLINE,
) = range(7)
CHANNEL = ("silence", "neighbours", "property", "homeowners", "grid_worker", "social_worker", "hotline")
ORIGIN = ("resident", "patrol", "visit")  # who brought the matter to light
BY_RESIDENT, BY_PATROL, BY_VISIT = 0, 1, 2
GRID, NETWORK = 0, 1  # the two ways a matter can go; a hybrid is a table that picks one of them per matter
ROUTE = ("grid", "network")
CLOSURE_OPEN, CLOSURE_TRUE, CLOSURE_FALSE, CLOSURE_LAPSED, CLOSURE_NEIGHBOURS = 0, 1, 2, 3, 4
CLOSURE = ("open", "true", "false", "lapsed", "neighbours")

# --- time and regime --------------------------------------------------------------------------------------------------
NORMAL, EMERGENCY, RETURN = 0, 1, 2
REGIME_PHASE = ("normal", "emergency", "return")

# --- participation ----------------------------------------------------------------------------------------------------
NOT_ACTIVE, VOLUNTEERING, DELIBERATION, MUTUAL_AID = 0, 1, 2, 3
ACT = ("none", "volunteering", "deliberation", "mutual_aid")

# --- assessment -------------------------------------------------------------------------------------------------------
RESPONSE, RESOLUTION, SATISFACTION, ON_TIME, PATROL_FINDS, DIRECTIVES_ON_TIME = 0, 1, 2, 3, 4, 5
INDICATOR = ("response", "resolution", "satisfaction", "on_time", "patrol_finds", "directives_on_time")
