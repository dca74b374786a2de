"""The pieces that are put into the domain's responses, in both languages; whole sentences are in domain.yml.

One that is said beside a response is here too: how to get on the waitlist, which the backend understands by itself.
"""

from __future__ import annotations

from typing import Final

PHRASES: Final = {
    "en": {
        "the_clinic": "the clinic",
        "any_emergency_number": "your local emergency number",
        "visit_with": "{service} with {practitioner}",
        "for_person": ", for {name}",
        "your_relative": "your {word}'s",
        "somebody_else": "Someone else",
        "free_times": "Free times",
        "our_team": "our team",
        "visits": "visits",
        "closed": "closed",
        "holiday": "holiday",
        "book_appointment": "book a visit",
        "reschedule_appointment": "move a visit",
        "cancel_appointment": "cancel a visit",
        "list_appointments": "see your visits",
        "handoff": "talk to a person",
        "call_back": "have us call you",
        "visit": "book a visit",
        "yes": "Yes",
        "no": "No",
        "find_another_time": "Find another time",
        "cancel_it": "Cancel it",
        "keep_it": "Keep it",
        "waitlist_word": "WAITLIST",
        "waitlist": "Write WAITLIST, and I will text you if a time opens up.",
    },
    "es": {
        "the_clinic": "la clínica",
        "any_emergency_number": "número de emergencias de su zona",
        "visit_with": "{service} con {practitioner}",
        "for_person": ", para {name}",
        "your_relative": "su {word}",
        "somebody_else": "Otra persona",
        "free_times": "Horas libres",
        "our_team": "nuestro equipo",
        "visits": "citas",
        "closed": "cerrado",
        "holiday": "festivo",
        "book_appointment": "reservar una cita",
        "reschedule_appointment": "mover una cita",
        "cancel_appointment": "cancelar una cita",
        "list_appointments": "ver sus citas",
        "handoff": "hablar con alguien",
        "call_back": "que alguien le llame",
        "visit": "reservar una cita",
        "yes": "Sí",
        "no": "No",
        "find_another_time": "Buscar otra hora",
        "cancel_it": "Cancelarla",
        "keep_it": "Dejarla como está",
        "waitlist_word": "LISTA DE ESPERA",
        "waitlist": "Escriba LISTA DE ESPERA y le escribiré si queda una hora libre.",
    },
}


def phrase(name: str, language: str, /, **values: str) -> str:
    """Return a piece in a language, its values filled in."""
    return PHRASES[language][name].format(**values)
