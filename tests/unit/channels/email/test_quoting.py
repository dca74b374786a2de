"""What is taken for old words, and what never is."""

from __future__ import annotations

import time

import pytest

from channels.email.markup import words
from channels.email.quoting import written


@pytest.mark.parametrize(
    "kept",
    [
        "From: my house it takes 20 minutes",
        "De: nada",
        "On Monday I wrote:\nplease move it",
        "On 3/4 the nurse wrote:\ntake two",
        "The doctor said: rest",
        "I want\n- the first\n- or the second",
        "To: be or not",
        "Sent my form yesterday",
        "Disclose nothing",
        "3 > 2",
        "See you -- thanks",
        "El médico me escribió: venga",
    ],
)
def test_words_stay_when_they_only_look_like_furniture(kept: str) -> None:
    assert written(kept) == kept


@pytest.mark.parametrize(
    "furniture",
    [
        "On Mon, 23 Nov 2026 at 10:02, <desk@clinic.example> wrote:\n> old",
        "2026-11-23 10:02 GMT-05:00 Harbor Clinic <desk@clinic.example>:\n> old",
        "Harbor Clinic <desk@clinic.example> wrote:\n> old",
        "Harbor Clinic wrote:\n> old",
        "El 23/11/2026 a las 10:02, Harbor Clinic escribió:\n\n> old",
        "---------- Forwarded message ---------\nFrom: x",
        "---------- Mensaje reenviado ----------\nDe: x",
        "Begin forwarded message:\n\nFrom: x",
        "*De:* Harbor Clinic\n*Enviado:* lunes\n*Para:* Ana\n*Asunto:* Cita\n\nold",
        "De: Harbor Clinic\nFecha: lunes\nPara: Ana\nold",
        "________________________________\n\nDe: a\nEnviado: b\nPara: c\nold",
        "-- \nAna\n+1 555 0101",
        "Sent from my Samsung Galaxy smartphone.",
        "Sent from Yahoo Mail for iPhone",
        "Sent from Outlook for iOS<https://aka.ms/o0ukef>",
        "Get Outlook for iOS",
        "Obtener Outlook para Android",
        "Enviado desde mi Huawei",
        "Enviado desde Correo para Windows",
        "Enviado con Gmail Mobile",
        "AVISO DE CONFIDENCIALIDAD: este correo",
        "Aviso legal: este mensaje",
    ],
)
def test_furniture_goes_when_it_follows_the_words(furniture: str) -> None:
    assert written(f"La segunda, por favor.\n\n{furniture}\n") == "La segunda, por favor."


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("a<br/>b<br>c", "a\nb\nc"),
        ("3 < 4 &amp; 5 &gt; 2 &nbsp;ok", "3 < 4 & 5 > 2 ok"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("<style>x{}</style><script>if (a<b) {}</script>words", "words"),
        ("<!-- <p>hidden</p> -->seen", "seen"),
        ("<blockquote>old</blockquote>new", "new"),
        ('<div class="gmail_quote gmail_quote_container">old</div>new', "new"),
        ('new<div id="divRplyFwdMsg">old</div>old too', "new"),
        ("<b>never closed", "never closed"),
        ("</p></p>stray", "stray"),
        ("&#99999999999999999999;&#x110000000;kept", "kept"),
        ("", ""),
    ],
)
def test_markup_gives_its_words_when_it_is_read(markup: str, shown: str) -> None:
    assert words(markup) == shown


@pytest.mark.parametrize("piece", ["<a", "<br ", "<!--", "</", "<b>", "<?", "<script>", '<a x="', "&#x", "<![CDATA["])
def test_reading_takes_a_moment_when_the_markup_never_ends(piece: str) -> None:
    began = time.process_time()
    words(piece * (200_000 // len(piece)))

    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "line",
    [
        "On 1:00 wrote:\n> a\n",
        "On \n",
        "From: a\n",
        "x <@@@@@@@@ wrote:\n",
        "-",
        "_" * 32 + "\n",
        "sent from a a a\n",
        ">",
    ],
)
def test_reading_takes_a_moment_when_everything_looks_old(line: str) -> None:
    began = time.process_time()
    written(line * (200_000 // len(line)))

    assert time.process_time() - began < 5
