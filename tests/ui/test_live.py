"""What one person changes, another sees; through the guard, and only while the page is open."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.accounts import UserSession
from kraamzorg_app.services import offers, outbox
from kraamzorg_app.services.unit_of_work import begin
from tests.ui.conftest import Stage
from tests.ui.sockets import Tab
from tests.ui.test_guard import SPECIMEN, end, run

DETAIL = "kraamzorg_app___ui___pages___client_detail___state____client_detail_state"


def test_a_change_elsewhere_renews_the_page(stage: Stage) -> None:
    async def script() -> None:
        reader = await Tab(stage.server.url, cookie=stage.log_in(stage.cast.coordinator)).open()
        other = await Tab(stage.server.url).open()
        await reader.send(f"{SPECIMEN}.listen", topic="region:1")
        await other.send(f"{SPECIMEN}.announce", topic="region:2")
        assert "renewed" not in reader.received
        await other.send(f"{SPECIMEN}.announce", topic="region:1")
        assert "renewed" in reader.received
        assert "renewed" not in other.received
        await reader.close()
        await other.close()

    run(script)


def test_a_page_that_may_have_missed_changes_reads_again(stage: Stage) -> None:
    async def script() -> None:
        reader = await Tab(stage.server.url, cookie=stage.log_in(stage.cast.coordinator)).open()
        other = await Tab(stage.server.url).open()
        await reader.send(f"{SPECIMEN}.listen", topic="region:1")
        await other.send(f"{SPECIMEN}.announce", topic="*")
        assert "renewed" in reader.received
        assert other.redirects == []
        await reader.close()
        await other.close()

    run(script)


def test_a_question_that_can_not_be_answered_any_more_closes(stage: Stage) -> None:
    async def script() -> None:
        her, path = stage.cast.waiting, f"/clienten/{stage.cast.waiting.id}"
        offer_id = offers.offer(stage.cast.coordinator, her.id, stage.cast.miek.id)
        tab = await Tab(stage.server.url, cookie=stage.log_in(stage.cast.provider)).open()
        await tab.send(f"{DETAIL}.load", path)
        await tab.send(f"{DETAIL}.open_panel", path, name="accept_offer")
        assert "'panel_rx_state_': 'accept_offer'" in str(tab.deltas)
        tab.deltas.clear()
        offers.withdraw(stage.cast.coordinator, offer_id)
        await tab.send(f"{DETAIL}.refresh", path)
        assert "'panel_rx_state_': ''" in str(tab.deltas)
        await tab.close()

    run(script)


def test_many_changes_at_once_renew_it_once(stage: Stage) -> None:
    async def script() -> None:
        reader = await Tab(stage.server.url, cookie=stage.log_in(stage.cast.coordinator)).open()
        other = await Tab(stage.server.url).open()
        await reader.send(f"{SPECIMEN}.listen", topic="region:3")
        await other.send(f"{SPECIMEN}.announce", topic="region:3")
        assert reader.received.count("renewed") == 1
        await reader.close()
        await other.close()

    run(script)


def test_another_page_no_longer_renews(stage: Stage) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url, cookie=stage.log_in(stage.cast.coordinator)).open()
        await tab.send(f"{SPECIMEN}.listen", topic="region:1")
        await tab.send("reflex___state____on_load_internal_state.on_load_internal")
        await tab.send(f"{SPECIMEN}.announce", topic="region:1")
        assert "renewed" not in tab.received
        await tab.close()

    run(script)


def test_after_log_out_nothing_is_renewed(stage: Stage) -> None:
    async def script() -> None:
        cookie = stage.log_in(stage.cast.coordinator)
        reader = await Tab(stage.server.url, cookie=cookie).open()
        other = await Tab(stage.server.url).open()
        await reader.send(f"{SPECIMEN}.listen", topic="region:1")
        end(cookie)
        await other.send(f"{SPECIMEN}.announce", topic="region:1")
        assert "renewed" not in reader.received
        assert reader.redirects == ["/inloggen?volgende=/"]
        await reader.close()
        await other.close()

    run(script)


def test_the_bell_counts_again_when_it_rings_and_keeps_no_session_alive(stage: Stage) -> None:
    member = stage.cast.preferred

    def last_seen() -> datetime:
        with begin(Actor.visitor()) as work:
            chosen = select(UserSession.last_seen_at).where(
                UserSession.user_id == member.user_id, UserSession.revoked_at.is_(None)
            )
            return max(work.session.exec(chosen).all())

    async def script() -> None:
        reader = await Tab(stage.server.url, cookie=stage.log_in(member)).open()
        other = await Tab(stage.server.url).open()
        await reader.send("reflex___state____on_load_internal_state.on_load_internal")
        before = last_seen()
        with begin(Actor.visitor()) as work:
            outbox.ring(work, "placed", member.membership_id)
        await other.send(f"{SPECIMEN}.announce", topic=f"bell:{member.membership_id}")
        assert '"unread_rx_state_": 1' in reader.received
        assert "unread" not in other.received
        assert last_seen() == before
        await reader.close()
        await other.close()

    run(script)
