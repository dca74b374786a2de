"""How people answer a reminder with a few words, in English and Spanish.

A grammar as in backend/domain/messaging/grammar.py. Whoever adds a line adds to the tables in
tests/unit/backend/domain/reminders/test_replies.py, both to what is an answer and to what must not be one.
"""

from __future__ import annotations

from typing import Final

TYPED: Final = {
    "you": "u yu yall",
    "thanks": "thx thnx thanx tx ty tks thks thnks tnx thankyou",
    "please": "pls plz pleas plss",
    "tomorrow": "tmrw tmr tmw tomorow tommorow tomorro 2moro 2morrow",
    "today": "2day tday",
    "yes": "yess yees yesss ys yeah yea yeh yep yup yupp ye yah yas yess yessir yesd yed yeas tes yws yrs",
    "no": "nope nah naw noo nop nel",
    "si": "sii sip sipi sep",
    "ok": "okay okey okie oki okis okk kk k oky okai oka",
    "confirm": "comfirm conferm confrm confirn confim cnfrm conf confir",
    "confirmed": "comfirmed confimed confrmed cofirmed confirmd",
    "confirmo": "comfirmo confrmo konfirmo",
    "appointment": "appt apt appmt appointmnt apointment appoitment appointmet",
    "cant": "cannot cnt cann't carnt",
    "be": "b",
    "minutes": "min mins minute minutos minuto minutitos minutito mn mnts",
    "hour": "hr hrs hours",
    "late": "l8 lat",
    "reschedule": "resched reschedul rescheduling reshedule reschudule reshcedule",
    "que": "q ke",
    "gracias": "grax grcs grasias graciass grs",
    "porfavor": "xfa porfa xfavor pf porfis",
    "alli": "ayi aya alla",
    "ahi": "ay ai hay",
    "manana": "mñn mnana mnn",
    "number": "num nr nmbr",
    "numero": "nro num",
    "running": "runnin runing",
    "because": "bc cuz coz cos bcuz",
    "who": "hu whos whose",
}
"""What people type for a word. Letters that are answers of their own ("c", "r") are not among it."""

GRAMMAR: Final = {
    # -- what may stand around an answer
    "around": """
        please | thanks | thank you | thank you so much | thank you very much | thanks so much | thanks a lot
        | many thanks | gracias | muchas gracias | mil gracias | muchisimas gracias | porfavor | por favor | hi
        | hello | hey | hi there | hello there | hey there | hola | buenos dias | buenas tardes | buenas noches
        | buenas | buen dia | good morning | good afternoon | good evening | dear | doctor | doc | dr | sir | maam
        | miss | senor | senora | senorita | bye | goodbye | adios | hasta luego | have a nice day | have a good day
        | have a great day | have a good one | have a good weekend | you too | igualmente | que tenga buen dia
        | que tengan buen dia | que tenga un buen dia | que tengan un buen dia | saludos | un saludo | god bless
        | god bless you | bendiciones | dios le bendiga | dios los bendiga | cheers | lol | haha | jaja | amigo
        | amiga | friend | everyone | all the best | best | regards | kind regards | best regards | xx
        | sent from my iphone | sent from my phone | sent from my android | enviado desde mi iphone
        | enviado desde mi celular | for the reminder | for reminding me | for letting me know | por el recordatorio
        | por recordarme | por avisar | por avisarme | for the text | for the message | por el mensaje | appreciate it
        | i appreciate it | much appreciated | muy amable | muy amables | se lo agradezco | le agradezco
    """,
    "softly": """
        <around> | ok | oh | oh no | well | so | um | uh | unfortunately | sadly | actually | im afraid | sorry
        | so sorry | im sorry | im so sorry | i am sorry | i am so sorry | sorry but | im sorry but
        | sorry for the short notice | my apologies | apologies | excuse me | perdon | perdone | disculpe | disculpen
        | lo siento | lo siento mucho | lo siento pero | perdon pero | lamentablemente | desafortunadamente
        | desgraciadamente | me temo que | que pena | mire | oiga | pues | bueno | es que | vale | hey sorry
        | hi sorry | i | we | yo | la verdad | i think | creo que | looks like | it looks like | parece que
        | i just realized | i forgot | afraid | fijese | fijese que | mire que | disculpe pero | so | and | por eso | y
        | <ill> | <kept>
    """,
    "ill": """
        im sick | i am sick | im ill | i am ill | i got sick | im not feeling well | i am not feeling well
        | not feeling well | i dont feel well | i have the flu | i have a fever | i have a cold | i have covid
        | i caught a cold | i have a stomach bug | <family> is sick | <family> is ill | <family> has a fever
        | <family> got sick | estoy enferma | estoy enfermo | me enferme | me siento mal | no me siento bien
        | tengo fiebre | tengo gripe | tengo covid | <familia> esta enfermo | <familia> esta enferma
        | <familia> se enfermo
        | <familia> tiene fiebre
    """,
    "kept": """
        i have to work | i got called into work | im stuck at work | my car broke down | my car wont start
        | i have no ride | i dont have a ride | tengo que trabajar | tengo trabajo | se me descompuso el carro
        | no tengo carro | no tengo quien me lleve
    """,
    "family": """
        mom | dad | my mom | my mother | my dad | my father | my son | my daughter | my husband | my wife | my kid
        | my child | my baby | my grandson | my granddaughter | my boy | my girl
    """,
    "familia": """
        mi mama | mi madre | mi papa | mi padre | mi hijo | mi hija | mi esposo | mi esposa | mi marido | mi bebe
        | mi nino | mi nina | mi nieto | mi nieta
    """,
    # -- when
    "day": """
        today | tonight | tomorrow | monday | tuesday | wednesday | thursday | friday | saturday | sunday | mon | tue
        | tues | wed | thu | thur | thurs | fri | sat | hoy | manana | pasado manana | lunes | martes | miercoles
        | jueves | viernes | sabado | domingo | then | that day | next week | entonces | ese dia | esa hora
        | tomorrow morning | tomorrow afternoon | this morning | this afternoon | this week | esta tarde
        | manana por la manana | manana por la tarde | the appointment | my appointment | our appointment | la cita
        | mi cita | nuestra cita
    """,
    "when": """
        [for] [on] [to] <day> | para el <day> | para <day> | el <day> | de <day> | del <day> | a <day> | on time
        | there | at that time | for that time | a esa hora | ese dia
    """,
    # -- numbers
    "first": "1 | one | uno | first | the first | the first one | primera | primero | la primera | el primero",
    "second": "2 | two | dos | second | the second | the second one | segunda | la segunda | el segundo",
    "prefix": """
        reply | replying | answer | option | number | press | pressing | choose | choice | i say | my answer is
        | i choose | opcion | la opcion | numero | el numero | el | la | the | respondo | marco | mi respuesta es
    """,
    "one": """
        <first> | <prefix> <first> | <first> to confirm | <first> confirm | <first> for confirm | <first> for yes
        | <first> for confirmation | <first> para confirmar | <first> <say_yes>
    """,
    "two": "<second> | <prefix> <second> | <second> <say_no> | <second> to cancel",
    # -- coming
    "yes": "<one> | <say_yes> <when>* | <acknowledged> <when>*",
    "say_yes": """
        y | yes | si | yes yes | aye | correct | correcto | confirm | confirmed | confirming | confirmo | confirmado
        | confirmada | confirmar | confirmamos | i confirm | we confirm | to confirm | im confirming | i am confirming
        | confirm my appointment | confirm appointment | confirm the appointment | confirming my appointment
        | appointment confirmed | confirm it | confirm attendance | i confirm my appointment | i confirm attendance
        | i confirm my attendance | confirmo mi cita | confirmo la cita | confirmo mi asistencia | confirmo asistencia
        | confirmo que voy | la confirmo | confirmar cita | confirmar mi cita | cita confirmada | queda confirmada
        | queda confirmado | se confirma | affirmative | afirmativo | absolutely | definitely | of course | sure
        | sure thing | certainly | for sure | you bet | yes sir | yes maam | yes please | yes i do | yes i am
        | yes i will | yes we will | yes i can | yes we can | yes it is | i will | we will | i am | i can | we can
        | claro | claro que si | por supuesto | desde luego | seguro | si senor | si senora | simon | asi es | eso es
        | <be_there> | <see_you> | <come> | looking forward to it | looking forward | works for me | that works
        | that works for me | that is fine | thats fine | thats fine with me | thats good | thats great | sounds good
        | sounds great | sounds perfect | still on | still good | still works | were good | count me in | count on me
        | count on us | no problem | no problema | no prob | np | no worries | not a problem | sin problema
        | no hay problema | ningun problema | with pleasure | my pleasure | con gusto | con mucho gusto | encantada
        | encantado | cuente conmigo | cuenten conmigo | cuente con nosotros | me viene bien | me va bien
        | me parece bien | esta bien | esta perfecto | de acuerdo | conforme | no faltare | ahi nos vemos
        | alli nos vemos | nos vemos | alli estoy | ahi estoy | aqui estare | asisto | we are still on | were still on
        | <on_the_way>
    """,
    "on_the_way": """
        on my way | im on my way | i am on my way | on our way | were on our way | we are on our way | on the way
        | im on the way | almost there | im almost there | were almost there | parking | im parking | parking now
        | im parking now | just parking | en camino | voy en camino | ya voy en camino | vamos en camino | ya voy
        | ya vamos | ya mero llego | ya casi llego | ya casi llegamos | ya estoy llegando | estoy llegando
    """,
    "be_there": """
        [<i>] be there | [<i>] be there <day> | [<i>] definitely be there | [<i>] be in | <i> be coming | <i> come
        | <i> make it | <i> attend | <i> show up | <i> be attending | attending | will attend | will come
        | will make it | im going | were going | im attending | plan to be there | i plan to be there
        | planning to be there | planning on it | i plan on it | <estare> [<alli>] | <alli> <estare>
    """,
    "i": """
        i will | ill | we will | well | will | he will | hell | she will | shell | they will | theyll | <family> will
    """,
    "alli": "alli | ahi | aqui",
    "estare": """
        estare | estaremos | estara | voy a estar | vamos a estar | va a estar | estare puntual | estaremos puntuales
    """,
    "see_you": """
        <see> <you> | <see> <you> <when_seen> | <see> <you> all | <see> <you> all <when_seen> | cya | cu
        | cu <when_seen> | until then | till then | nos vemos <when_seen> | hasta entonces | hasta manana
        | hasta el <day> | le veo <when_seen> | les veo <when_seen> | ahi nos vemos <when_seen>
        | alli nos vemos <when_seen> | ill <see> <you> <when_seen> | we will <see> <you> <when_seen>
        | i will <see> <you> <when_seen> | looking forward to seeing you | looking forward to it | be seeing <you>
    """,
    "see": "see | c",
    "you": "you | ya",
    "when_seen": """
        then | there | soon | later | <when> | all then | then then | guys then | alli | ahi | pronto | el <day>
        | on <day> | luego
    """,
    "come": """
        coming | im coming | i am coming | were coming | we are coming | i can come | i can make it | we can make it
        | we can come | i can be there | can make it | can come | i can do it | i can do that
        | i will be able to make it | ill be able to make it | hes coming | shes coming | he can make it
        | she can make it | voy | ire | iremos | vamos | vendre | vendremos | asistire | asistiremos | asistira | ira
        | voy a ir | vamos a ir | voy a asistir | vamos a asistir | si voy | si ire | si vamos | si iremos | si puedo
        | si puedo ir | si podemos | si podemos ir | si podre | si podre ir | puedo ir | puedo asistir | podemos ir
        | podre ir | podre asistir | si asistire | alli voy | ahi voy a estar | ahi vamos a estar | alli vamos a estar
        | si voy a ir | si vamos a ir | ahi estaremos | acudire | acudiremos | si acudire | llegare | llegaremos
        | alli vamos
    """,
    "acknowledged": """
        ok | ya | fine | all right | alright | vale | bueno | bien | muy bien | dale | listo | lista | got it
        | i got it | gotcha | noted | understood | perfect | perfecto | great | cool | good | very good | awesome
        | excellent | excelente | wonderful | lovely | super | genial | estupendo | fenomenal | enterado | enterada
        | entendido | anotado | recibido | received | roger | will do | all good | all set | good to go | right
        | okie dokie | vale vale | ok ok | it is ok | its ok | thats ok | okidoki | de una | va | sale | sale y vale
        | hecho | orale | ok pues | bueno pues | va pues | sale pues | ok dokey | ok dokie
    """,
    # -- not coming
    "no": "<two> | <say_no> <when>*",
    "say_no": "n | no | no no | no senor | no senora | no sir | negative | negativo | decline | declined | <unable>",
    "unable": """
        <cant> | <cant> <make> | <cant> <make> it | not coming | im not coming | i am not coming | were not coming
        | not going | im not going | not attending | no <go> | no lo <puedo> | not gonna make it
        | not going to make it | im not going to make it | im not gonna make it | i am not going to make it
        | wont make it | i wont make it | i wont be there | wont be there | wont be coming | i wont be coming
        | i wont be able to <make> | i wont be able to <make> it | wont be able to <make> | wont be able to <make> it
        | i wont come | wont come | i will not be there | will not be there | i will not make it | will not make it
        | i will not be coming | will not be able to <make> | will not be able to <make> it
        | i will not be able to <make> | i will not be able to <make> it | i will not come | not able to <make>
        | not able to <make> it | im not able to <make> | im not able to <make> it | unable to <make>
        | unable to <make> it | im unable to <make> | im unable to <make> it | i am unable to <make>
        | i am unable to <make> it | something came up | something has come up | no can do | im going to miss it
        | i have to miss it | i have to miss | i will have to miss it | ill have to miss it | i need to miss it
        | no <puedo> | no <puedo> <ir> | ya no <puedo> | ya no <puedo> <ir> | no voy a poder | no voy a poder <ir>
        | no vamos a poder | no vamos a poder <ir> | no me es posible | no me es posible <ir> | me es imposible
        | me es imposible <ir> | me resulta imposible <ir> | imposible <ir> | imposible | no <ire> | ya no <ire>
        | no estare | no estaremos | me surgio algo | me surgio un imprevisto | surgio un imprevisto
        | i dont think i can | i dont think we can | i dont think i can <make> [it] | i dont think we can <make> [it]
        | i dont think ill <make> [it] | i dont think ill be able to <make> [it] | dont think i can <make> [it]
        | dont think ill <make> [it] | dont think we can <make> [it] | [i] have to miss it | going to have to miss it
        | im going to have to miss it | [i] gotta miss it | we have to miss it | no alcanzo | no alcanzo a <ir>
        | no alcanzamos a <ir> | no creo poder [<ir>] | no creo que pueda [<ir>] | no creo que podamos [<ir>]
        | tengo un imprevisto | no me va bien | no me viene bien | no nos es posible
    """,
    "not_then": "<unable> <when>*",
    "cant": """
        cant | i cant | we cant | can not | i can not | we can not | he cant | she cant | i couldnt | cant possibly
        | i really cant | i cant possibly | i just cant | i wont be able | wont be able | i will not be able
    """,
    "make": "make | come | go | attend | be there | do it | do that | do | keep | make that | come in | make it in",
    "go": "voy | vamos | ire | iremos | asistire | asistiremos | acudire | vendre | voy a ir | vamos a ir | llego",
    "puedo": "puedo | podemos | podre | podremos | podra | podria | pude",
    "ir": "ir | asistir | venir | acudir | llegar | estar | ese dia | a esa hora | esta vez | presentarme",
    "ire": "ire | iremos | voy | vamos | asistire | asistiremos | acudire | vendre | voy a ir | vamos a ir | llegare",
    "cancel": """
        cancel | cancel it | cancel this | cancel that | cancel <own_visit> | <wish> cancel | <wish> cancel it
        | <wish> cancel <own_visit> | cancelling | canceling | cancelar | cancelar <cita> | cancelo | cancelo <cita>
        | la cancelo | cancele | cancelen | cancele <cita> | cancelen <cita> | <quiero> cancelar | <quiero> cancelarla
        | <quiero> cancelar <cita> | anular | anular <cita> | anule <cita> | anulen <cita> | anulo <cita> | anulela
        | cancela | cancela <cita> | cancelame <cita> | cancelenme <cita> | me cancela <cita> | me la cancela
        | <quiero> anular | <quiero> anular <cita> | <quiero> anularla | cancelela | cancelenla
    """,
    "own_visit": """
        my appointment | the appointment | appointment | our appointment | my visit | this appointment | the visit
        | that appointment | his appointment | her appointment
    """,
    "cita": "la cita | mi cita | cita | esta cita | esa cita | nuestra cita | su cita",
    "wish": """
        i need to | i want to | i have to | i would like to | id like to | need to | want to | have to | i must
        | can i | can we | could i | could we | can you | could you | may i | i wish to | we need to | we want to
        | we have to | wed like to | is it possible to | i gotta | gotta | ill have to | i will have to | will have to
        | i got to | i am going to have to | im going to have to
    """,
    "quiero": """
        quiero | quisiera | necesito | deseo | puedo | podria | podemos | se puede | me gustaria | tengo que | queria
        | queremos | necesitamos | tenemos que | puede | pueden | podrian | es posible | debo | tendre que
    """,
    # -- another time
    "another_time": """
        reschedule | reschedule it | reschedule <own_visit> | <wish> reschedule | <wish> reschedule it | rebook
        | <wish> reschedule <own_visit> | to reschedule | <wish> rebook | <wish> change it | <wish> move it
        | <wish> change <own_visit> | <wish> move <own_visit> | change <own_visit> | move <own_visit> | change it
        | move it | <another> | need <another> | i need <another> | <wish> get <another> | <wish> have <another>
        | is there <another> | <wish> do <another> | <wish> change the time | <wish> change the day | change the time
        | change the day | change the date | change time | change date | <wish> postpone | <wish> postpone it
        | <wish> postpone <own_visit> | postpone | postpone it | reprogramar | reprogramar <cita> | reagendar
        | reagendar <cita> | <quiero> reprogramar | <quiero> reprogramarla | <quiero> reprogramar <cita>
        | <quiero> reagendar | <quiero> reagendarla | <quiero> reagendar <cita> | cambiar | cambiar <cita>
        | cambiar de hora | cambiar de dia | cambiar la hora | cambiar el dia | cambiar la fecha | <quiero> cambiar
        | <quiero> cambiarla | <quiero> cambiar <cita> | <quiero> cambiar la hora | <quiero> cambiar el dia
        | <quiero> cambiar la fecha | <quiero> cambiar de hora | <quiero> cambiar de dia | <otra> | <quiero> <otra>
        | mover <cita> | <quiero> mover <cita> | <quiero> moverla | posponer | posponer <cita> | <quiero> posponer
        | <quiero> posponer <cita> | <quiero> posponerla | aplazar <cita> | <quiero> aplazar <cita> | para <otra>
        | mejor <otra>
    """,
    "another": """
        another time | another day | another date | a different time | a different day | different time
        | different day | other time | other day | a new time | new time | some other time | some other day
        | another appointment
    """,
    "otra": "otra hora | otro dia | otra fecha | otro horario | otra cita | una hora distinta | un dia distinto",
    # -- neither yes nor no
    "unclear": """
        maybe | perhaps | possibly | probably | not sure | not sure yet | im not sure | im not sure yet
        | i am not sure | i dont know | i dont know yet | dont know | dont know yet | idk | dunno | i dunno | ill try
        | i will try | ill try to make it | i will try to make it | ill do my best | ill let you know
        | i will let you know | let you know | let you know later | let me check | let me see | ill check
        | i will check | i think so | i hope so | hopefully | i guess | i guess so | depends | it depends | might
        | i might | i may | we will see | well see | quizas | quiza | tal vez | talvez | a lo mejor | puede ser
        | puede que si | probablemente | posiblemente | no se | no lo se | no se todavia | no lo se todavia
        | no lo se aun | no se aun | todavia no se | aun no se | aun no lo se | todavia no lo se | no estoy seguro
        | no estoy segura | no estoy seguro todavia | lo intentare | intentare ir | tratare de ir | voy a intentar
        | voy a tratar | hare lo posible | creo que si | eso creo | espero que si | espero | le aviso | les aviso
        | luego le aviso | luego les aviso | le confirmo luego | luego le confirmo | le confirmo despues | dejeme ver
        | dejeme revisar | depende | veremos | ya veremos | a ver | vere | ill confirm later | i will confirm later
        | confirm later | yes and no | yes or no | si o no | 1 or 2 | 1 o 2 | one or two
    """,
    # -- somebody else's telephone
    "wrong_number": """
        <wrong> | <wrong> <wrong_name> | no one here by that name | nobody here by that name | nobody by that name
        | no one by that name | nobody by that name here | no one by that name here | i dont know who that is
        | i dont know who this is for | no soy la persona que busca | no soy la persona que buscan
        | no conozco a esa persona | aqui no hay nadie con ese nombre | aqui no vive esa persona
    """,
    "wrong": """
        [this is] [the] wrong number | [its] [the] wrong number | you have [the] wrong number
        | you got [the] wrong number | you have got [the] wrong number | youve got [the] wrong number
        | i think you have [the] wrong number | you must have [the] wrong number | i think this is [the] wrong number
        | sorry wrong number | wrong person | you have [the] wrong person | wrong phone | wrong phone number
        | you are texting [the] wrong number | youre texting [the] wrong number | you texted [the] wrong number
        | numero equivocado | es numero equivocado | este es un numero equivocado | es un numero equivocado
        | tiene el numero equivocado | tienen el numero equivocado | se equivoco de numero | se equivocaron de numero
        | se equivoca de numero | se equivocan de numero | esta equivocado | esta equivocado de numero
        | estan equivocados | estan equivocados de numero | creo que se equivoco de numero
        | creo que se equivocaron de numero | creo que tiene el numero equivocado | persona equivocada
        | se equivoco de persona | se equivocaron de persona
    """,
    "wrong_name": "im not <name> | i am not <name> | no soy <name> | yo no soy <name>",
    # -- who writes
    "are": "are | r",
    "who": """
        who | who is this | who this | who is it | who <are> <you> | who dis | new phone who dis
        | new phone who is this | new phone who this | who are you | who are you guys | who are these people
        | who is texting me | who is texting | who texted me | who is writing | who am i texting | who is this from
        | who is this please | who sent this | who sent me this | may i ask who this is | can i ask who this is
        | whats this | what is this | what is this about | whats this about | what is this number
        | what number is this | is this spam | is this a scam | is this real | is this legit | i dont know this number
        | i dont recognize this number | what clinic is this | which clinic | what clinic | which clinic is this
        | what office is this | which office | where is this from | quien es | quien eres | quienes son
        | quien es usted | quien es este | quien habla | con quien hablo | quien me escribe | quien escribe
        | quien es el que escribe | de quien es este numero | que numero es este | de quien es | de parte de quien
        | que es esto | de que es esto | esto que es | de que se trata | que clinica es | que clinica
        | que clinica es esta | cual clinica | de que clinica | de donde es | de donde son | de donde me escriben
        | es spam | esto es spam | es una estafa | no conozco este numero | identifiquese
    """,
    # -- all of them
    "every": """
        both | all | both of them | all of them | both of us | all of us | to both | to all | for both | for all
        | yes to both | to both of them | for both of them | both appointments | all appointments
        | to both appointments | for both appointments | every one | each | las dos | los dos | ambas | ambos | todas
        | todos | para las dos | para los dos | para ambas | para ambos | para todas | para todos | a ambas | a ambos
        | a todas | a todos | las dos citas | ambas citas | todas las citas | las 2 | los 2 | a las dos citas
        | a las 2 citas
    """,
    "at_two": "a las dos | a las 2 | a los dos | a los 2",
    "liked": """
        liked | loved | le gusto | le encanto | me gusta | me encanta | le gusta | le ha gustado | te gusto
        | te encanto
    """,
    "disliked": "disliked | no le gusto | no me gusta | no te gusto",
}
