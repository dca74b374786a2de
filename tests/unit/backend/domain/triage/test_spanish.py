"""Emergencies in Spanish, and what only sounds like one."""

from __future__ import annotations

import pytest

from backend.domain.triage.lexicon import lexicons

EMERGENCIES = """
    mi papá se está poniendo morado
    no le llega el aire
    creo que mi bebé se tragó una moneda y no puede respirar
    me aprieta mucho el pecho
    siento un dolor muy fuerte en el pecho que se va al brazo
    tengo el pecho oprimido y sudo frío
    a mi abuelo le está dando un infarto
    mi mamá tiene la mitad de la cara caída
    de repente no puedo mover el brazo derecho
    mi esposa habla raro y se le cae la boca
    no deja de sangrar la herida
    me corté y sale muchísima sangre
    estoy embarazada de 3 meses y estoy sangrando
    vomité sangre esta mañana
    mi hijo está convulsionando
    se desmayó en la cocina
    mi hermano no despierta
    no tiene pulso
    ya no quiero vivir
    pienso en quitarme la vida
    me quiero matar
    estoy pensando en suicidarme
    tomó un frasco entero de pastillas
    mi niña bebió cloro
    creo que tuve una sobredosis
    se me hincha la lengua después de comer cacahuates
    se me está cerrando la garganta
    me picó una abeja y no puedo respirar bien
    lo atropelló un carro
    le dispararon
    llame una ambulancia por favor
    necesito una ambulancia
    es una emergencia
    AUXILIO
    me estoy muriendo
    mi bebé tiene 41 de fiebre
    mi bebe no respira!!
    se golpeó la cabeza y está vomitando
    me rompí la fuente
    rompí fuente y tengo contracciones
    me dio una descarga eléctrica
    me está dando un derrame
    me siento como que me voy a desmayar y me duele el pecho
    mi hija se quiere hacer daño
    no quiero despertar mañana
    dolor fuertísimo en el pecho
    mi marido se está ahogando con carne
    me mordió una víbora
    tengo mucha dificultad para respirar
    mi mamá se cayó por las escaleras y no responde
    creo que estoy teniendo un ataque al corazón
    me falta la respiración y me siento morir
    tengo sangre en el vómito
    mi bebé dejó de respirar
    hay mucha sangre y no sé qué hacer
    se tomó todas las pastillas para dormir
    me quiero quitar la vida
    no le encuentro sentido a vivir
    le está dando una convulsión a mi hija
    se quedó sin respirar
    mi papá no puede hablar y tiene la cara torcida
    estoy sangrando mucho y tengo 8 meses de embarazo
    se está poniendo azul
    me apuñalaron
    me duele el pecho y el brazo izquierdo
    mi hermana se cortó las venas
    ayuda mi hijo se está ahogando
    tengo la garganta cerrada no puedo tragar
    le picó un alacrán a mi niño
    se desmayó y no vuelve en sí
    siento que me muero
    manden una ambulancia a mi casa
    mi abuela está inconsciente
    mi esposo tiene un dolor muy fuerte en el pecho
    tengo ganas de morirme
    me tomé una caja entera de paracetamol
    se electrocutó mi hermano
    no puedo mover las piernas después del accidente
    mi hijo tiene fiebre de 41 y está delirando
    se me está durmiendo medio cuerpo
    mi vecino está tirado en el piso y no se mueve
    quiero desaparecer, ya no aguanto más
"""
HARMLESS = """
    no es una emergencia
    tuve una emergencia familiar y necesito cancelar mi cita
    atienden emergencias?
    tienen servicio de emergencia dental?
    me duele la muela
    me duele la garganta
    me sangran las encías cuando me cepillo
    me muero de hambre
    me muero de ganas de verlos
    tuve un infarto hace dos años y necesito revisión
    mi papá tuvo un derrame el año pasado
    tratan epilepsia? tengo convulsiones desde niño
    necesito un análisis de sangre
    me van a sacar mucha sangre?
    no me duele el pecho
    sin dolor de pecho
    quiero una cita con el cardiólogo
    ya no puedo ir el martes
    no puedo respirar por la nariz, estoy resfriado
    me ahogo de trabajo
    no puedo hablar ahora
    no puedo llegar a las 3
    me mata la espalda
    es urgente por favor, necesito cita
    ayuda
    necesito ayuda
    mi perro se murió y no puedo ir
    se me murió el celular
    me corté el dedo ayer, está bien ya
    mi bebé tiene fiebre de 38
    me duele la cabeza
    se me duermen las manos en la noche
    tengo la cara seca
    vacuna contra la gripe
    prueba de embarazo
    estoy embarazada y quiero una cita
    mi número de emergencia es mi esposa
    cuál es el teléfono de emergencias
    soy Socorro Pérez
    me llamo Consuelo Muerte
    llegaré tarde, choque en la autopista
    hubo un accidente en la carretera y llego tarde
    no quiero vivir lejos de la clínica
    no quiero seguir esperando
    no quiero seguir con la cita
    no aguanto el dolor de muela
    ya no aguanto esperar
    mejor sin mi hijo
    me quiero morir de vergüenza
    quiero matar dos pájaros de un tiro
    me muero por verlos jaja
    tengo sangrado en las encías
    necesito renovar mi receta de la presión
    mi hijo tiene fiebre desde ayer, ¿tienen cita?
    tengo presión alta y quiero un chequeo
    me hicieron un electrocardiograma
    quiero consulta por dolor de espalda
    tengo asma y necesito un inhalador nuevo
    me duele el estómago después de comer
    tengo ansiedad y quiero ver a un psicólogo
    mi hija tiene alergia al polen
    estoy deprimida, quiero hablar con un terapeuta
    me caí hace una semana y me duele la rodilla
    me quemé un poco la mano con la plancha
    me salió un moretón morado
    quiero dejar de fumar
    perdí la cita, se me olvidó
    no me siento bien hoy
    se me cayó un diente
    tengo la boca seca
    corté la llamada
    vi sangre en la pasta de dientes
    mi bebé no duerme
    me dio gripe
    me da miedo la sangre
    se murió mi abuela y no puedo ir
    estoy en la sala de emergencias con mi mamá, no llego a la cita
    amanecí con la garganta cerrada de tanta tos
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("text", lines(EMERGENCIES))
def test_raises_the_alarm_when_somebody_is_in_danger(text: str) -> None:
    alarm = lexicons().find(text)

    assert alarm is not None
    assert alarm.language == "es"


@pytest.mark.parametrize("text", lines(HARMLESS))
def test_stays_calm_when_it_only_sounds_like_danger(text: str) -> None:
    assert lexicons().find(text) is None


@pytest.mark.parametrize("text", ["ya no quiero vivir", "me tome 30 pastillas porque me quiero morir"])
def test_names_self_harm_first_when_there_is_more(text: str) -> None:
    alarm = lexicons().find(text)

    assert alarm is not None
    assert alarm.self_harm
