"""What went wrong in administration, in plain Dutch; `ui.messages` adds these to its own."""

from __future__ import annotations

from typing import Final

from kraamzorg_app.services.table_files import RowProblem

REFUSALS: Final = {
    "changed_meanwhile": "Er is intussen iets gewijzigd. Kijk opnieuw wat er verandert.",
    "region_has_clients": "Deze regio kan nog niet weg: er wachten {waiting} cliënten en er staan "
    "{invited} uitnodigingen open. Geef eerst de postcodes aan een andere regio.",
    "period_overlaps": "Deze regio heeft al een periode van {starts_on} tot en met {ends_on}.",
    "already_answered": "Dit is al beantwoord. Kijk opnieuw.",
    "already_ended": "Deze aanbieder is al beëindigd.",
    "has_manager": "Deze organisatie heeft al een beheerder. Die nodigt de volgende mensen uit.",
}

FIELDS: Final = {
    "region_needed": "Kies minstens een regio.",
    "too_many_regions": "Kies hoogstens 10 regio's. Schrijf de andere bij de toelichting.",
    "looks_like_formula": "Dit mag niet beginnen met =, +, - of @.",
    "number_out_of_bounds": "Vul een heel getal in dat hier kan.",
    "agb_form": "Een AGB-code heeft 8 cijfers.",
    "agb_taken": "Deze AGB-code hoort al bij een andere aanbieder.",
    "uzovi_form": "Een UZOVI-code heeft 4 cijfers, ook de nullen vooraan.",
    "uzovi_taken": "Deze UZOVI-code heeft op die dagen al een ander label.",
    "name_taken": "Deze naam bestaat al.",
    "ranges_form": "Schrijf postcodes als 8700-8799, 8831.",
    "ranges_backwards": "De eerste postcode is hoger dan de laatste.",
    "ranges_not_of_region": "Deze postcodes horen op die dag niet bij deze regio.",
    "day_in_the_past": "Kies vandaag of een latere dag.",
    "threshold_order": "Kies minder weken dan bij de drempel hierboven.",
    "one_or_two": "Kies een of twee verzekeraars.",
    "ends_before_start": "De laatste dag ligt voor de eerste.",
    "period_too_long": "Een periode duurt hooguit twee jaar.",
    "file_empty": "Kies een bestand met rijen erin.",
    "file_too_large": "Dit bestand is groter dan 5 MB.",
    "file_too_many_rows": "Dit bestand heeft meer dan {most} rijen. Deel het op.",
    "file_unpacks_too_large": "Dit Excel-bestand is uitgepakt te groot. Bewaar het als CSV.",
    "file_unreadable": "Dit is geen leesbaar CSV- of Excel-bestand (.xlsx).",
    "file_columns": "Deze kolommen ontbreken: {missing}. Gevonden kolommen: {found}.",
    "already_member": "Deze persoon hoort hier al bij.",
}

_ROWS: Final = {
    "postcode_wrong": "dit is geen reeks van postcodes van 4 cijfers",
    "postcode_twice": "deze postcode staat ook bij een andere regio",
    "too_many_postcodes": "dit bestand noemt te veel postcodes",
    "region_missing": "de regio ontbreekt",
    "region_name_wrong": "deze naam van een regio is te lang of heeft vreemde tekens",
    "region_unknown": "deze regio bestaat niet",
    "region_ended": "deze regio is beëindigd",
    "twice_in_file": "dit staat vaker in het bestand",
    "kind_unknown": "kies organisatie, zzp of platform",
    "provider_differs": "deze aanbieder staat eerder in het bestand met andere gegevens",
    "name_missing": "de naam ontbreekt",
    "agb_code_missing": "de AGB-code ontbreekt",
    "email_missing": "het e-mailadres ontbreekt",
    "label_missing": "het label ontbreekt",
    "uzovi_code_missing": "de UZOVI-code ontbreekt",
    "email_form": "dit is geen e-mailadres",
    "phone_form": "dit is geen telefoonnummer",
    "date_form": "schrijf de datum als dd-mm-jjjj",
    "too_long": "dit is te lang",
    "odd_characters": "hier staan tekens in die niet kunnen",
    "insurer_missing": "de verzekeraar ontbreekt",
}


def row_sentence(problem: RowProblem) -> str:
    """Say in Dutch what is wrong with a row of a file."""
    reason = _ROWS.get(problem.code) or FIELDS.get(problem.code, "controleer deze rij").rstrip(".")
    value = f" ({problem.value})" if problem.value else ""
    return f"Rij {problem.row}: {reason[0].lower()}{reason[1:]}{value}."
