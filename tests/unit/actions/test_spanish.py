"""Spanish in the actions: short answers, words that are put together, and one conversation."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions.attendance import delay
from actions.hearing import Heard
from actions.opening import asks_about
from actions.wording import choices, day, listed, when

YES = """
    si
    sí
    sí claro
    Sí, por favor
    claro que sí
    vale
    dale
    está bien
    de acuerdo
    ok gracias
    perfecto
    me parece bien
    correcto
    así es
    bueno, está bien
    sí, resérvela
    confirmo
    adelante
"""
NO = """
    no
    no gracias
    mejor no
    no, esa no
    para nada
    ninguna
    claro que no
    no, está mal
    todavía no
    creo que no
"""
STOP = """
    olvídelo
    Olvídalo por favor
    ya no
    ya no quiero
    cancelar
    cancélelo
    no importa, gracias
    déjelo así
    cambié de opinión
    mejor no, déjelo
    ahora no
    lo voy a pensar
    nada, olvídelo
    olvídelo, lo voy a pensar
"""
NOW = datetime(2026, 11, 30, 9, 30, tzinfo=ZoneInfo("America/New_York"))


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("text", lines(YES))
def test_is_a_yes_when_it_is_said_in_spanish(text: str) -> None:
    assert Heard(text).yes_or_no() is True


@pytest.mark.parametrize("text", lines(NO))
def test_is_a_no_when_it_is_said_in_spanish(text: str) -> None:
    assert Heard(text).yes_or_no() is False


@pytest.mark.parametrize("text", lines(STOP))
def test_stops_when_it_is_said_in_spanish(text: str) -> None:
    assert Heard(text).is_stop()


@pytest.mark.parametrize(
    "text", ["cancelar mi cita", "ya no puedo el martes", "no puedo ir", "para el lunes", "la primera"]
)
def test_goes_on_when_spanish_says_more(text: str) -> None:
    assert not Heard(text).is_stop()
    assert Heard(text).yes_or_no() is None


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("la primera", 1), ("la segunda por favor", 2), ("el tercero", 3), ("la 2", 2), ("opción 3", 3), ("dos", 2),
        ("la 2 xfa", 2),
        ("quiero la 1", 1), ("la última", 3), ("la del medio", 2), ("la más temprano", 1), ("cualquiera", 1),
        ("me quedo con la segunda", 2), ("la de las 3", None), ("otro día", None), ("el primero de diciembre", None),
    ],
)  # fmt: skip
def test_picks_from_three_when_it_is_said_in_spanish(text: str, picked: int | None) -> None:
    assert Heard(text).number(3) == picked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("más tarde", "later"), ("algo más temprano", "earlier"), ("otro día", "other_day"), ("otra hora", "other"),
        ("con otra doctora", "doctor"), ("en otra clínica", "place"), ("ninguna de esas", "other"),
        ("no me sirven", "other"),
        ("¿hay más?", "other"), ("el martes", None),
    ],
)  # fmt: skip
def test_wishes_for_something_else_when_it_is_said_in_spanish(text: str, kind: str | None) -> None:
    assert Heard(text).alternative() == kind


def test_hears_the_rest_of_what_forms_ask_in_spanish() -> None:
    assert Heard("lo antes posible").is_any_time()
    assert Heard("lo antes posible").alternative() is None
    assert Heard("lo más pronto posible, por favor").alternative() is None
    assert not Heard("my daughter Jody").is_rude()
    assert Heard("con quien sea").is_any_doctor()
    assert Heard("omitir").is_skip()
    assert Heard("prefiero no decirlo").is_skip()
    assert Heard("prefiero no dar ese dato").is_skip()
    assert Heard("no la quiero dar").is_skip()
    assert Heard("skip por favor").is_skip()
    assert Heard("¿puedo ir con mi esposa?").relative() is None
    assert Heard("es para mí").is_myself()
    assert Heard("es para mi hija").relative() == ("child", "hija")
    assert Heard("para mi mamá").relative() == ("parent", "mama")
    assert Heard("es para otra persona").relative() == ("other", "")
    assert Heard("las dos").wants_all()
    assert Heard("no estoy segura").is_not_sure()
    assert Heard("son unos inútiles").is_rude()
    assert Heard("dentro de dos años").is_years_away()


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("llego 15 minutos tarde", 15), ("media hora", 30), ("una hora", 60), ("un cuarto de hora", 15), ("tardo 20", 20)],
)
def test_hears_a_delay_when_it_is_said_in_spanish(text: str, minutes: int) -> None:
    assert delay(text) == minutes


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("¿a qué hora abren?", ["hours"]), ("¿cuál es la dirección?", ["address"]), ("¿cuánto cuesta?", ["price"]),
        ("¿hay estacionamiento?", ["parking"]), ("¿aceptan mi seguro?", ["insurance"]),
        ("¿puede venir conmigo mi hijo?", ["company"]),
        ("¿cómo llego?", ["directions"]), ("deme el teléfono", ["phone"]), ("¿abren en abril?", ["hours"]),
    ],
)  # fmt: skip
def test_knows_what_a_question_is_about_when_it_is_asked_in_spanish(text: str, topics: list[str]) -> None:
    assert asks_about(text) == topics


def test_words_days_and_lists_as_spanish_does() -> None:
    tuesday = NOW.replace(month=12, day=1, hour=14, minute=0)

    assert when(tuesday, NOW, "es") == "mañana (martes 1 dic) a las 2:00 pm"
    assert when(tuesday.replace(day=5, hour=13), NOW, "es") == "sábado 5 dic a la 1:00 pm"
    assert day(NOW, NOW, "es") == "hoy"
    assert listed(["Dr. Lee", "Ana", "Ines"], "es") == "Dr. Lee, Ana e Ines"
    assert choices(["1", "2", "3"], "es") == "1, 2 o 3"
