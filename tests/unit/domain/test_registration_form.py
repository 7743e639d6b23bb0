"""The client's form: each rule at its field, nothing of what she typed in an error."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain import registration_form as form
from kraamzorg_app.domain.registration_form import FormError, FormField, FormRules, Step

RULES = FormRules(
    today=date(2026, 6, 15),
    normalize_phone=lambda text: "+31612345678" if text == "06 12345678" else None,
    normalize_email=lambda text: text.lower() if "@" in text else None,
    insurer_labels=frozenset({"3311", "3358"}),
    test_bsns_allowed=True,
)
GOOD = {
    "first_name": " Sanne  Maria ",
    "last_name": "de Vries-O'Neill",
    "birth_date": "7-8-1995",
    "partner_name": "",
    "postcode": "8731 ab",
    "house_number": "007",
    "addition": "bis",
    "street": "Dorpsstraat",
    "city": "Wommels",
    "phone": "06 12345678",
    "email": "Sanne@voorbeeld.test",
    "due_date": "01-10-2026",
    "insurer_label": "3358",
    "bsn": "9999.90.019",
    "spoken_language": "nl",
    "consent": "yes",
}


def test_good_answers_are_stored_in_their_normal_form():
    clean, errors = form.validate_all(GOOD, RULES)
    assert errors == {}
    assert clean["first_name"] == "Sanne Maria"
    assert clean["birth_date"] == "1995-08-07"
    assert clean["postcode"] == "8731AB"
    assert clean["house_number"] == "7"
    assert clean["phone"] == "+31612345678"
    assert clean["bsn"] == "999990019"
    assert set(clean) == set(FormField)


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("first_name", "  ", FormError.REQUIRED),
        ("first_name", "A" * 81, FormError.TOO_LONG),
        ("last_name", "<script>", FormError.ODD_CHARACTERS),
        ("last_name", "a\u202eb", FormError.ODD_CHARACTERS),
        ("birth_date", "31-02-1995", FormError.DATE_FORM),
        ("birth_date", "01-01-2020", FormError.BIRTH_DATE_IMPLAUSIBLE),
        ("postcode", "0731AB", FormError.POSTCODE_FORM),
        ("house_number", "0", FormError.HOUSE_NUMBER_FORM),
        ("house_number", "12a", FormError.HOUSE_NUMBER_FORM),
        ("phone", "12", FormError.PHONE_FORM),
        ("email", "sanne", FormError.EMAIL_FORM),
        ("due_date", "morgen", FormError.DATE_FORM),
        ("due_date", "01-05-2026", FormError.DUE_DATE_TOO_EARLY),
        ("due_date", "01-10-2027", FormError.DUE_DATE_TOO_LATE),
        ("insurer_label", "7095", FormError.UNKNOWN_CHOICE),
        ("bsn", "999990018", FormError.BSN_FORM),
        ("spoken_language", "klingon", FormError.UNKNOWN_CHOICE),
        ("consent", "", FormError.CONSENT_NEEDED),
        ("consent", "no", FormError.CONSENT_NEEDED),
    ],
)
def test_each_bad_answer_gets_its_own_error_and_spoils_no_other(field, typed, error):
    clean, errors = form.validate_all({**GOOD, field: typed}, RULES)
    assert errors == {field: error}
    assert set(clean) == set(FormField) - {field}
    first = form.first_step_with_error(errors)
    assert first is not None
    assert field in form.STEP_FIELDS[first]


def test_a_test_bsn_is_refused_outside_demo_mode():
    rules = FormRules(
        today=RULES.today,
        normalize_phone=RULES.normalize_phone,
        normalize_email=RULES.normalize_email,
        insurer_labels=RULES.insurer_labels,
    )
    _, errors = form.validate_step(Step.CARE, GOOD, rules)
    assert errors == {"bsn": FormError.BSN_TEST_NUMBER}


def test_what_is_optional_may_be_left_out():
    answers = {key: text for key, text in GOOD.items() if key not in form.OPTIONAL_FIELDS}
    clean, errors = form.validate_all(answers, RULES)
    assert errors == {}
    assert clean["bsn"] == ""


def test_a_client_by_phone_may_have_no_e_mail():
    by_phone = FormRules(
        today=RULES.today,
        normalize_phone=RULES.normalize_phone,
        normalize_email=RULES.normalize_email,
        insurer_labels=RULES.insurer_labels,
        may_lack_email=True,
    )
    answers = {**GOOD, "email": ""}
    assert form.validate_step(Step.CONTACT, answers, RULES)[1] == {"email": FormError.REQUIRED}
    assert form.validate_step(Step.CONTACT, answers, by_phone)[1] == {}


def test_every_question_stands_in_exactly_one_step():
    asked = [field for step in Step for field in form.STEP_FIELDS[step]]
    assert sorted(asked) == sorted(FormField)


@given(st.dictionaries(st.sampled_from(sorted(FormField)), st.text() | st.integers() | st.none()))
def test_whatever_a_browser_sends_each_field_is_either_right_or_wrong(raw):
    clean, errors = form.validate_all(raw, RULES)
    assert set(clean) | set(errors) == set(FormField)
    assert not set(clean) & set(errors)
    assert all(isinstance(error, FormError) for error in errors.values())
