"""Who acts: a person in a working role, a client, a visitor or a job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """The role of a membership ("rol/functie waaronder u werkt")."""

    FUNCTIONAL_ADMIN = "FUNCTIONAL_ADMIN"
    TECHNICAL_ADMIN = "TECHNICAL_ADMIN"
    COORDINATOR = "COORDINATOR"
    CARE_PROVIDER = "CARE_PROVIDER"
    INSURER = "INSURER"


class ProviderKind(StrEnum):
    """What a care provider ("kraamzorgaanbieder") is."""

    ORGANIZATION = "ORGANIZATION"
    SELF_EMPLOYED = "SELF_EMPLOYED"
    PLATFORM = "PLATFORM"


class ActorKind(StrEnum):
    """What stands behind an action."""

    PERSON = "PERSON"
    CLIENT = "CLIENT"
    VISITOR = "VISITOR"
    JOB = "JOB"


class Job(StrEnum):
    """The jobs that act by themselves, logged as "systeem"."""

    SEND_OUTBOX = "SEND_OUTBOX"
    DAILY_DIGEST = "DAILY_DIGEST"
    WEEKLY_DIGEST = "WEEKLY_DIGEST"
    ESCALATE = "ESCALATE"
    ASK_STILL_WAITING = "ASK_STILL_WAITING"
    EXPIRE_INVITATIONS = "EXPIRE_INVITATIONS"
    EXPIRE_OFFERS = "EXPIRE_OFFERS"
    DELETE_KEPT_EXPORTS = "DELETE_KEPT_EXPORTS"
    MOVE_POSTCODES = "MOVE_POSTCODES"
    TAKE_BOUNCE = "TAKE_BOUNCE"
    REPORT_FAILED_MAIL = "REPORT_FAILED_MAIL"
    SEAL_LOG = "SEAL_LOG"
    RETENTION = "RETENTION"
    ROTATE_KEYS = "ROTATE_KEYS"
    REMIND_CAPACITY = "REMIND_CAPACITY"
    BACKUP = "BACKUP"
    SEED_DEMO = "SEED_DEMO"
    RUN_JOBS = "RUN_JOBS"
    """The runner itself: how jobs went, and which ones somebody asks for."""
    INVITE_FIRST_ADMIN = "INVITE_FIRST_ADMIN"
    RESET_ADMIN_FACTOR = "RESET_ADMIN_FACTOR"


@dataclass(frozen=True, slots=True)
class Actor:
    """Everything that permissions and scope are decided on, resolved anew for every event."""

    kind: ActorKind
    origin: str = ""
    """Network address that the request came from; empty for a job."""
    user_id: UUID | None = None
    session_id: UUID | None = None
    authenticated_at: datetime | None = None
    """Person: when a second factor was last given."""
    display_name: str = ""
    membership_id: UUID | None = None
    role: Role | None = None
    organization_name: str = ""
    may_view_personal_data: bool = False
    may_manage_members: bool = False
    is_privacy_officer: bool = False
    """Functional admin: may read the access log."""
    region_ids: frozenset[UUID] = frozenset()
    """Coordinator: the regions that the person coordinates."""
    provider_id: UUID | None = None
    provider_kind: ProviderKind | None = None
    approved_region_ids: frozenset[UUID] = frozenset()
    """Provider: the regions in which it is approved."""
    insurer_id: UUID | None = None
    preferred_region_ids: frozenset[UUID] = frozenset()
    """Insurer: the regions in which it is preferred ("preferent")."""
    invitation_id: UUID | None = None
    """Client: the invitation that she is answering."""
    entry_id: UUID | None = None
    """Client: her own place on the list."""
    is_recognized: bool = False
    """Client: her birth date was checked on this device, or she has only her own draft."""
    job: Job | None = None

    @classmethod
    def visitor(cls, origin: str = "") -> Actor:
        """Nobody in particular: someone without a session."""
        return cls(kind=ActorKind.VISITOR, origin=origin)

    @classmethod
    def system(cls, job: Job) -> Actor:
        """Act as a job of the tool itself."""
        return cls(kind=ActorKind.JOB, job=job, display_name="systeem")
