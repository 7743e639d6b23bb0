"""Who is told of what: the one table behind every mail and every item of the bell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kraamzorg_app.domain.actors import Role


class Notification(StrEnum):
    """One thing that people are told ("melding"); the value names the folder of its texts."""

    # a client's way to the list and off it
    INVITED = "invited"
    INVITATION_EXPIRED = "invitation_expired"
    CONFIRM_REGISTRATION = "confirm_registration"
    DUPLICATE_REGISTRATION = "duplicate_registration"
    AUTHORIZATION_NEEDED = "authorization_needed"
    SENT_BACK = "sent_back"
    PLACED = "placed"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    CLOSED = "closed"
    BIRTH_REPORTED = "birth_reported"
    BIRTH_UNDONE = "birth_undone"
    ESCALATED = "escalated"
    STILL_WAITING = "still_waiting"
    MOVED_REGION = "moved_region"
    LIST_CLOSED_FOR_DATE = "list_closed_for_date"
    # offers to providers
    OFFERED = "offered"
    OFFER_DECLINED = "offer_declined"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    # her link and her address
    CLIENT_LINK = "client_link"
    CONFIRM_NEW_EMAIL = "confirm_new_email"
    EMAIL_CHANGED = "email_changed"
    CLIENT_UNREACHABLE = "client_unreachable"
    # accounts
    CONFIRM_ACCOUNT = "confirm_account"
    ACCOUNT_EXISTS = "account_exists"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - names a mail
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - names a mail
    USER_INVITED = "user_invited"
    USER_LINKED = "user_linked"
    AVG_GRANTED = "avg_granted"
    MEMBER_UNREACHABLE = "member_unreachable"
    RESET_SECOND_FACTOR = "reset_second_factor"
    SECOND_FACTOR_RESET_ASKED = "second_factor_reset_asked"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    # administration
    PERIOD_REQUESTED = "period_requested"
    PERIOD_ANSWERED = "period_answered"
    PERIOD_CHANGED = "period_changed"
    CLIENTS_MOVED = "clients_moved"
    PROVIDER_APPLIED = "provider_applied"
    APPLICATION_REFUSED = "application_refused"
    # who sees what, and the helpdesk
    DISCLOSURE_PROPOSED = "disclosure_proposed"
    DISCLOSURE_CHANGED = "disclosure_changed"
    TICKET_WRITTEN = "ticket_written"
    TICKET_ANSWERED = "ticket_answered"
    FAILED_MAIL = "failed_mail"
    NOTE_WRITTEN = "note_written"
    # dividing
    CAPACITY_OLD = "capacity_old"
    # every day and every week
    DAILY_DIGEST = "daily_digest"
    WEEKLY_DIGEST = "weekly_digest"


class Way(StrEnum):
    """How a member wants to hear of one kind of thing (design, section 5)."""

    AT_ONCE = "AT_ONCE"
    """By mail, and in the bell."""
    DIGEST = "DIGEST"
    """In the bell, and counted in the mail of the next morning."""
    BELL = "BELL"
    """In the bell only."""


class Recipient(StrEnum):
    """Who is told, in relation to one client or one account."""

    CLIENT = "client"
    CLIENT_ADDRESS = "client_address"
    """An address of hers that the verb names: not yet confirmed, or no longer in use."""
    INVITER = "inviter"
    COORDINATORS = "coordinators"
    FORMER_COORDINATORS = "former_coordinators"
    """Of the region that her place moves away from."""
    REGION_PROVIDERS = "region_providers"
    """Approved in the region."""
    SERVING_PROVIDERS = "serving_providers"
    """Of those, who serve her PC4, and so could take her."""
    PREFERRED_INSURERS = "preferred_insurers"
    OWN_INSURER = "own_insurer"
    OWN_PROVIDER = "own_provider"
    """The one that has taken her, if any."""
    PROVIDER = "provider"
    """The provider that it is about, such as one that has an offer; the verb names it, if any."""
    OTHER_MANAGERS = "other_managers"
    """Those who manage the members of the same organization, less the one who acted."""
    FUNCTIONAL_ADMINS = "functional_admins"
    TECHNICAL_ADMINS = "technical_admins"
    ASKER = "asker"
    """Who asked the helpdesk: under the membership of then, else at the account's address."""
    ADDRESS = "address"
    """The address of an account or of somebody who is to get one; the verb names it."""
    MEMBERSHIP = "membership"
    """One membership; the job names it."""

    @property
    def is_client(self) -> bool:
        """Tell whether the text goes to the client herself, in her own language."""
        return self in {Recipient.CLIENT, Recipient.CLIENT_ADDRESS}


class Page(StrEnum):
    """Where a member reads more, after logging in."""

    ENTRY = "/clienten/{entry}"
    LIST = "/clienten"
    OFFERS = "/aanbiedingen"
    INVITATIONS = "/clienten/registreren"
    USERS = "/gebruikers"
    UPDATES = "/weekupdates"
    BELL = "/berichten"
    START = "/start"
    PERIODS = "/beheer/perioden"
    OWN_PERIODS = "/perioden"
    PROVIDERS = "/beheer/aanbieders"
    DISCLOSURE = "/beheer/gegevensinzage"
    TICKETS = "/techniek/meldingen"
    HELPDESK = "/helpdesk"
    MAIL = "/techniek/mail"
    ADMINISTRATION = "/beheer"
    CAPACITY = "/capaciteit"
    CONSULT = "/overleg"


class Circumstance(StrEnum):
    """What makes the table read differently for one event."""

    BY_INSURER = "by_insurer"
    """An insurer did it: put her on the list (a text of its own, role division), wrote a note."""
    PREGNANCY_ENDED = "pregnancy_ended"
    """No mail reaches her any more (design, section 4)."""
    ONLY_INVITED = "only_invited"
    """She has yet to register: no coordinator knows of her."""
    NOT_ON_LIST = "not_on_list"
    """She waits for authorization: only the coordinator sees her place."""
    NO_OTHER_MANAGER = "no_other_manager"
    """Nobody else manages the people of the organization: the functional admin does."""
    BY_FUNCTIONAL_ADMIN = "by_functional_admin"
    """The functional admin did it in place of a manager, so the other ones are told too."""
    PROVIDER_GONE = "provider_gone"
    """The provider ended or lost its approval: the coordinators have to find another."""
    PROVIDER_ENDED = "provider_ended"
    """The provider works no more, so it hears nothing."""
    SEVERAL = "several"
    """It happened to several clients at once: one mail says how many, each has a bell item."""
    COORDINATES = "coordinates"
    """The reader coordinates a region, and so reads what nears its due date there."""


@dataclass(frozen=True)
class Told:
    """One line of the table: a recipient, the text it gets and by which way."""

    recipient: Recipient
    text: str
    """Folder of the text under the notification's own."""
    placeholders: frozenset[str]
    has_mail: bool = True
    has_bell: bool = True
    is_essential: bool = False
    """Can't be turned off under Profiel."""
    page: Page | None = None
    """Where the link of a member's mail leads; None when the verb brings a personal link."""
    only_when: Circumstance | None = None
    unless: Circumstance | None = None

    def applies(self, circumstances: frozenset[Circumstance]) -> bool:
        """Tell whether this line counts for an event in these circumstances."""
        needed = self.only_when is None or self.only_when in circumstances
        return needed and (self.unless is None or self.unless not in circumstances)


def _to_client(
    *placeholders: str,
    recipient: Recipient = Recipient.CLIENT,
    unless: Circumstance | None = None,
) -> Told:
    """Say what she is told: by mail only, as she has no account, and always essential."""
    return Told(
        recipient=recipient,
        text="client",
        placeholders=frozenset(placeholders),
        has_bell=False,
        is_essential=True,
        unless=unless,
    )


def _to_account(text: str, *placeholders: str) -> Told:
    """Say what an account is told, at its address; always essential."""
    return Told(
        recipient=Recipient.ADDRESS,
        text=text,
        placeholders=frozenset(placeholders),
        has_bell=False,
        is_essential=True,
    )


def _to_members(
    recipient: Recipient,
    text: str,
    page: Page = Page.ENTRY,
    *,
    only_when: Circumstance | None = None,
    unless: Circumstance | None = None,
) -> Told:
    """Say what those who work with the tool are told; the link opens it behind log-in."""
    return Told(
        recipient=recipient,
        text=text,
        placeholders=frozenset({"link", "region"}),
        page=page,
        only_when=only_when,
        unless=unless,
    )


def _to_admins(
    recipient: Recipient, text: str, page: Page, *placeholders: str, is_essential: bool = False
) -> Told:
    """Say what is told about the tool itself: no client and no region is in it."""
    return Told(
        recipient=recipient,
        text=text,
        placeholders=frozenset({"link", *placeholders}),
        is_essential=is_essential,
        page=page,
    )


def _to_managers(recipient: Recipient, *, only_when: Circumstance | None = None) -> Told:
    """Say what those hear who guard the rights of a member; can't be turned off."""
    return Told(
        recipient=recipient,
        text="managers",
        placeholders=frozenset({"member", "organization", "link"}),
        is_essential=True,
        page=Page.USERS,
        only_when=only_when,
    )


DUE_FIGURES: Final = (
    "born",
    "overdue",
    "critical",
    "soon",
    "nearing",
    "past_threshold",
    "awaiting",
    "expired",
    "unanswered",
)
"""What the daily digest counts for a coordinator."""
UPDATE_FIGURES: Final = (
    "waiting",
    "placed",
    "taken",
    "closed",
    "births",
    "urgent",
    "shortage",
)
"""What the weekly update counts."""

TABLE: Final[dict[Notification, tuple[Told, ...]]] = {
    Notification.INVITED: (_to_client("organization", "link", "expires_on"),),
    Notification.INVITATION_EXPIRED: (_to_members(Recipient.INVITER, "inviter", Page.INVITATIONS),),
    Notification.CONFIRM_REGISTRATION: (
        _to_client("first_name", "organization", "link", "expires_on"),
    ),
    Notification.DUPLICATE_REGISTRATION: (
        _to_members(Recipient.COORDINATORS, "coordinators", Page.INVITATIONS),
    ),
    Notification.AUTHORIZATION_NEEDED: (
        _to_client("first_name", "region", "link"),
        _to_members(Recipient.COORDINATORS, "coordinators"),
    ),
    Notification.SENT_BACK: (_to_members(Recipient.INVITER, "inviter", Page.INVITATIONS),),
    Notification.PLACED: (
        _to_client("first_name", "region", "link"),
        _to_members(Recipient.INVITER, "inviter", Page.LIST),
        _to_members(Recipient.COORDINATORS, "coordinators", unless=Circumstance.BY_INSURER),
        _to_members(
            Recipient.COORDINATORS, "coordinators_by_insurer", only_when=Circumstance.BY_INSURER
        ),
        _to_members(Recipient.SERVING_PROVIDERS, "providers"),
    ),
    Notification.TAKEN: (
        _to_client("first_name", "provider", "link"),
        _to_members(Recipient.COORDINATORS, "members"),
        _to_members(Recipient.PREFERRED_INSURERS, "members"),
        _to_members(Recipient.OWN_INSURER, "members"),
    ),
    Notification.GIVEN_BACK: (
        _to_client("first_name", "region", "link"),
        _to_members(Recipient.COORDINATORS, "members"),
        _to_members(Recipient.PREFERRED_INSURERS, "members"),
        _to_members(Recipient.OWN_INSURER, "members"),
        _to_members(Recipient.SERVING_PROVIDERS, "providers"),
    ),
    Notification.CLOSED: (
        _to_client("first_name", "link", unless=Circumstance.PREGNANCY_ENDED),
        _to_members(Recipient.COORDINATORS, "members", Page.LIST),
        _to_members(Recipient.OWN_INSURER, "members", Page.LIST),
        _to_members(Recipient.OWN_PROVIDER, "members", Page.LIST),
        _to_members(Recipient.PROVIDER, "members", Page.LIST),
    ),
    Notification.BIRTH_REPORTED: (
        _to_members(Recipient.COORDINATORS, "members"),
        *(
            _to_members(each, "members", unless=Circumstance.NOT_ON_LIST)
            for each in (
                Recipient.REGION_PROVIDERS,
                Recipient.PREFERRED_INSURERS,
                Recipient.OWN_INSURER,
            )
        ),
    ),
    Notification.BIRTH_UNDONE: (
        _to_members(Recipient.COORDINATORS, "members"),
        *(
            _to_members(each, "members", unless=Circumstance.NOT_ON_LIST)
            for each in (
                Recipient.REGION_PROVIDERS,
                Recipient.PREFERRED_INSURERS,
                Recipient.OWN_INSURER,
            )
        ),
    ),
    Notification.ESCALATED: (
        _to_members(Recipient.COORDINATORS, "coordinators"),
        _to_members(Recipient.PREFERRED_INSURERS, "insurers"),
    ),
    Notification.STILL_WAITING: (_to_client("first_name", "link"),),
    Notification.MOVED_REGION: (
        _to_members(Recipient.COORDINATORS, "coordinators"),
        _to_members(Recipient.FORMER_COORDINATORS, "former_coordinators", Page.LIST),
    ),
    Notification.LIST_CLOSED_FOR_DATE: (_to_members(Recipient.COORDINATORS, "coordinators"),),
    Notification.OFFERED: (
        _to_members(Recipient.PROVIDER, "providers", unless=Circumstance.SEVERAL),
        Told(
            recipient=Recipient.PROVIDER,
            text="providers_several",
            placeholders=frozenset({"link", "region", "number"}),
            page=Page.OFFERS,
            only_when=Circumstance.SEVERAL,
        ),
    ),
    Notification.OFFER_DECLINED: (_to_members(Recipient.COORDINATORS, "coordinators"),),
    Notification.OFFER_EXPIRED: (_to_members(Recipient.COORDINATORS, "coordinators"),),
    Notification.OFFER_WITHDRAWN: (
        _to_members(
            Recipient.PROVIDER,
            "providers",
            Page.OFFERS,
            unless=Circumstance.PROVIDER_ENDED,
        ),
        _to_members(Recipient.COORDINATORS, "coordinators", only_when=Circumstance.PROVIDER_GONE),
    ),
    Notification.CLIENT_LINK: (_to_client("first_name", "link"),),
    Notification.CONFIRM_NEW_EMAIL: (
        _to_client("first_name", "link", recipient=Recipient.CLIENT_ADDRESS),
    ),
    Notification.EMAIL_CHANGED: (_to_client("first_name", recipient=Recipient.CLIENT_ADDRESS),),
    Notification.CLIENT_UNREACHABLE: (
        _to_members(Recipient.COORDINATORS, "members", unless=Circumstance.ONLY_INVITED),
        _to_members(Recipient.INVITER, "members", unless=Circumstance.ONLY_INVITED),
        _to_members(
            Recipient.INVITER,
            "inviter",
            Page.INVITATIONS,
            only_when=Circumstance.ONLY_INVITED,
        ),
    ),
    Notification.CONFIRM_ACCOUNT: (_to_account("account", "link", "expires_on"),),
    Notification.ACCOUNT_EXISTS: (_to_account("account", "link"),),
    Notification.RESET_PASSWORD: (_to_account("account", "link", "expires_on"),),
    Notification.PASSWORD_CHANGED: (_to_account("account", "link"),),
    Notification.USER_INVITED: (_to_account("account", "organization", "link", "expires_on"),),
    Notification.USER_LINKED: (_to_account("account", "organization", "link", "expires_on"),),
    Notification.AVG_GRANTED: (_to_managers(Recipient.OTHER_MANAGERS),),
    Notification.RESET_SECOND_FACTOR: (
        _to_account("account", "organization", "link", "expires_on"),
    ),
    Notification.MEMBER_UNREACHABLE: (
        Told(
            recipient=Recipient.OTHER_MANAGERS,
            text="managers",
            placeholders=frozenset({"member", "organization", "link"}),
            is_essential=True,
            page=Page.USERS,
        ),
        Told(
            recipient=Recipient.FUNCTIONAL_ADMINS,
            text="admins",
            placeholders=frozenset({"member", "organization", "link"}),
            is_essential=True,
            page=Page.ADMINISTRATION,
            only_when=Circumstance.NO_OTHER_MANAGER,
        ),
    ),
    Notification.SECOND_FACTOR_RESET_ASKED: (
        _to_managers(Recipient.OTHER_MANAGERS),
        _to_managers(Recipient.FUNCTIONAL_ADMINS, only_when=Circumstance.BY_FUNCTIONAL_ADMIN),
    ),
    Notification.SECOND_FACTOR_CHANGED: (_to_account("account", "link"),),
    Notification.PERIOD_REQUESTED: (
        _to_members(Recipient.FUNCTIONAL_ADMINS, "admins", Page.PERIODS),
    ),
    Notification.PERIOD_ANSWERED: (
        _to_members(Recipient.COORDINATORS, "coordinators", Page.OWN_PERIODS),
    ),
    Notification.PERIOD_CHANGED: (
        _to_members(Recipient.COORDINATORS, "coordinators", Page.OWN_PERIODS),
        _to_members(Recipient.REGION_PROVIDERS, "members", Page.START),
        _to_members(Recipient.PREFERRED_INSURERS, "members", Page.START),
    ),
    Notification.CLIENTS_MOVED: (
        _to_members(Recipient.COORDINATORS, "coordinators", Page.LIST),
        _to_members(Recipient.FORMER_COORDINATORS, "former_coordinators", Page.LIST),
    ),
    Notification.PROVIDER_APPLIED: (
        Told(
            recipient=Recipient.FUNCTIONAL_ADMINS,
            text="admins",
            placeholders=frozenset({"link"}),
            page=Page.PROVIDERS,
        ),
    ),
    Notification.APPLICATION_REFUSED: (_to_account("applicant", "answer", "link"),),
    Notification.DISCLOSURE_PROPOSED: (
        _to_admins(Recipient.FUNCTIONAL_ADMINS, "admins", Page.DISCLOSURE, is_essential=True),
    ),
    Notification.DISCLOSURE_CHANGED: (
        _to_admins(Recipient.FUNCTIONAL_ADMINS, "admins", Page.DISCLOSURE, is_essential=True),
    ),
    Notification.TICKET_WRITTEN: (
        _to_admins(Recipient.TECHNICAL_ADMINS, "helpdesk", Page.TICKETS, "ticket"),
    ),
    Notification.TICKET_ANSWERED: (
        _to_admins(Recipient.ASKER, "asker", Page.HELPDESK, "ticket", is_essential=True),
    ),
    Notification.FAILED_MAIL: (
        _to_admins(
            Recipient.TECHNICAL_ADMINS, "technicians", Page.MAIL, "failed", "bounced", "codes"
        ),
    ),
    Notification.CAPACITY_OLD: (_to_admins(Recipient.PROVIDER, "members", Page.CAPACITY),),
    Notification.NOTE_WRITTEN: (
        _to_members(
            Recipient.COORDINATORS, "members", Page.CONSULT, only_when=Circumstance.BY_INSURER
        ),
        _to_members(
            Recipient.PREFERRED_INSURERS, "members", Page.CONSULT, unless=Circumstance.BY_INSURER
        ),
    ),
    Notification.DAILY_DIGEST: (
        Told(
            recipient=Recipient.MEMBERSHIP,
            text="members",
            placeholders=frozenset({"organization", "news", "link"}),
            has_bell=False,
            is_essential=True,
            page=Page.BELL,
            unless=Circumstance.COORDINATES,
        ),
        Told(
            recipient=Recipient.MEMBERSHIP,
            text="coordinators",
            placeholders=frozenset({"organization", "news", "link", *DUE_FIGURES}),
            has_bell=False,
            is_essential=True,
            page=Page.START,
            only_when=Circumstance.COORDINATES,
        ),
    ),
    Notification.WEEKLY_DIGEST: (
        Told(
            recipient=Recipient.MEMBERSHIP,
            text="members",
            placeholders=frozenset({"organization", "week", "files", "link", *UPDATE_FIGURES}),
            page=Page.UPDATES,
        ),
    ),
}


def told_of(
    notification: Notification, circumstances: frozenset[Circumstance] = frozenset()
) -> tuple[Told, ...]:
    """Give the lines that count for an event, in the order in which one person's mail is chosen.

    Who stands in several of them (an inviter who coordinates the region) gets the first only.
    """
    return tuple(line for line in TABLE[notification] if line.applies(circumstances))


_ROLES_OF: Final[dict[Recipient, frozenset[Role]]] = {
    Recipient.INVITER: frozenset({Role.COORDINATOR, Role.CARE_PROVIDER, Role.INSURER}),
    Recipient.COORDINATORS: frozenset({Role.COORDINATOR}),
    Recipient.FORMER_COORDINATORS: frozenset({Role.COORDINATOR}),
    Recipient.REGION_PROVIDERS: frozenset({Role.CARE_PROVIDER}),
    Recipient.SERVING_PROVIDERS: frozenset({Role.CARE_PROVIDER}),
    Recipient.OWN_PROVIDER: frozenset({Role.CARE_PROVIDER}),
    Recipient.PROVIDER: frozenset({Role.CARE_PROVIDER}),
    Recipient.PREFERRED_INSURERS: frozenset({Role.INSURER}),
    Recipient.OWN_INSURER: frozenset({Role.INSURER}),
    Recipient.FUNCTIONAL_ADMINS: frozenset({Role.FUNCTIONAL_ADMIN}),
    Recipient.TECHNICAL_ADMINS: frozenset({Role.TECHNICAL_ADMIN}),
    Recipient.MEMBERSHIP: frozenset({Role.COORDINATOR, Role.INSURER}),
}
"""Who can stand behind a line that is not essential."""
EVERY_WAY: Final = (Way.AT_ONCE, Way.DIGEST, Way.BELL)
_NO_DIGEST: Final = (Way.AT_ONCE, Way.BELL)


def choices_of(role: Role | None) -> dict[Notification, tuple[Way, ...]]:
    """Give what somebody in a role can choose of each kind; what is essential is not among it.

    The daily digest itself is a coordinator's to turn off: what was chosen for it still comes.
    """
    found: dict[Notification, tuple[Way, ...]] = {}
    for notification, lines in TABLE.items():
        if any(_is_choosable(line, role) for line in lines):
            is_digest = notification is Notification.WEEKLY_DIGEST
            found[notification] = _NO_DIGEST if is_digest else EVERY_WAY
    if role is Role.COORDINATOR:
        found[Notification.DAILY_DIGEST] = _NO_DIGEST
    return found


def line_for(notification: Notification, role: Role | None) -> Told | None:
    """Give the line by which somebody in a role hears of this; as inviter only when by no other."""
    lines = sorted(TABLE[notification], key=lambda line: line.recipient is Recipient.INVITER)
    return next((line for line in lines if role in _ROLES_OF.get(line.recipient, ())), None)


def _is_choosable(line: Told, role: Role | None) -> bool:
    return line.has_bell and not line.is_essential and role in _ROLES_OF.get(line.recipient, ())
