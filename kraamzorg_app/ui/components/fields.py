"""Form fields: a real label, a hint, an error that a screen reader reads with the field.

    text_field(name, label, hint="", error="", required=False, default="", kind="text", size="full")
    email_field / phone_field / postcode_field / number_field / date_field / code_field
    password_field(name, label, new=False)      password managers and pasting work
    text_area(name, label, rows=4)
    select_field(name, label, options)          options: [(value, label)] or a Var of such pairs
    radio_field(name, label, options)
    checkbox_field(name, label, hint="")
    file_field(name, label, accept=".csv,.xlsx")    in an upload_form
    filters(filter_group(legend, *fields), …)   the blocks of a page filter, side by side
    filter_field(label, on_change=, id=)        one event a key press
    filter_dates(on_from=, on_to=, id=)         "Uitgerekend tussen" … "en" …
    form(*children, on_submit=…)                State form in one column
    button_row(*buttons)                        the row under a form
    required_note(text)                         "Velden met een * zijn verplicht."

The inputs are uncontrolled: what is typed stays, whatever the State does. `default` may be a Var;
when the server's value changes the field starts anew with it, so never bind it to what is typed.
`name` is the key in the submitted data; `id` (default: the name) must be unique on the page.
No native `required`: the server words what is wrong, in Dutch, at the field.
"""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx

from kraamzorg_app.ui.components.buttons import Look, button
from kraamzorg_app.ui.components.icons import icon
from kraamzorg_app.ui.theme import Flag, Text

Size = Literal["full", "short", "code"]
Options = Sequence[tuple[str, str]] | rx.Var[Any]


def _label_text(label: Text, *, required: bool) -> Any:
    if not required:
        return label
    return label.to(str) + " *" if isinstance(label, rx.Var) else f"{label} *"


def _described_by(field_id: str, hint: Text, error: Text) -> Any:
    """Name the hint and the error line as the description, each only when it is there."""
    hint_id = f"{field_id}-hint" if isinstance(hint, rx.Var) or hint else ""
    with_error = f"{hint_id} {field_id}-error".strip()
    if isinstance(error, rx.Var):
        return rx.cond(error, with_error, hint_id)
    return with_error if error else hint_id


def _hint(field_id: str, hint: Text) -> rx.Component:
    if not isinstance(hint, rx.Var) and not hint:
        return rx.fragment()
    return rx.el.span(hint, id=f"{field_id}-hint", class_name="field__hint")


def _error(field_id: str, error: Text) -> rx.Component:
    line = rx.el.span(
        icon("alert"), rx.el.span(error), id=f"{field_id}-error", class_name="field__error"
    )
    if isinstance(error, rx.Var):
        return rx.cond(error, line, rx.fragment())
    return line if error else rx.fragment()


def _frame_class(error: Text, size: Size) -> Any:
    plain = "field" if size == "full" else f"field field--{size}"
    invalid = f"{plain} field--invalid"
    if isinstance(error, rx.Var):
        return rx.cond(error, invalid, plain)
    return invalid if error else plain


def _state_of(field_id: str, hint: Text, error: Text, *, required: bool) -> dict[str, Any]:
    """Give the control's aria attributes; one that says nothing is left out."""
    invalid = (
        rx.cond(error, "true", "false") if isinstance(error, rx.Var) else str(bool(error)).lower()
    )
    described_by = _described_by(field_id, hint, error)
    attributes = {"aria_invalid": invalid}
    if isinstance(described_by, rx.Var) or described_by:
        attributes["aria_describedby"] = described_by
    if required:
        attributes["aria_required"] = "true"
    return attributes


def _restart_on(default: Text) -> dict[str, Any]:
    """Start anew when the server's value changes: React reads a default only once."""
    return {"key": default} if isinstance(default, rx.Var) else {}


def _labelled(
    control: rx.Component,
    field_id: str,
    label: Text,
    hint: Text,
    error: Text,
    *,
    required: bool,
    size: Size,
) -> rx.Component:
    return rx.el.div(
        rx.el.label(
            _label_text(label, required=required), html_for=field_id, class_name="field__label"
        ),
        _hint(field_id, hint),
        control,
        _error(field_id, error),
        class_name=_frame_class(error, size),
    )


def text_field(
    name: str,
    label: Text,
    *,
    hint: Text = "",
    error: Text = "",
    required: bool = False,
    default: Text = "",
    kind: str = "text",
    size: Size = "full",
    **props: Any,
) -> rx.Component:
    """Ask one line of text; further props (auto_complete, max_length, id) go to the input."""
    field_id = props.pop("id", name)
    control = rx.el.input(
        id=field_id,
        name=name,
        type=kind,
        default_value=default,
        class_name="utrecht-textbox utrecht-textbox--html-input",
        **_state_of(field_id, hint, error, required=required),
        **_restart_on(default),
        **({"auto_complete": "off", "max_length": 200} | props),
    )
    return _labelled(control, field_id, label, hint, error, required=required, size=size)


def email_field(name: str, label: Text = "E-mailadres", **props: Any) -> rx.Component:
    """Ask an e-mail address, as text: the server judges it and says so in Dutch."""
    defaults: dict[str, Any] = {
        "input_mode": "email",
        "auto_complete": "email",
        "spell_check": False,
    }
    return text_field(name, label, **(defaults | props))


def phone_field(name: str, label: Text = "Telefoonnummer", **props: Any) -> rx.Component:
    """Ask a phone number as people write it."""
    return text_field(name, label, kind="tel", **({"auto_complete": "tel"} | props))


def postcode_field(name: str, label: Text = "Postcode", **props: Any) -> rx.Component:
    """Ask a postcode, four digits or in full."""
    defaults: dict[str, Any] = {"auto_complete": "postal-code", "max_length": 10, "size": "short"}
    return text_field(name, label, **(defaults | props))


def number_field(name: str, label: Text, **props: Any) -> rx.Component:
    """Ask digits, typed as text: no arrows that change a value by scrolling."""
    defaults: dict[str, Any] = {"input_mode": "numeric", "max_length": 20, "size": "short"}
    return text_field(name, label, **(defaults | props))


def date_field(name: str, label: Text, **props: Any) -> rx.Component:
    """Ask a day, typed as dd-mm-jjjj."""
    defaults: dict[str, Any] = {
        "hint": "dd-mm-jjjj",
        "input_mode": "numeric",
        "max_length": 10,
        "size": "short",
    }
    return text_field(name, label, **(defaults | props))


def code_field(name: str = "code", label: Text = "Code", **props: Any) -> rx.Component:
    """Ask a one-time code from an authenticator app."""
    defaults: dict[str, Any] = {
        "input_mode": "numeric",
        "auto_complete": "one-time-code",
        "max_length": 12,
        "size": "code",
    }
    return text_field(name, label, **(defaults | props))


def password_field(
    name: str = "password", label: Text = "Wachtwoord", *, new: bool = False, **props: Any
) -> rx.Component:
    """Ask a password; pasting and password managers work."""
    autocomplete = "new-password" if new else "current-password"
    return text_field(name, label, kind="password", **({"auto_complete": autocomplete} | props))


def text_area(
    name: str,
    label: Text,
    *,
    hint: Text = "",
    error: Text = "",
    required: bool = False,
    default: Text = "",
    **props: Any,
) -> rx.Component:
    """Several lines of text."""
    field_id = props.pop("id", name)
    control = rx.el.textarea(
        id=field_id,
        name=name,
        default_value=default,
        class_name="utrecht-textarea utrecht-textarea--html-textarea",
        **_state_of(field_id, hint, error, required=required),
        **_restart_on(default),
        **({"rows": "4", "max_length": 2000} | props),
    )
    return _labelled(control, field_id, label, hint, error, required=required, size="full")


def select_field(
    name: str,
    label: Text,
    options: Options,
    *,
    hint: Text = "",
    error: Text = "",
    required: bool = False,
    default: Text = "",
    size: Size = "full",
    **props: Any,
) -> rx.Component:
    """One of a list; give ("", "Maak een keuze") first when nothing is chosen yet.

    A filter that changes at once takes `value` instead of `default`: it follows the State and keeps
    the focus.
    """
    field_id = props.pop("id", name)
    if "value" not in props:
        props["default_value"] = default
    control = rx.el.select(
        _each(options, lambda value, text: rx.el.option(text, value=value)),
        id=field_id,
        name=name,
        class_name="utrecht-select utrecht-select--html-select",
        **_state_of(field_id, hint, error, required=required),
        **_restart_on(default),
        **props,
    )
    return _labelled(control, field_id, label, hint, error, required=required, size=size)


def _each(options: Options, draw: Any) -> rx.Component:
    if isinstance(options, rx.Var):
        return rx.foreach(options, lambda option: draw(option[0], option[1]))
    return rx.fragment(*[draw(value, text) for value, text in options])


def radio_field(
    name: str,
    label: Text,
    options: Options,
    *,
    hint: Text = "",
    error: Text = "",
    required: bool = False,
    default: Text = "",
    **props: Any,
) -> rx.Component:
    """One of a few, all in view."""

    def choice(value: Any, text: Any) -> rx.Component:
        control = rx.el.input(
            type="radio", name=name, value=value, default_checked=default == value, **props
        )
        return rx.el.label(control, rx.el.span(text), class_name="choice")

    described_by = _described_by(name, hint, error)
    return rx.el.fieldset(
        rx.el.legend(_label_text(label, required=required), class_name="field__label"),
        _hint(name, hint),
        _each(options, choice),
        _error(name, error),
        aria_describedby=described_by,
        class_name=_frame_class(error, "full"),
        **_restart_on(default),
    )


def checkbox_field(
    name: str,
    label: Any,
    *,
    hint: Text = "",
    error: Text = "",
    required: bool = False,
    default: Flag = False,
    **props: Any,
) -> rx.Component:
    """Yes or no; a State form hands over a bool, a native form "on" or nothing."""
    field_id = props.pop("id", name)
    restart = {"key": default.to_string()} if isinstance(default, rx.Var) else {}
    control = rx.el.input(
        type="checkbox",
        id=field_id,
        name=name,
        default_checked=default,
        **_state_of(field_id, hint, error, required=required),
        **restart,
        **props,
    )
    text = _label_text(label, required=required) if isinstance(label, str) else label
    return rx.el.div(
        rx.el.label(control, rx.el.span(text), html_for=field_id, class_name="choice"),
        _hint(field_id, hint),
        _error(field_id, error),
        class_name=_frame_class(error, "full"),
    )


def file_field(
    name: str, label: Text, *, accept: str, hint: Text = "", error: Text = ""
) -> rx.Component:
    """Choose a file; only in an `upload_form`."""
    control = rx.el.input(
        id=name,
        name=name,
        type="file",
        accept=accept,
        class_name="utrecht-textbox utrecht-textbox--html-input",
        **_state_of(name, hint, error, required=True),
    )
    return _labelled(control, name, label, hint, error, required=True, size="full")


def filter_field(
    label: Text, *, on_change: Any, id: str, default: Text = "", **props: Any
) -> rx.Component:
    """Filter while typing: one event a key press, since an answer comes sooner than the next."""
    return text_field(id, label, id=id, default=default, on_change=on_change, **props)


def filter_dates(
    *, on_from: Any, on_to: Any, id: str, default_from: Text = "", default_to: Text = ""
) -> rx.Component:
    """Filter on a period of due dates; the fields are `<id>-from` and `<id>-to`."""
    options: dict[str, Any] = {"hint": "", "placeholder": "dd-mm-jjjj"}
    start, end = f"{id}-from", f"{id}-to"
    return rx.fragment(
        date_field(start, "Uitgerekend tussen", on_change=on_from, default=default_from, **options),
        date_field(
            end, "en", on_change=on_to, default=default_to, aria_label="tot en met", **options
        ),
    )


def filter_group(legend: Text, *fields: rx.Component) -> rx.Component:
    """Group the filters of one table: a search field first, then a period."""
    return rx.el.fieldset(rx.el.legend(legend), *fields)


def filters(*groups: rx.Component) -> rx.Component:
    """Stand the filters of a page side by side, under each other on a phone."""
    return rx.el.div(*groups, class_name="filters")


def form(*children: Any, **props: Any) -> rx.Component:
    """Hand the fields to a State handler: `on_submit=State.send`.

    Pressed before the page is live, such a form would put what was typed in the address; outside
    a dialog the method "dialog" sends nothing anywhere.
    """
    return rx.el.form(
        *children,
        no_validate=True,
        method="dialog",
        class_name=props.pop("class_name", "form"),
        **props,
    )


def button_row(*buttons: rx.Component) -> rx.Component:
    """Stand the buttons of a form side by side, the primary one first."""
    return rx.el.div(*buttons, class_name="form__buttons")


def required_note(text: Text = "Velden met een * zijn verplicht.") -> rx.Component:
    """Explain the star once, above the fields."""
    return rx.el.p(text, class_name="muted")


def passkey_button(label: Text, options: Text, *, look: Look = "secondary") -> rx.Component:
    """Ask for a passkey; `assets/passkeys.js` puts the answer in the form and sends it."""
    return rx.fragment(
        rx.el.input(type="hidden", name="passkey", default_value=""),
        button(label, look=look, icon_name="key", custom_attrs={"data-passkey": options}),
    )
