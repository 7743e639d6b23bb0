"""Help: in short what each role can do here, and whom to ask."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import reflex as rx

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui import guard
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import link
from kraamzorg_app.ui.components.panels import card, heading
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler

PATH: Final = "/help"


class Topic(NamedTuple):
    """One thing to know, with its heading."""

    title: str
    text: str
    href: str = ""
    """The page that it is about, linked by its title."""


_LISTS: Final = Topic(
    "Cliënten op wachtlijsten",
    "Bovenaan filtert u op postcode, uitgerekende datum en urgentie. Daaronder staan de wachtende "
    "cliënten, en daaronder de ingeschreven cliënten. Klik op een cliënt om meer te zien. Uw "
    "filter staat in het adres van de pagina: u kunt het bewaren of aan een collega met dezelfde "
    "rechten sturen.",
)
_REGISTER: Final = Topic(
    "Cliënt registreren",
    "U vult eerst postcode en uitgerekende datum in. Is de wachtlijst voor die datum open, dan "
    "stuurt u de cliënt een uitnodiging per e-mail. Zij vult zelf haar gegevens in en geeft "
    "akkoord. Daarna staat zij op de wachtlijst en krijgt u bericht. U heeft hiervoor het recht "
    "op AVG-gegevens nodig.",
)
_TAKE: Final = Topic(
    "Een cliënt in zorg nemen",
    "Open de cliënt en kies In zorg nemen, daarna Bevestigen. U ziet dan haar volledige gegevens, "
    "en zij krijgt bericht. Is een andere aanbieder u net voor, dan leest u dat meteen.",
)
_ANSWER: Final = Topic(
    "Aanbiedingen",
    "De wachtlijstcoördinator kan u een cliënt aanbieden. U krijgt bericht, en op Start ziet u "
    "tot wanneer u kunt antwoorden. Open de cliënt en kies Aannemen, of Weigeren met een reden. "
    "Antwoordt u niet op tijd, dan vervalt het aanbod. Aannemen kan alleen wie AVG-gegevens mag "
    "zien.",
    "/aanbiedingen",
)
_OFFER: Final = Topic(
    "Aanbiedingen",
    "Op de pagina van een cliënt kiest u Aanbieden en een aanbieder. Wie ruimte heeft in haar "
    "week, staat bovenaan. Tot de aanbieder antwoordt, kan niemand anders haar in zorg nemen. U "
    "kunt het aanbod intrekken. Wat er van uw aanbiedingen werd, staat onder Aanbiedingen.",
    "/aanbiedingen",
)
_GIVE_BACK: Final = Topic(
    "Teruggeven aan de wachtlijst",
    "Kunt u de zorg toch niet leveren? Open de cliënt en kies Teruggeven aan de wachtlijst, met "
    "een reden. Zij staat dan direct weer op de lijst.",
)
_PLACES: Final = Topic(
    "Vrije plaatsen",
    "Onder Vrije plaatsen zegt u per week hoeveel cliënten u er nog bij kunt hebben. Een vast "
    "aantal telt voor elke week die u leeg laat. Klopt alles nog? Bevestig dat elke twee weken, "
    "anders krijgt u een bericht. Zeg er ook waar u niet werkt en welke talen u spreekt.",
    "/capaciteit",
)
_COORDINATE: Final = Topic(
    "Cliënten beheren",
    "Op de pagina van een cliënt corrigeert u gegevens, haalt u haar van de wachtlijst of laat u "
    "haar toe als uw regio dat vraagt. In de tijdlijn ziet u wat er gebeurde. Staat er "
    "E-mail komt niet aan, bel haar dan en verbeter het adres: zij leest onze berichten niet.",
)
_EXPORT: Final = Topic(
    "Exporteren",
    "Met Exporteren (CSV) krijgt u een bestand met wat u op de pagina ziet. "
    "Bewaar bestanden met persoonsgegevens niet langer dan nodig is. Logde u langer dan een "
    "kwartier geleden in, dan vult u eerst opnieuw een code van uw app in.",
)
_MEMBERS: Final = Topic(
    "Gebruikers",
    "Onder Gebruikers ziet u wie er namens uw organisatie werkt. Wie daar rechten voor heeft, "
    "nodigt collega's uit, koppelt een bestaand account en bepaalt wie AVG-gegevens mag zien. "
    "Staat er E-mail komt niet aan, nodig die collega dan uit op een adres dat werkt. "
    "Is een collega telefoon en herstelcodes kwijt? Kies dan Tweede factor opnieuw instellen. Uw "
    "collega krijgt een e-mail en stelt met het eigen wachtwoord een nieuwe app in.",
)
_REGION_MEMBERS: Final = Topic(
    "Gebruikers",
    "Onder Gebruikers ziet u wie er voor uw regio werkt. Moet er iemand bij of af? Vraag het aan "
    "functioneel beheer.",
)
_UPDATES: Final = Topic(
    "Wekelijkse updates",
    "Elke maandag staat er een nieuw bestand voor u klaar, als CSV en voor Excel. U vindt het "
    "onder Wekelijkse updates, via Start of Cliënten op wachtlijsten. Na 4 weken wordt het "
    "verwijderd.",
    "/weekupdates",
)
_REGIONS: Final = Topic(
    "Regio's en cijfers",
    "U ziet alle wachtlijsten met beperkte gegevens, en op de startpagina de cijfers per regio.",
)
_LOG: Final = Topic(
    "Logboek",
    "Elke keer dat iemand gegevens van een cliënt ziet of wijzigt, staat dat in het logboek. Een "
    "privacy officer zoekt erin op cliënt, gebruiker, dag en gebeurtenis, en kan regels "
    "exporteren. Ook het zoeken zelf wordt vastgelegd. Een andere functioneel beheerder geeft u "
    "dit recht onder Gebruikers, met Leest logboek?",
    "/beheer/logboek",
)
_OVERVIEWS: Final = Topic(
    "Overzichten",
    "U ziet per regio hoeveel cliënten er wachten, wie er elke week bij komt en af gaat, en in "
    "welke weken er plekken te kort komen. Kies een regio op de kaart of in het filter. Onder elk "
    "plaatje staat de tabel, en een bestand om mee te nemen. Staat er < 5, dan gaat het om zo "
    "weinig cliënten dat u het getal niet ziet. Staat er ≥, dan zijn het er minstens zoveel.",
    "/overzichten",
)
_OPERATIONS: Final = Topic(
    "Mail en taken",
    "Op de startpagina ziet u of mails worden verstuurd en of de taken van het systeem lopen. "
    "U ziet geen gegevens van cliënten.",
)
_ESCALATED: Final = Topic(
    "Geëscaleerd",
    "Heeft een cliënt bij de laatste grens voor haar uitgerekende datum nog geen kraamzorg? Dan "
    "krijgen de preferente verzekeraars en de coördinator van haar regio bericht. U vindt deze "
    "cliënten via Start, of met het filter Urgentie.",
    "/clienten?wachtend-urgentie=geescaleerd",
)
_MESSAGES: Final = Topic(
    "Berichten en dagoverzicht",
    "Alles wat voor u van belang is, staat onder de bel. Op uw profiel kiest u per soort bericht: "
    "direct een e-mail, in het dagoverzicht van 7 uur, of alleen in de tool. In een e-mail staan "
    "nooit gegevens van cliënten.",
    "/profiel",
)
TOPICS: Final[dict[Role, tuple[Topic, ...]]] = {
    Role.COORDINATOR: (
        _LISTS,
        _OVERVIEWS,
        _COORDINATE,
        _OFFER,
        _REGISTER,
        _EXPORT,
        _UPDATES,
        _ESCALATED,
        _MESSAGES,
        _REGION_MEMBERS,
    ),
    Role.CARE_PROVIDER: (
        _LISTS,
        _OVERVIEWS,
        _TAKE,
        _TAKE,
        _ANSWER,
        _GIVE_BACK,
        _PLACES,
        _REGISTER,
        _MESSAGES,
        _MEMBERS,
    ),
    Role.INSURER: (
        _LISTS,
        _OVERVIEWS,
        _REGISTER,
        _EXPORT,
        _UPDATES,
        _ESCALATED,
        _MESSAGES,
        _MEMBERS,
    ),
    Role.FUNCTIONAL_ADMIN: (_LISTS, _OVERVIEWS, _REGIONS, _MESSAGES, _MEMBERS, _LOG),
    Role.INSURER: (_LISTS, _REGISTER, _EXPORT, _UPDATES, _ESCALATED, _MESSAGES, _MEMBERS),
    Role.FUNCTIONAL_ADMIN: (_LISTS, _REGIONS, _MESSAGES, _MEMBERS, _LOG),
    Role.TECHNICAL_ADMIN: (_OPERATIONS, _MEMBERS),
}
_NO_ROLE: Final = Topic(
    "Nog geen rol",
    "Uw account hoort nog niet bij een organisatie. Vraag een collega om u te koppelen.",
)


class HelpState(PageState, rx.State):
    """What somebody in this role can read."""

    topics: list[list[str]] = []

    @handler(Permission.ACCOUNT_OWN)
    async def load(self) -> None:
        """Choose the topics of the working role."""
        role = guard.current_actor().role
        self.topics = [list(topic) for topic in (TOPICS[role] if role else (_NO_ROLE,))]


def view() -> rx.Component:
    """Show the topics and the helpdesk."""
    return page(
        heading("Help", "In het kort wat u hier kunt doen."),
        rx.foreach(HelpState.topics, _topic),
        card(
            rx.el.p(
                "Komt u er niet uit? Stel uw vraag aan de ",
                link("helpdesk", "/helpdesk"),
                ". Zet geen gegevens van cliënten in uw vraag.",
            ),
            title="Helpdesk",
            sand=True,
        ),
        path=PATH,
    )


def _topic(topic: Any) -> rx.Component:
    way = rx.cond(topic[2], rx.el.p(link(topic[0], topic[2])))
    return card(rx.el.p(topic[1]), way, title=topic[0])


PAGE = Page(PATH, "Help", view, on_load=HelpState.load, menu_label="Help")
