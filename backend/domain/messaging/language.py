"""Which language a patient writes in: from the message itself, and from what they ask for.

Words that only one language has count; a text without any ("ok", "2", "no") stays in the language of the conversation.
Names do not count, nor does a word that both languages have. People leave accents out on a telephone, so the words are
compared without them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

type Language = Literal["en", "es"]

LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")

_SURE: Final = 1.0
_HINT: Final = 0.4
_ENOUGH: Final = 0.8
"""One word that is surely of a language, or two that look like it."""

_SPANISH: Final = frozenset(
    """
    abajo abierta abierto ablar abrazo abren abril abrir acabo acepta aceptan acepto acomoda acuerdo adelantar adios
    afirmativo agenda agendar agenden agosto agradece agradezco ahi ahora algo alguien algun alguna alguno alla alli
    amable ambas ambos ambulancia analisis anda anterior antes anular anule apellido aplazar apuntar apunteme aqui
    arriba aseguranza asi atienden atras aunque auxilio avisar aviso ayer ayuda ayudame ayudan ayudar ayudarme
    ayudeme bastante bien borrar buen buenas bueno buenos buscame cabeza cada cambiar cambiarla cambiarlo cambie
    cambio cancela cancelar cancelarla cancele cancelen cancelo centro cerca cercana cerrar chao chiste cierran
    cinco cita citas claro clinica comigo confirmada confirmar confirme confirmo conmigo conseguir consulta
    consultorio conviene correcto creo cual cuales cualquier cualquiera cuando cuanta cuanto cuantos cuarta cuarto
    cuatro cuenta cuentame cuesta cuestan cuidese da dale dame dejalo deje dejo demasiado deme demoro dentista
    desmayo despues dia dias diciembre dientes diez digame digan dijeron dijo dios direccion disculpa disculpe
    disculpen disponible disponibles doctora doctores doler dolor domingo donde dra duda duele duelen elijo ellos
    embarazada emergencia enero enferma enfermo entiendo entonces entrada entre equivocado eres esa escojo ese eso
    esos espalda espanol esperen esposa esposo esta estaba estacionamiento estamos estan estara estare estas este
    esto estos estoy estuve exacto examen favor febrero fecha fiebre fue fui garganta gracias gusta gustaria haber
    habla hablan hablar hable hableme hablo habra hace hacen hacer hacerme hacia haga hagalo hago hasta hay hecho
    hermana hermano hice hija hijo hijos hizo hola hora horario horarios horas hoy hubiera hueco huecos humano igual
    imprevisto ingles interesa interprete ir ire jueves junio junto kabeza ke kiero kuando lejos libre libres
    limpieza lista listo llama llamada llamar llame llamen llamenme llamo llega llegan llegando llegar llegare llego
    llegue lleno lleva llevo luego lugar lunes manana mandame mande martes marzo medianoche medico mediodia mejor
    menos mes mientras miercoles minutos mio misma mismo mnn momento moverla moverlo mucha muchas mucho muchos muela
    mueve muy nacimiento nacio nada nadie necesita necesitamos necesitaria necesito nesesito ninguna ninguno nino
    ninos noche nombre nosotros noviembre nuestra nuestro nueva nueve nuevo numero nunca ocho octubre ocupo ojos
    olvidalo olvide olvidelo opinion otra otras otro otros parece parecen partir pasado pasame paseme pastillas
    pecho pediatra pedir perdi perdon perdone perfecto pero persona personas piel pienso podemos poder podria
    podrian ponga pongame porfa porfavor porq porque posible posponer preferiria prefiero pregunta presion primera
    primero proxima proximo prueba pude pueda puedan puede pueden puedo pues puesto punto que queda quedamos
    quedarme quedarse quedo quien quiere quieren quiero quince quinta quisiera quisieran quitar quiten razon
    reagendar reagenden recepcion receta recibido recuerda reprogramar reserva reservada reservar reserven respirar
    retrasar retraso revision rodilla sabado sabe saber sacar salgo saludos sangrando sangre segunda segundo seis
    semana semanas senor senora septiembre ser sera servicio setiembre siempre siento siete sigue siguen siguiente
    siquiera sirve sita sola somos soy sus suya tambien tampoco tan tanto tardare tarde tardes tardo tarjeta tbn
    telefono temprano tenemos tener tenga tengo tenia tenido tercera tiene tienen tmb toca todas todavia todo todos
    tomar tos trabajan traductor trae traer tras trde treinta turno turnos ultima ultimo una unas unos urgente usted
    ustedes va vacuna vamos vaya veces veinte vendo vendre vengo venir ver verdad verla verlo vez viene vienes
    viernes vivo voy xfa xfavor yego
    """.split()
)  # fmt: skip
_PERHAPS_SPANISH: Final = frozenset(
    """
    abuela abuelo al buena casa como con cosa cual dan de del dice dos el ella en entre era es fin julio la las le
    les lo los madre mama mando mas mayo me mi mia mis mover nena ni nos o pa padre papa para pie por real rio san
    santa santo se sea seguro seria si sin sobre solo son su tal te tia tio tres tu un vale van vista y ya yo
    """.split()
)  # fmt: skip
_ENGLISH: Final = frozenset(
    """
    a about after afternoon again all also am an and any anyone anything appointment appointments appt appts are
    around as ask at available away back bad be because been before being best better between big book booked
    booking both bring but by calendar call calling came can cancel cannot cant care change check checkup cleaning
    clinic close closed come coming could couldn couldnt cover covered daughter day days did didnt different do
    doctor's does doesnt doing done dont down each earlier earliest early eight either else end english evening
    every everything eye father feel feeling few find fine first five for forget four free friday from get getting
    give go going gonna good got great guide had has have having he hear hello help her here hers hi him his hold
    home hour hours how hurt hurts husband i id if ill im in instead insurance into is isnt it its ive just keep
    know last late later left let lets like little live ll look looking lot made make many march may maybe me mean
    meet mine minute minutes monday month more morning most mother move much my myself name near need needs never
    new next night nine no not nothing now number of off office old on one only open or other our out over park
    parking pay people person phone place play please pls plz possible probably put question quite re read ready
    really reschedule right running said same saturday saw say schedule second see seen sent set seven she shot
    should show six skip so some someone something somewhere son soon sooner sorry spanish speak still stop sunday
    sure take taking talk tell ten test than thank thanks that thats the their them then therapist there these they
    thing think this those three through thursday thx time times tmr tmrw to today together told tomorrow tonight
    too took tooth try trying tuesday two u under until up upcoming ur us use very visit wait walk want wanted wants
    was wasnt way we wednesday week weekend weeks well went were what whats when whenever where which while who
    whole why wife will with without won wont work works would wouldnt wrong yeah year yep yes yesterday yet you
    your youre
    """.split()
) - {"a", "no", "he", "has", "me", "come", "u", "once", "march", "may", "son", "ten"}  # Spanish has these too.

_KNOWN: Final = _SPANISH | _PERHAPS_SPANISH | _ENGLISH
_IN_NAMES: Final = frozenset("de del el la las los san santa santo y o rio casa buena mesa".split())
_LONG: Final = 4
_SHAPE: Final = re.compile(
    "(?:[ao]s?|cion(?:es)?|mente|iendo|[ai]r|[aei]r(?:me|se|te|l[aeo]s?)|[aei]mos|[aei](?:me|le|los|las)|ieron|aron)$"
)
_MARKS: Final = re.compile(r"[¿¡]|\b(?:las?|el|del|los|entre) \d{1,2}\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-ZÀ-Ü]\w+(?: (?:[Dd]e|[Ll]a|[Dd]el|[Ll]os|[Yy]|[A-ZÀ-Ü]\w+))*")

_ENGLISH_ASKED: Final = re.compile(
    r"\b(?:(?:in|speaks?|to|use|prefer|want) english|english (?:please|pls|plz|only|version)"
    r"|(?:en|habla[ns]?|hablar|hable|a|prefiero) ingles|ingles (?:por favor|porfa)|(?:dont|do not|cant|no) (?:speak"
    r"|understand|read|know|hablo|entiendo) (?:spanish|espanol))\b|^(?:english|ingles)$"
)
_SPANISH_ASKED: Final = re.compile(
    r"\b(?:(?:in|speaks?|to|use|prefer|want) spanish|spanish (?:please|pls|plz|only|version|por favor)"
    r"|(?:en|habla[ns]?|hablar|hable|hablo|a|prefiero|solo) (?:espanol|castellano)|espanol (?:por favor|porfa|please)"
    r"|(?:dont|do not|cant|no) (?:speak|understand|read|know|hablo|entiendo|se) (?:much |mucho )?(?:english|ingles))\b"
    r"|^(?:spanish|espanol|castellano)$"
)
_NO_SPANISH: Final = re.compile(r"\bno (?:hablo|entiendo|se) (?:espanol|castellano)\b")
# "A doctor who speaks Spanish" is a wish about the doctor, "how do you say it in Spanish" about nothing of ours.
_OF_SOMETHING_ELSE: Final = re.compile(
    r"\b(?:say|said|phrase|word|doctors?|doctora|dr|dentists?|dentista|medico|nurses?|therapists?|pediatrician|practitioners?|providers?"
    r"|speaking|staff|forms?|papers?|records?)\b"
)
_LONGEST_WISH: Final = 8
_ABOUT_LANGUAGES: Final = frozenset(
    """
    a ahi algo alguien also am and answer anybody anyone aqui bad better buenas bueno buenos but can cant castellano
    conmigo conteste contesteme continue could de dias disculpa disculpe do does dont en english entiendo escriba
    escribame escribirme espanol esto facil favor gracias gustaria habla hablan hablar hablarme hable hablo hello
    here hey hi hola i if im in ingles is it its just know language like lo mas me mejor mi much mucho muy my need
    no not now ok okay only or oye par perdon perdone pero please pls plz poco podemos por porfa posible possible
    prefer preferiria prefiero puede pueden puedes que quiero quisiera read reply responda respondame se seguimos
    seguir senor senorita si solo some sorry spanish speak speaking speaks switch talk tardes text thank thanks that
    then there this to understand use usted ustedes want we well with would write y ya yes yo you your
    """.split()
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of a message; `asked` when it asks for that language and for nothing else."""

    language: Language
    asked: bool = False


def spoken(text: str, usual: Language) -> Spoken:
    """The language of a message; `usual`, the conversation's, when it says too little. What is asked for decides."""
    asked = _asked_for(text)
    if asked is not None:
        return Spoken(asked, asked=_ABOUT_LANGUAGES.issuperset(_words(text)))
    spanish, english = _evidence(text)
    if spanish == english or max(spanish, english) < _ENOUGH:
        return Spoken(usual)
    return Spoken("es" if spanish > english else "en")


def language_of(locale: str) -> Language:
    """The language of a locale such as "es-MX"; English for one that is not spoken here."""
    return "es" if locale.partition("-")[0] == "es" else "en"


def _asked_for(text: str) -> Language | None:
    """The language a short message asks to be answered in: "in english please", "habla español?"."""
    plain = " ".join(_words(text))
    if len(plain.split()) > _LONGEST_WISH or _OF_SOMETHING_ELSE.search(plain):
        return None
    if _NO_SPANISH.search(plain):
        return "en"
    if _SPANISH_ASKED.search(plain):
        return "es"
    return "en" if _ENGLISH_ASKED.search(plain) else None


def _evidence(text: str) -> tuple[float, float]:
    """How much in a text is Spanish, and how much English."""
    words = _words(_NAME.sub(" ", text))
    english = _SURE * sum(word in _ENGLISH for word in words)
    spanish = _SURE * (sum(word in _SPANISH for word in words) + len(_MARKS.findall(text)))
    small = [word for word in words if word in _PERHAPS_SPANISH]
    # "Maria de la Cruz" is a name, and so may be "garcia": beside "me" or "se" they are Spanish.
    if spanish or not _IN_NAMES.issuperset(small):
        shaped = [word for word in words if word not in _KNOWN and len(word) >= _LONG and _SHAPE.search(word)]
        spanish += _HINT * (len(small) + len(shaped))
    return spanish, english


def _words(text: str) -> list[str]:
    """The words in lower case, without accents and apostrophes."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
    return [word.replace("'", "").replace("\u2019", "") for word in _WORD.findall(plain)]
