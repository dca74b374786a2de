"""The words of time in Spanish: what they are in English, numbers, and the spellings of text messages.

Everything is written without accents, for that is how it is texted; "manana" is both tomorrow and the morning.
"""

from __future__ import annotations

# Words that mean the same wherever they stand, by the English word.
_NOUNS = """
    monday = lunes lun lune lnes
    tuesday = martes mart marte matres mates
    wednesday = miercoles mierc mier mie miercole miecoles mircoles miercols miercles
    thursday = jueves jue juev juebes jueve jeuves
    friday = viernes vie vier viern biernes vierne virnes viermes
    saturday = sabado sab sabados savado sabdo zabado
    sunday = domingo dom domingos domigo dmingo domnigo
    january = enero ene
    february = febrero febr
    march = marzo
    april = abril abr
    may = mayo
    june = junio
    july = julio
    august = agosto
    september = septiembre setiembre septiembr septbre setbre
    october = octubre octbre
    november = noviembre novbre
    december = diciembre dic dicbre diciembr
    today = hoy hoi oy
    yesterday = ayer
    minute = minuto minutos minutitos
    hour = hora horas hrs hs hora's
    day = dia dias
    week = semana semanas sem semna
    month = mes meses
    year = ano anos
    weekend = finde fds findes finsemana
    spring = primavera
    summer = verano
    autumn = otono
    winter = invierno
    first = primer primero primera
    second = segundo segunda
    third = tercer tercero tercera
    fourth = cuarta
    last = ultimo ultima ultimos ultimas
    christmas = navidad navidades
    now = ahora ahorita horita
    this = este esta estos estas
    next = siguiente siguientes
    before = prev
    midnight = medianoche
    noon = mediodia
    am = am
    pm = pm
    busy = ocupado ocupada
    unavailable = indisponible
"""
NOUNS = {
    spanish: english
    for english, _, several in (line.partition(" = ") for line in map(str.strip, _NOUNS.splitlines()) if line)
    for spanish in several.split()
}
SPELLINGS_ES = {
    **dict.fromkeys("mnn mna mnna maana manan manhana manana's mannana mnana".split(), "manana"),
    **dict.fromkeys("xq pq porke".split(), "porque"),
    **dict.fromkeys("ke k q".split(), "que"),
    **dict.fromkeys("dsps despues dps despuess".split(), "despues"),
    **dict.fromkeys("trade tardes tardecita".split(), "tarde"),
    **dict.fromkeys("noches nochecita".split(), "noche"),
    **dict.fromkeys("mananas mananita".split(), "mananas"),
    **dict.fromkeys("prox proxima proximos proximas prximo".split(), "proximo"),
    **dict.fromkeys("xa pa".split(), "para"),
    "tempranito": "temprano", "x": "por", "pasadomanana": "pasado manana", "entresemana": "entre semana", "aqui": "aca",
}  # fmt: skip

UNITS_ES = {
    word: number
    for number, word in enumerate(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
        "dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
        "veintiocho veintinueve".split()
    )
} | {"veintiun": 21, "veintiuna": 21}
TENS_ES = {
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90
}  # fmt: skip
