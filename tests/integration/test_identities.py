"""Logging in elsewhere, against a certified provider: who it is, whose account, and every trick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.adapters.identity import IdentityRefused, LogInRequest, OpenIdConnect
from kraamzorg_app.config import IdentityProvider
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import ExternalIdentity, User, UserSession
from kraamzorg_app.services import (
    account_links,
    accounts,
    environment,
    identities,
    identity_returns,
    invited_elsewhere,
    login_attempts,
    members,
    second_factor,
    sessions,
)
from kraamzorg_app.services import log_in as log_in_here
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.login_attempts import Stage, Step
from kraamzorg_app.services.unit_of_work import begin
from tests.account_steps import (
    EMAIL,
    ORIGIN,
    PASSWORD,
    VISITOR,
    confirm,
    give_password,
    last_token,
    shown,
)
from tests.oidc.provider import Provider
from tests.personas import Cast

PUBLIC_URL = "http://localhost:3000"
SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
TWO = {"acr": "urn:test:two"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider(PUBLIC_URL).start()
    yield made
    made.stop()


@pytest.fixture
def env(env: Environment, provider: Provider, clock: FrozenClock) -> Environment:
    """Let the tool know the provider, whose clock is the real one."""
    clock.moment = datetime.now(UTC)
    settings = replace(env.settings, identity_providers=(provider.settings,))
    made = replace(env, settings=settings, identities=OpenIdConnect())
    environment.install(made)
    return made


@pytest.fixture
def person(cast: Cast) -> Actor:
    """Give somebody with a password and an app, logged in."""
    give_password(cast.provider)
    with begin(VISITOR) as work:
        user = work.session.get_one(User, cast.provider.user_id)
        second_factor.seal(work, user, SECRET)
        token = sessions.start(work, user, "Firefox")
    found = sessions.resolve(token, origin=ORIGIN)
    assert found is not None
    return found


def code(clock: FrozenClock) -> str:
    return second_factor.totp(SECRET).at(clock.now())


def come_back(
    step: Step, answer: dict[str, str], actor: Actor = VISITOR, key: str = "toets"
) -> Step:
    return identity_returns.come_back(
        actor, step.attempt or "", key, answer, device="Firefox", former_session=""
    )


def log_in(provider: Provider, sub: str, **more: object) -> Step:
    provider.next_person(sub, **more)
    step = identities.begin(VISITOR, "toets")
    return come_back(step, provider.walk(step.path))


def link(provider: Provider, person: Actor, clock: FrozenClock, sub: str = "anna") -> str:
    provider.next_person(sub, **TWO)
    with begin(VISITOR) as work:
        work.session.get_one(User, person.user_id).totp_last_step = None
    step = identities.begin_linking(person, "toets", PASSWORD, code(clock))
    outcome = come_back(step, provider.walk(step.path), person)
    return login_attempts.take_outcome(VISITOR, outcome.attempt or "")


def reasons() -> list[str]:
    with begin(VISITOR) as work:
        lines = work.session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "LOGIN_FAILED")
        ).all()
    return [line.details["reason"] for line in lines]


def test_a_linked_account_logs_in_with_the_second_factor_given_there(
    provider: Provider, person: Actor, clock: FrozenClock
) -> None:
    assert link(provider, person, clock) == "oidc_linked"
    step = log_in(provider, "anna", **TWO)
    actor = sessions.resolve(step.session or "", origin=ORIGIN)
    assert (step.path, actor and actor.user_id) == ("/start", person.user_id)
    by_method = log_in(provider, "anna", amr=["pwd", "mfa"])
    assert by_method.session


def test_without_a_second_factor_there_ours_is_asked(
    provider: Provider, person: Actor, clock: FrozenClock
) -> None:
    link(provider, person, clock)
    given: tuple[dict[str, object], ...] = ({}, {"acr": "urn:test:one"}, {"amr": ["pwd"]})
    for claims in given:
        step = log_in(provider, "anna", **claims)
        assert (step.session, shown(step).stage) == (None, Stage.CODE)


def test_an_account_that_is_not_linked_is_nobodys(provider: Provider, person: Actor) -> None:
    step = log_in(provider, "miek@people.test", **TWO)
    assert step.session is None
    assert shown(step).errors == {"form": "oidc_not_linked"}
    with begin(VISITOR) as work:
        assert not work.session.exec(select(ExternalIdentity)).all()
    assert person.user_id is not None


def test_linking_asks_both_factors(provider: Provider, person: Actor, clock: FrozenClock) -> None:
    for password, typed, problem in (
        ("een verkeerd wachtwoord", code(clock), "own_password_wrong"),
        (PASSWORD, "000000", "code_wrong"),
    ):
        step = identities.begin_linking(person, "toets", password, typed)
        assert step.path == "/profiel"
        assert login_attempts.take_outcome(VISITOR, step.attempt or "") == problem
    assert provider.issuer not in step.path


def test_one_identity_belongs_to_one_account(
    provider: Provider, person: Actor, clock: FrozenClock, cast: Cast
) -> None:
    assert link(provider, person, clock) == "oidc_linked"
    assert link(provider, person, clock, "bea") == "oidc_linked_already"
    give_password(cast.carer)
    with begin(VISITOR) as work:
        second_factor.seal(work, work.session.get_one(User, cast.carer.user_id), SECRET)
    assert link(provider, cast.carer, clock) == "oidc_linked_already"


def test_unlinking_takes_the_way_in_away(
    provider: Provider, person: Actor, clock: FrozenClock
) -> None:
    link(provider, person, clock)
    [offer] = identities.own(person)
    assert offer.linked_at is not None
    identities.unlink(person, "toets")
    assert log_in(provider, "anna", **TWO).session is None
    with pytest.raises(NotFound):
        identities.unlink(person, "toets")


def test_an_answer_counts_once_in_the_browser_that_asked(
    provider: Provider, person: Actor, clock: FrozenClock
) -> None:
    link(provider, person, clock)
    provider.next_person("anna", **TWO)
    step = identities.begin(VISITOR, "toets")
    answer = provider.walk(step.path)
    assert come_back(Step("", attempt="another browser"), answer).session is None
    assert come_back(step, answer | {"state": "made up"}).session is None
    assert come_back(step, answer).session is None
    second = identities.begin(VISITOR, "toets")
    answer = provider.walk(second.path)
    assert come_back(second, answer).session
    assert come_back(second, answer).session is None


def test_who_began_linking_in_another_session_links_nothing(
    provider: Provider, person: Actor, clock: FrozenClock, cast: Cast
) -> None:
    provider.next_person("anna", **TWO)
    step = identities.begin_linking(person, "toets", PASSWORD, code(clock))
    answer = provider.walk(step.path)
    assert come_back(step, answer, cast.carer).path == "/inloggen"
    with begin(VISITOR) as work:
        assert not work.session.exec(select(ExternalIdentity)).all()


def test_who_stops_there_or_is_refused_reads_so(provider: Provider, person: Actor) -> None:
    assert person.user_id is not None
    stopped = log_in(provider, "anna", error="access_denied")
    assert shown(stopped).errors == {"form": "oidc_stopped"}
    failed = log_in(provider, "anna", error="server_error")
    assert shown(failed).errors == {"form": "oidc_failed"}


def test_an_unknown_provider_does_not_exist(person: Actor) -> None:
    for refused in (
        lambda: identities.begin(VISITOR, "bestaat-niet"),
        lambda: identities.begin_linking(person, "bestaat-niet", "", ""),
    ):
        with pytest.raises(NotFound):
            refused()


@pytest.mark.usefixtures("cast")
def test_a_provider_that_is_away_is_named_so(env: Environment, provider: Provider) -> None:
    away = replace(provider.settings, issuer="http://127.0.0.1:9")
    environment.install(replace(env, settings=replace(env.settings, identity_providers=(away,))))
    step = identities.begin(VISITOR, "toets")
    assert shown(step).errors == {"form": "oidc_unreachable"}
    assert reasons() == ["oidc metadata"]


def test_the_session_ends_at_the_provider_too(
    provider: Provider, person: Actor, clock: FrozenClock
) -> None:
    assert identities.where_to_log_out(person) == ""
    link(provider, person, clock)
    token = log_in(provider, "anna", **TWO).session or ""
    actor = sessions.resolve(token, origin=ORIGIN)
    assert actor is not None
    address = identities.where_to_log_out(actor)
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{provider.issuer}/session/end?")
    assert asked["post_logout_redirect_uri"] == [f"{PUBLIC_URL}/inloggen"]
    with begin(VISITOR) as work:
        [row] = work.session.exec(select(UserSession).where(UserSession.provider == "toets")).all()
        assert asked["id_token_hint"][0].encode() not in (row.id_token or b"")


def invited(cast: Cast) -> Step:
    """Give the page of an invitation whose link was opened."""
    members.invite(cast.provider, EMAIL, may_view_personal_data=False)
    step = account_links.open(last_token(), ORIGIN)
    assert shown(step).stage is Stage.INVITATION
    return step


def accept_elsewhere(provider: Provider, step: Step, name: str = "Lotte", **more: object) -> Step:
    provider.next_person("lotte", **more)
    away = invited_elsewhere.begin(VISITOR, step.attempt or "", "toets", name)
    return come_back(away, provider.walk(away.path))


def test_who_is_invited_makes_an_account_with_the_provider_in_place_of_a_password(
    provider: Provider, cast: Cast, clock: FrozenClock
) -> None:
    step = accept_elsewhere(provider, invited(cast))
    assert (step.path, shown(step).stage) == ("/registreren", Stage.ENROLMENT)
    assert log_in(provider, "lotte", **TWO).session is None
    done = confirm(step, clock)
    actor = sessions.resolve(done.session or "", origin=ORIGIN)
    assert actor is not None
    assert (actor.display_name, actor.provider_id) == ("Lotte", cast.miek.id)
    assert identities.where_to_log_out(actor).startswith(f"{provider.issuer}/session/end?")
    assert log_in(provider, "lotte", **TWO).session
    accounts.forget_password(VISITOR, EMAIL)
    chosen = account_links.open(last_token(), ORIGIN)
    assert shown(chosen).stage is Stage.NEW_PASSWORD


def test_who_stops_there_is_invited_still(provider: Provider, cast: Cast) -> None:
    step = accept_elsewhere(provider, invited(cast), error="access_denied")
    view = shown(step)
    assert (view.stage, view.errors) == (Stage.INVITATION, {"form": "oidc_stopped"})
    assert (view.email, view.display_name, view.organization) == (EMAIL, "Lotte", cast.miek.name)
    step = accounts.accept_invitation(VISITOR, step.attempt or "", "Lotte", PASSWORD)
    assert shown(step).stage is Stage.ENROLMENT


def test_an_invitation_takes_no_identity_of_another_account(
    provider: Provider, person: Actor, clock: FrozenClock, cast: Cast
) -> None:
    link(provider, person, clock, "lotte")
    step = accept_elsewhere(provider, invited(cast))
    assert shown(step).errors == {"form": "oidc_has_account"}


def test_without_a_name_or_an_invitation_nobody_goes_to_the_provider(cast: Cast) -> None:
    step = invited(cast)
    unnamed = invited_elsewhere.begin(VISITOR, step.attempt or "", "toets", " ")
    assert shown(unnamed).errors == {"display_name": "required"}
    half_way = log_in_here.give_password(VISITOR, give_password(cast.carer), PASSWORD)
    for token in ("made up", half_way.attempt or ""):
        refused = invited_elsewhere.begin(VISITOR, token, "toets", "Lotte")
        assert (refused.path, refused.session) == ("/uitnodiging", None)
    with pytest.raises(NotFound):
        invited_elsewhere.begin(VISITOR, unnamed.attempt or "", "bestaat-niet", "Lotte")


# What a provider sends, believed or not: the adapter by itself.


@pytest.fixture
def oidc() -> OpenIdConnect:
    return OpenIdConnect()


def asked(provider: Provider) -> LogInRequest:
    return LogInRequest.new(f"{PUBLIC_URL}/sessie/oidc/{provider.key}/terug")


def answered(oidc: OpenIdConnect, provider: Provider, request: LogInRequest) -> dict[str, str]:
    provider.next_person("anna", **TWO)
    return provider.walk(oidc.where_to_log_in(provider.settings, request))


def refusal(
    oidc: OpenIdConnect,
    settings: IdentityProvider,
    request: LogInRequest,
    answer: dict[str, str],
    now: datetime | None = None,
) -> str:
    with pytest.raises(IdentityRefused) as refused:
        oidc.who(settings, request, answer, now or datetime.now(UTC))
    return refused.value.reason


def test_a_code_works_once(oidc: OpenIdConnect, provider: Provider) -> None:
    request = asked(provider)
    answer = answered(oidc, provider, request)
    who = oidc.who(provider.settings, request, answer, datetime.now(UTC))
    assert (who.issuer, who.subject, who.has_second_factor) == (provider.issuer, "anna", True)
    assert refusal(oidc, provider.settings, request, answer) == "code"


def test_a_code_needs_the_verifier_of_its_request(oidc: OpenIdConnect, provider: Provider) -> None:
    request = asked(provider)
    answer = answered(oidc, provider, request)
    other = replace(request, verifier=asked(provider).verifier)
    assert refusal(oidc, provider.settings, other, answer) == "code"


def test_a_token_with_another_nonce_is_refused(oidc: OpenIdConnect, provider: Provider) -> None:
    request = asked(provider)
    answer = answered(oidc, provider, request)
    other = replace(request, nonce="of another log-in")
    assert refusal(oidc, provider.settings, other, answer) == "InvalidClaimError"


@pytest.mark.parametrize(
    ("minutes", "reason"), [(-5, "InvalidClaimError"), (120, "ExpiredTokenError")]
)
def test_clocks_far_apart_refuse(
    oidc: OpenIdConnect, provider: Provider, minutes: int, reason: str
) -> None:
    request = asked(provider)
    answer = answered(oidc, provider, request)
    now = datetime.now(UTC) + timedelta(minutes=minutes)
    assert refusal(oidc, provider.settings, request, answer, now) == reason


@pytest.mark.parametrize("seconds", [-45, 45])
def test_clocks_slightly_apart_do_not(
    oidc: OpenIdConnect, provider: Provider, seconds: int
) -> None:
    request = asked(provider)
    answer = answered(oidc, provider, request)
    now = datetime.now(UTC) + timedelta(seconds=seconds)
    assert oidc.who(provider.settings, request, answer, now).subject == "anna"


@pytest.mark.parametrize("issuer", ["https://evil.test", ""])
def test_an_answer_of_another_issuer_is_refused(
    oidc: OpenIdConnect, provider: Provider, issuer: str
) -> None:
    """The mix-up attack: the code goes to nobody but who it came from (RFC 9207)."""
    request = asked(provider)
    answer = answered(oidc, provider, request) | {"iss": issuer}
    assert refusal(oidc, provider.settings, request, answer) == "issuer"
    del answer["iss"]
    assert refusal(oidc, provider.settings, request, answer) == "issuer"


def test_a_provider_that_says_it_is_another_is_refused(
    oidc: OpenIdConnect, provider: Provider
) -> None:
    settings = replace(provider.settings, issuer=f"{provider.issuer}/")
    assert refusal(oidc, settings, asked(provider), {"code": "x"}) == "metadata"


def test_a_token_for_another_client_is_refused(oidc: OpenIdConnect, provider: Provider) -> None:
    request = asked(provider)
    who = oidc.who(provider.settings, request, answered(oidc, provider, request), datetime.now(UTC))
    settings = replace(provider.settings, client_id="another client")
    with pytest.raises(IdentityRefused, match="InvalidClaimError"):
        oidc._claims(settings, request, who.id_token, datetime.now(UTC))
    head, _, signature = who.id_token.rpartition(".")
    forged = f"{head}.{signature[::-1]}"
    with pytest.raises(IdentityRefused, match="BadSignatureError"):
        oidc._claims(provider.settings, request, forged, datetime.now(UTC))
