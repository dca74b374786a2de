"""The words around a name, in English and Spanish: what leads to one, what follows one, what is none.

Written without accents and capitals.
"""

from __future__ import annotations


def _phrases(text: str) -> list[list[str]]:
    """Phrases parted by semicolons or lines, the longest first."""
    phrases = (phrase.split() for phrase in text.replace("\n", ";").split(";"))
    return sorted((phrase for phrase in phrases if phrase), key=len, reverse=True)


# What stands before a name.
ENGLISH_LEADS = _phrases("""
    my name is;my name's;my names;my full name is;my name;the name is;the name's;name is;name's;name
    full name;full name is;it is;it's;its;this is;that is;that's;thats;i am;i'm;im;i am called;i'm called
    called;call me;you can call me;they call me;for;under;under the name;under the name of;in the name of
    put it under;book it under;book it for;patient is;patient;patient name;patient's name is;the patient is
    her name is;his name is;her name's;his name's;their name is;my son is;my daughter is
    my son;my daughter;my wife;my husband;my mother;my mom;my mum;my father;my dad;my kid;my child;my baby
    first name;first name is;given name;given name is;hi;hello;hey;hiya;hi there;hello there
    yes;yeah;yep;yup;ya;ok;okay;sure;well;um;umm;uh;er;so;and;sorry;no;oh;of course
    fine;alright;all right;whatever;ugh;argh;jeez;gosh;omg;oh my god;for gods sake;for god's sake
    good morning;good afternoon;good evening;it would be;that would be;mr;mrs;ms;miss;mister;mx;sir;madam;master
    thank you;thanks;brilliant;great;perfect;name and surname;you are speaking with;speaking with;here is
""")
SPANISH_LEADS = _phrases("""
    me llamo;me yamo;mi nombre es;mi nombre;mi nombre completo es;el nombre es;nombre;nombre completo;nombre es
    nombre y apellido;nombre y apellidos;nombre completo es;soy;yo soy;yo me llamo;se llama;a nombre de;al nombre de
    el paciente es;la paciente es;el paciente se llama;la paciente se llama;paciente;para el paciente;de parte de
    es para;para;a mi nombre;ponlo a nombre de;ponla a nombre de;pongalo a nombre de;habla;le habla;te habla;con
    mi hijo;mi hija;mi esposo;mi esposa;mi mujer;mi marido;mi madre;mi padre;mi mama;mi papa;mi bebe;mi nino;mi nina
    mi abuela;mi abuelo;mi hermano;mi hermana;el nombre de mi hijo es;el nombre de mi hija es
    su nombre es;hola;buenas;buenos dias;buenas tardes;buenas noches;buen dia;si;claro;claro que si;bueno;pues;este;es
    senor;senora;senorita;sr;sra;srta;el senor;la senora;por supuesto;con gusto;de;ella se llama;el se llama
""")
LEADS = sorted([*ENGLISH_LEADS, *SPANISH_LEADS], key=len, reverse=True)
# Of these, the ones that say so for sure.
ANNOUNCING = _phrases("""
    called;i am called;they call me;call me;you can call me;im;i'm;mr;mrs;ms;miss
    me llamo;me yamo;yo me llamo;se llama;el paciente se llama;la paciente se llama;a nombre de;al nombre de
    ponlo a nombre de;ponla a nombre de;pongalo a nombre de;sr;sra;srta;senor;senora;le habla;de parte de
""")
# What may follow a name and say nothing of its own.
ASIDES = set(
    """
    please thanks thank thx pls dob born birthday date and here is spelled spelt with speaking
    porfavor porfa xfa xfavor favor gracias nacido nacida naci fecha para servirle por presente aqui
    """.split()
)
FAMILY_LEADS = _phrases("""
    last name is;last name;surname is;surname;family name is;family name;second name
    mi apellido es;apellido es;apellido;apellidos;mis apellidos son;y apellido;de apellido
""")
# Words that end a name, or show that the text is not one.
NO_NAME = set(
    """
    i me my mine you your we our they them it its this that these those a an the and or but so because if
    then is am are was were be been being have has had do does did doing will would can could should may
    might must need want wanna like book booking make see cancel move change reschedule come call text ask
    know think mean get got give gave take took go going help please thanks thank thx pls plz sorry hello hey
    not no nope yes yeah yep ok okay sure what when where who why how which there here with without from to
    at on in for of by about as up out off over again today tomorrow tonight morning afternoon evening monday
    tuesday wednesday thursday friday saturday sunday week month appointment doctor dentist clinic visit time
    date any some born birthday dob birth phone number email address patient name names surname last first
    same none nothing never good great fine nice cool right wrong correct exactly maybe just only also too
    very really already still now don't dont can't cant won't i'm i'd i'll i've it's that's what's spelled
    spelt spell spelling letter letters one two three four five six seven eight nine ten pain hurts hurt
    pm quarter half past noon midnight earliest soonest asap throat nose runny sore headache cough coughing
    fever dizzy dizziness sneezing rash nausea weakness
    tooth knee skin later earlier something looking searching interested thinking trying calling texting
    idea clue having feeling sounds actually hmm perfect everything everyone anyone someone somebody nobody all their
    his her man dude lol awesome alright available busy free sick ill tired nervous worried well new old
    insurance cost price open spanish english back hours soon asap more less much many yet always often
    whatever whichever dr prof agent status policy product products team info details anything else other
    another matter secret mind rather say tell told said stop wait
    quiero queria quisiera necesito puedo puede podria podemos tengo tiene tienen tendra hay cita citas consulta
    cancelar cambiar mover reservar agendar sacar pedir hacer venir vengo llamar escribir ayuda ayudar
    cuando donde quien cual cuanto cuantos que como porque para pero si gracias favor porfa hola adios
    manana tarde noche hoy ayer lunes martes miercoles jueves viernes sabado semana mes dia dias hora horas
    doctora medico medica dentista clinica consultorio especialista terapeuta dolor duele duelen muela diente rodilla
    piel cabeza espalda hijo hija esposo esposa madre padre mama papa hermano hermana nino nina bebe usted ustedes
    ellos nosotros yo mi mis tu su sus nuestro me se nos un una unos unas algun alguna algo alguien
    nada nadie nunca ninguno ninguna todo todos otra otro otros mas menos muy bien mejor peor bueno buena claro
    vale listo perfecto correcto exacto seguro aseguranza precio cuesta cobran abierto abren cierran espanol ingles
    telefono numero correo direccion nombre apellido apellidos fecha nacimiento nacido nacida naci cumpleanos paciente
    enfermo enferma cansado cansada nervioso nerviosa preocupado preocupada nuevo nueva embarazada alergico alergica
    diabetico diabetica hombre mujer esta estoy estamos estan fue soy voy vamos antes posible gustaria prefiero
    con por desde hasta despues aqui alli ahora luego primera vez persona personas hablar
    """.split()
)
PARTICLES = set(
    "de del della da das dos do di du la las los le van von der den ter ten zu al el bin ibn bint ben abu st st. san "
    "santa mac mc y e o".split()
)
NATO = dict(
    zip(
        "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec "
        "romeo sierra tango uniform victor whiskey xray yankee zulu".split(),
        "abcdefghijklmnopqrstuvwxyz",
        strict=True,
    )
) | {"alfa": "a", "juliett": "j", "juliette": "j", "whisky": "w", "x-ray": "x"}
# Given names that come in twos in Spanish ("jose luis", "maria dolores"), so that a surname is yet to follow.
SPANISH_GIVEN = set(
    """
    jose juan luis carlos maria ana antonio manuel miguel angel jesus francisco javier pedro pablo rafael fernando
    eduardo alberto roberto ricardo jorge andres alejandro enrique ignacio ramon raul sergio victor felipe daniel david
    guadalupe dolores carmen teresa elena isabel luisa rosa laura marta lucia sofia fernanda alejandra gabriela
    cristina patricia beatriz mercedes pilar concepcion belen victoria veronica claudia silvia adriana margarita
    consuelo josefina josefa eugenia ines julia paula camila valentina mariana diana
    """.split()
)
