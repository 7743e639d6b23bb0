"""What can go wrong with an account, and what was sent, said once, in plain Dutch."""

from __future__ import annotations

from typing import Final

REFUSALS: Final = {
    "passkey_failed": "De passkey is niet gemaakt. Probeer het opnieuw.",
    "passkeys_full": "U heeft al tien passkeys. Verwijder er eerst een.",
    "no_account_yet": "Deze persoon heeft nog geen account. Stuur opnieuw een uitnodiging.",
    "not_accepted_yet": "Deze persoon heeft uw koppeling nog niet aangenomen.",
    "password_just_reset": "Deze persoon koos in de afgelopen 24 uur een nieuw wachtwoord via "
    "e-mail. Voor de veiligheid kan dit pas 24 uur daarna.",
    "own_rights": "Uw eigen rechten kunt u niet wijzigen. Vraag het een collega.",
}

FIELDS: Final = {
    "password_wrong": "E-mailadres of wachtwoord klopt niet. Heeft u uw e-mailadres al bevestigd?",
    "own_password_wrong": "Dit wachtwoord klopt niet.",
    "password_too_short": "Kies een wachtwoord van 12 tekens of meer.",
    "password_too_long": "Kies een wachtwoord van hooguit 256 tekens.",
    "password_common": "Dit wachtwoord is makkelijk te raden. Kies een ander wachtwoord.",
    "password_breached": "Dit wachtwoord staat in een lijst van gestolen wachtwoorden. Kies een "
    "ander wachtwoord.",
    "password_holds_name": "Gebruik uw e-mailadres niet in uw wachtwoord.",
    "code_wrong": "Deze code klopt niet. Kijk opnieuw in uw app.",
    "passkey_failed": "De passkey klopt niet of werd niet gegeven. Probeer het opnieuw, of vul een "
    "code in.",
    "code_used": "Deze code is al gebruikt, wacht op de volgende.",
    "attempt_expired": "Dit duurde te lang. Begin opnieuw.",
    "open_link_again": "Dit duurde te lang. Open de link in uw e-mail opnieuw.",
    "link_used": "Deze link werkt niet meer. Hij is gebruikt, of er is een nieuwere gestuurd.",
    "link_expired": "Deze link is verlopen.",
    "register_again": "Deze link werkt niet meer. Kijk of u een nieuwere e-mail heeft, of vul "
    "hieronder uw gegevens opnieuw in.",
    "account_made": "Uw account is al gemaakt. Log hier in.",
    "password_changed": "Uw wachtwoord is gewijzigd. Log in met het nieuwe wachtwoord.",
    "logged_out": "U bent uitgelogd.",
    "oidc_stopped": "U heeft het inloggen afgebroken.",
    "oidc_failed": "Inloggen via deze dienst lukte niet. Probeer het opnieuw, of log in met uw "
    "wachtwoord.",
    "oidc_unreachable": "Deze dienst is nu niet bereikbaar. Probeer het later, of log in met uw "
    "wachtwoord.",
    "oidc_not_linked": "Dit account is hier nog niet bekend. Log in met uw wachtwoord en koppel "
    "het onder Profiel.",
    "oidc_has_account": "Hiermee heeft u al een account. Log daarmee in en vraag uw organisatie u "
    "te koppelen.",
    "oidc_linked": "Gekoppeld. U kunt hier voortaan ook mee inloggen.",
    "oidc_linked_already": "Dit is al gekoppeld, aan uw account of aan dat van iemand anders.",
    "unknown_account": "Er is geen account met dit e-mailadres. Kies Uitnodigen.",
    "already_member": "Deze gebruiker hoort al bij uw organisatie.",
}


def logged_out_everywhere(name: str) -> str:
    """Say that somebody's sessions have ended."""
    return f"{name} is overal uitgelogd."


def app_link_sent(name: str) -> str:
    """Say that somebody got a link to set up a new authenticator app."""
    return f"Er is een e-mail gestuurd naar {name} om een nieuwe authenticatie-app in te stellen."
