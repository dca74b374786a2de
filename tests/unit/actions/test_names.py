"""Names of persons as patients give them."""

from __future__ import annotations

import pytest

from actions.names import person_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("its maria dolores o'brien-smith", ("Maria Dolores", "O'Brien-Smith")),
        ("my name is john smith", ("John", "Smith")),
        ("Jane Doe", ("Jane", "Doe")),
        ("doe, jane", ("Jane", "Doe")),
        ("hi this is bob jones, need a checkup", ("Bob", "Jones")),
        ("im Ana de la Cruz and i need an appointment", ("Ana", "de la Cruz")),
        ("jan van der berg", ("Jan", "van der Berg")),
        ("first name ana last name diaz", ("Ana", "Diaz")),
        ("mary mcdonald, dob 3/4/80", ("Mary", "McDonald")),
        ("for my son Leo Park", ("Leo", "Park")),
        ("John A. Smith", ("John A", "Smith")),
        ("MARIA GARCIA", ("Maria", "Garcia")),
        ("josé garcía", ("José", "García")),
        ("sean o’neill please", ("Sean", "O'Neill")),
        ("june may", None),
        ("Theresa May", ("Theresa", "May")),
        ("john s m i t h", ("John", "Smith")),
        ("smith s-m-i-t-h", ("Smith", "")),
        ("m-a-r-i-a lopez", ("Maria", "Lopez")),
        ("t for tango i m", ("Tim", "")),
        ("maria", ("Maria", "")),
        ("ugh fine, Boris Kettleworth", ("Boris", "Kettleworth")),
        ("Nathaniel Fine", ("Nathaniel", "Fine")),
        ("李小龙", ("李小龙", "")),
    ],
)
def test_name_is_taken_when_one_is_given(text: str, name: tuple[str, str] | None) -> None:
    assert person_name(text) == name


@pytest.mark.parametrize(
    "text",
    ["", "yes", "no thanks", "tomorrow at 3", "i want to book", "i'm free tuesday", "i am in pain", "what for?",
     "do you need my name", "dr lee", "looking for a dentist", "555 1234", "it hurts", "🙂",
     "2 pm please", "quarter past 2", "earliest", "runny nose", "Headache and fever"],
)  # fmt: skip
def test_no_name_is_taken_when_the_text_says_something_else(text: str) -> None:
    assert person_name(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("me llamo Maria Dolores O'Brien-Smith", ("Maria Dolores", "O'Brien-Smith")),
        ("soy jose luis", ("Jose Luis", "")),
        ("soy jose luis garcia", ("Jose Luis", "Garcia")),
        ("mi nombre es juan carlos perez lopez", ("Juan Carlos", "Perez Lopez")),
        ("a nombre de Ana Ruiz", ("Ana", "Ruiz")),
        ("a nombre de ana ruiz por favor", ("Ana", "Ruiz")),
        ("me llamo maria garcia lopez", ("Maria", "Garcia Lopez")),
        ("hola soy Lucía Fernández", ("Lucía", "Fernández")),
        ("hola buenas tardes me llamo rosa maria ortega", ("Rosa Maria", "Ortega")),
        ("buenos días, mi nombre es Pedro Núñez", ("Pedro", "Núñez")),
        ("maría del carmen soto", ("María del Carmen", "Soto")),
        ("me llamo maría del carmen soto", ("María del Carmen", "Soto")),
        ("soy la señora Gómez", ("Gómez", "")),
        ("el nombre es luis de la cruz", ("Luis", "de la Cruz")),
        ("mi nombre completo es Andrés Felipe Mejía Torres", ("Andrés Felipe", "Mejía Torres")),
        ("es para mi hijo Mateo Rivas", ("Mateo", "Rivas")),
        ("para mi hija Sofia Rivas", ("Sofia", "Rivas")),
        ("mi hijo se llama Diego Mora", ("Diego", "Mora")),
        ("se llama Diego Mora", ("Diego", "Mora")),
        ("la paciente es carmen vega", ("Carmen", "Vega")),
        ("nombre: Ana, apellido: Ruiz", ("Ana", "Ruiz")),
        ("mi nombre es ana y mi apellido es ruiz", ("Ana", "Ruiz")),
        ("sí, soy Elena Campos", ("Elena", "Campos")),
        ("claro, ramon diaz", ("Ramon", "Diaz")),
        ("ramon diaz porfa", ("Ramon", "Diaz")),
        ("ramon diaz, nacido el 3 de mayo 1990", ("Ramon", "Diaz")),
        ("me llamo ramon diaz y necesito una cita", ("Ramon", "Diaz")),
        ("my name is ramon diaz y necesito una cita", ("Ramon", "Diaz")),
        ("ponla a nombre de julia", ("Julia", "")),
        ("JOSÉ MARÍA VEGA", ("José María", "Vega")),
    ],
)
def test_name_is_taken_when_one_is_given_in_spanish(text: str, name: tuple[str, str]) -> None:
    assert person_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "quiero una cita",
        "el martes por la tarde",
        "no gracias",
        "sí",
        "a las 3",
        "necesito cancelar",
        "lo antes posible",
        "me duele la muela",
        "soy paciente nuevo",
        "cualquier día",
        "no sé",
        "que horas tienen",
        "para mañana",
    ],
)
def test_no_name_is_taken_when_spanish_says_something_else(text: str) -> None:
    assert person_name(text, ("es", "en")) is None


def test_surname_is_missing_when_two_given_names_are_said_in_spanish() -> None:
    assert person_name("jose luis", ("es", "en")) == ("Jose Luis", "")
    assert person_name("maria garcia lopez", ("es", "en")) == ("Maria", "Garcia Lopez")
    assert person_name("maria garcia lopez") == ("Maria Garcia", "Lopez")
