"""How people say how they want to be told, in English and Spanish.

A grammar as in backend/domain/messaging/grammar.py. Some words stand for what wishes.py has found before: `xch` for a
channel ("text" and "email" are verbs too), `xcall` for a way we do not have, `xhere` for this very conversation,
`xlang` for a language, `xbefore`, `xafter` and `xbetween` for times. Whoever adds a line adds to the tables in
tests/unit/backend/domain/reminders/test_wishes.py, both to what is a wish and to what must not be one.
"""

from __future__ import annotations

from typing import Final

TYPED: Final = {
    "you": "u yu",
    "please": "pls plz plss pleas plese",
    "thanks": "thx thnx thanx tx ty tks",
    "reminders": "remainders remiders remindrs",
    "reminder": "remainder remider",
    "remind": "remaind remid remine",
    "messages": "msgs mesages messges",
    "settings": "setings",
    "dont": "dnt",
    "recordatorios": "recordatarios",
    "mensajes": "msjs mensages",
    "que": "q ke",
    "porfavor": "porfa xfa xfavor porfis",
    "despues": "dspues",
}

CHANNELS: Final = {
    "sms": r"(?:sms )?text messages?|text msgs?|txts?|texts?|texting|sms(?: messages?)?|mensajes? de textos?|textos?"
    r"|(?:(?<=por )|(?<=por un ))mensajes?",
    "whatsapp": r"what ?s ?app|whats?aps?|w[au]t?s ?app?|wasaps?|was?sap|guasap|wsp|wapp|wpp",
    "telegram": r"telegram+|telegrama?",
    "email": r"e[ \-]?mails?|e[ \-]?mailing|mails?|correos? electronicos?|correos?|imei?l",
}
CALLS: Final = (
    r"(?:(?:phone|telephone|voice) )calls?|(?:(?<=by )|(?<=over )|(?<=over the )|(?<=on the ))(?:phone|telephone)"
    r"|(?<=by )calls?|(?:(?<=with )|(?<=by ))a call|llamadas?(?: telefonicas?)?|(?<=por )telefono|letters?|cartas?"
    r"|fax|messenger|facebook|signal|instagram|imessage"
)
HERE: Final = (
    r"here|right here|in this chat|on this number|to this number|at this number|por aqui|aqui|por aca|por este medio"
    r"|por este chat|a este numero|en este numero"
)
LANGUAGES: Final = {"en": "english|ingles", "es": "spanish|espanol|castellano"}

_UNWANTED: Final = """
    <dont> <write> [<own>] [<things>] {when} | no [more] <things> [to me] {when} | no {when} <things>
    | stop <writing> [<own>] [<things>] {when} | i dont want <things> {when} | i dont want to <get> <things> {when}
    | not any <things> {when} | no <no_escriba> [<things>] {when} | no [<get>] <things> {when}
    | nada de <things> {when} | sin <things> {when} | no quiero [<get>] <things> {when}
    | no quiero que <no_escriba> [<things>] {when} | que no <no_escriba> [<things>] {when}
    | que no me lleguen <things> {when}
"""
_ONE_SIDE: Final = "<only> <wanted> {side} | <wanted> <only> {side} | <wanted> {side} <only>"

GRAMMAR: Final = {
    # -- what may stand around a wish
    "around": """
        please | thanks | thank you | thank you so much | thank you very much | thanks a lot | many thanks | ok | okay
        | yes | yeah | hi | hello | hey | hi there | hello there | good morning | good afternoon | good evening
        | dear clinic | sorry | excuse me | so | well | actually | just | kindly | hola | buenos dias | buenas tardes
        | buenas noches | buenas | buen dia | gracias | muchas gracias | mil gracias | por favor | porfavor | si | vale
        | bueno | perdon | perdone | disculpe | disculpen | mire | oiga | muy amable | saludos | can you | could you
        | would you | will you | can i | could i | may i | can we | i want you to | i need you to | i would like you to
        | id like you to | would you mind | is it possible to | i want | i want to | i would like | i would like to
        | id like | id like to | i need | i need to | i prefer | i prefer to | i would prefer | i would prefer to
        | id prefer | id prefer to | id rather | i would rather | we want | we would like | we prefer
        | is there a way to | it is better to | you can | you may | puede | pueden | podria | podrian | me puede
        | me pueden | me podria | me podrian | quiero | quiero que | quisiera | quisiera que | me gustaria
        | me gustaria que | prefiero | prefiero que | necesito | necesito que | es posible | se puede | preferiria
    """,
    # -- what there is to talk about
    "reminders": """
        [the] [my] [all] [all the] [all my] [our] [your] [appointment] [visit] reminders | [the] [my] reminder
        | appointment reminder
        | [los] [mis] [todos los] [todos mis] [sus] recordatorios [de cita] [de citas] [de mis citas] [de las citas]
        | [el] [mi] recordatorio
    """,
    "messages": """
        [the] [my] [your] [all] [any] messages | [the] [my] [any] notifications | [any] notices | any message
        | [los] [mis] [sus] mensajes | [los] [sus] avisos | [las] [sus] notificaciones | ningun mensaje
    """,
    "things": """
        <reminders> | <messages> | [any] [your] [the] [my] xch | [any] [appointment] reminder xch | anything | nada
    """,
    "own": "me | us | to me | to us | me to remind me",
    "visits": """
        of my visits | of my appointments | about my appointments | about my visits | de mis citas | de las citas
        | mis citas | las citas | mi cita
    """,
    "send": "send | sending | keep sending | deliver",
    "mande": """
        mandeme | mandenme | mandame | envieme | envienme | enviame | mandar | enviar | mandarme | enviarme | me mande
        | me manden | me envie | me envien | mande | manden | envie | envien | mandarnos | enviarnos | mandenos
        | envienos
    """,
    "get": "get | receive | have | be sent | getting | receiving | recibir | que me lleguen | que me llegue | tener",
    "recuerde": """
        recuerdeme | recuerdame | recuerdenme | recordarme | me recuerde | me recuerden | recuerdenos | recordarnos
        | recordar
    """,
    "escriba": """
        escribame | escribeme | escribanme | escribirme | escriba | escriban | escribir | me escriba | me escriban
        | escribirnos | escribanos
    """,
    "avise": """
        aviseme | avisame | avisenme | avisarme | me avise | me avisen | notifiqueme | notifiquenme | notificarme
    """,
    # -- on which channel
    "by": """
        by | by a | on | over | via | through | with | with a | in | using | as | as a | in a | to my | on my | por
        | por un | por una | por el | por medio de | en | mediante | a traves de | a mi | al | con | con un | en el
    """,
    "way": "xhere | <by> xch | <by> xcall | <by> <by> xch | xcall",
    "other_way": "<by> xch | <by> xcall | xch | xcall | xch me | call me | calling me | calling | llamarme",
    "instead": """
        instead | from now on | from now | in future | in the future | always | rather | only | and not <other_way>
        | not <other_way> | instead of <other_way> | rather than <other_way> | mejor | de ahora en adelante
        | desde ahora | a partir de ahora | siempre | en adelante | de preferencia | solo | solamente | nada mas
        | en vez de <other_way> | en lugar de <other_way> | en cambio | y no <other_way> | no <other_way>
    """,
    "told": """
        remind <own> [<visits>] | notify <own> [<visits>] | <send> [me] [us] <reminders> [to me] | <get> <reminders>
        | [to] be reminded [<visits>] | <reminders> | <recuerde> [<visits>] | <avise> | <mande> <reminders>
    """,
    "written_to": """
        <send> [me] [us] <messages> [to me] | write <own> | contact <own> | message <own> | reach <own> | tell <own>
        | let me know | <mande> <messages> | <escriba>
    """,
    "moved": """
        switch <reminders> | change <reminders> | move <reminders> | cambiar <reminders> | cambie <reminders>
        | pasar <reminders>
    """,
    "by_channel": """
        <told> [<instead>] <way> [<instead>] | <written_to> <way> <instead> | <written_to> <instead> <way>
        | <moved> to [my] xch | <moved> to [my] xcall | <moved> a xch | <moved> a xcall | use xch for <reminders>
        | [<by>] xch [<instead>] <reminders> | xch <own> <reminders> [<instead>] | xch <own> <instead>
        | xch reminders <instead> | [<by>] xch <instead> | i prefer [<by>] xch | i would prefer [<by>] xch
        | id prefer [<by>] xch | id rather have xch | prefiero [<by>] xch | mejor <by> xch | <by> xch mejor
    """,
    "the_other_channel": """
        <dont> xch <own> [but] xch <own> [<instead>] | xch <own> <by> xch <instead> | xch <own> xhere <instead>
        | no me mande xch [sino] [mejor] xch | not <by> xch [but] <by> xch
    """,
    # -- in which language
    "put": """
        write [<own>] [<things>] | xch [<own>] [<reminders>] | message <own> | contact <own> | <told> | <messages>
        | <send> [me] [us] <things> [to me] | <get> <things> | <escriba> | <mande> <things>
    """,
    "in_language": """
        <put> in xlang [<instead>] | <put> [<instead>] en xlang [<instead>] | [<send>] [me] [us] xlang reminders
        | change the language of <things> to xlang
    """,
    # -- at which hours
    "dont": "dont | do not | never | dont ever | you shouldnt | you should not | i dont want you to | not to",
    "write": """
        xch | message | write | write to | contact | remind | bother | disturb | ping | notify | alert | send
        | send any xch
    """,
    "writing": "texting | xch | messaging | writing | contacting | reminding | bothering | disturbing | sending",
    "no_escriba": """
        me escriba | me escriban | me escribas | escriba | escriban | me mande | me manden | me envie | me envien
        | mande | manden | envie | envien | me moleste | me molesten | me contacte | me contacten | me recuerde
        | me recuerden | me avise | me avisen | nos escriba | nos escriban | me escriba ni llame
    """,
    "or": "or | and | nor | and not | or not | y | o | ni | y no",
    "outside": "xbefore | xafter | xbefore <or> xafter | xafter <or> xbefore",
    "night": """
        at night | by night | during the night | in the night | de noche | en la noche | por la noche | por las noches
    """,
    "not_then": _UNWANTED.replace("{when}", "<outside>"),
    "not_at_night": _UNWANTED.replace("{when}", "<night>"),
    "only": "only | solo | solamente | unicamente | nada mas",
    "wanted": """
        <write> [<own>] [<things>] | <escriba> [<things>] | <mande> <things> | <recuerde> | <get> <things> | <things>
    """,
    "within": """
        [<only>] <wanted> [<only>] xbetween [<only>] | que <no_escriba> [<things>] [<only>] xbetween
        | <things> [to me] [<only>] xbetween [<only>]
    """,
    "only_after": _ONE_SIDE.replace("{side}", "xafter"),
    "only_before": _ONE_SIDE.replace("{side}", "xbefore"),
    "any_time": """
        remind <own> [at] any time | remind <own> anytime | remind <own> at any hour | reminders [at] any time
        | reminders at any hour | <recuerde> a cualquier hora | <reminders> a cualquier hora
    """,
    # -- how often
    "few": "fewer | less | not so many | not as many | not that many | not too many | menos | no tantos",
    "too_many": "too many | way too many | far too many | so many | demasiados | muchos | tantos",
    "small": """
        [of] [the] [your] [these] reminders | [of] [the] [your] [these] messages | [of] [the] [your] xch
        | notifications | recordatorios | mensajes | avisos
    """,
    "one": "one | 1 | a single | one single",
    "un": "un | 1 | un solo",
    "each": """
        per visit | for each visit | per appointment | for each appointment | each time | a visit | an appointment
        | por cita | para cada cita | cada vez | por visita
    """,
    "fewer": """
        <few> <small> | <send> [me] [us] <few> <small> | <get> <few> <small> | how do i get <few> <small>
        | how can i get <few> <small> | <too_many> <small> | there are <too_many> <small>
        | you send [me] [us] <too_many> <small> | you are sending [me] <too_many> <small>
        | youre sending [me] <too_many> <small> | i get <too_many> <small> | im getting <too_many> <small>
        | i am getting <too_many> <small> | i keep getting <too_many> <small> | thats <too_many> <small>
        | that is <too_many> <small> | this is <too_many> <small> | these are <too_many> <small>
        | i dont need <too_many> <small> | i dont need that many <small> | i dont need all these <small>
        | dont need <too_many> <small> | stop sending [me] [us] <too_many> <small>
        | dont send [me] [us] <too_many> <small> | stop sending [me] [us] that many <small>
        | dont send [me] [us] that many <small> | dont remind <own> so often
        | dont remind <own> so much
        | dont remind <own> twice | dont remind <own> more than once | no more than one reminder [<each>]
        | <one> reminder is enough | <one> reminder [<each>] is enough | <one> reminder is plenty
        | <one> reminder will do | <one> reminder <each> | only <one> reminder [<each>] | just <one> reminder [<each>]
        | only <send> [me] <one> reminder [<each>] | <send> [me] only <one> reminder [<each>]
        | <send> [me] just <one> reminder [<each>] | i only need <one> reminder [<each>] | only need <one> reminder
        | only the last reminder | just the last reminder | remind <own> less [often] | remind <own> only once [<each>]
        | remind <own> just once [<each>] | only remind <own> once [<each>] | remind <own> once [<each>]
        | remind <own> once only | <mande> menos <small> | <mande> solo un recordatorio [<each>] | <get> menos <small>
        | me mandan <too_many> <small> | me envian <too_many> <small> | me llegan <too_many> <small>
        | son <too_many> <small> | recibo <too_many> <small> | <un> recordatorio [me] basta
        | con <un> recordatorio [me] basta | <un> recordatorio es suficiente | con <un> recordatorio es suficiente
        | basta con <un> recordatorio | <only> <un> recordatorio [<each>] | <un> recordatorio <each> | <recuerde> menos
        | <recuerde> [<only>] una vez [<each>] | <recuerde> una sola vez [<each>] | no necesito tantos <small>
        | no quiero tantos <small> | no me recuerde tanto | no me recuerden tanto
    """,
    "none": """
        no reminders | without reminders | reminders off | turn reminders off | turn off <reminders>
        | stop reminding <own> [<visits>] | stop with <reminders> | <dont> remind <own> [<visits>]
        | <dont> remind <own> anymore | <dont> remind <own> any more | no need for reminders | no need to remind <own>
        | you dont need to remind <own> | you dont have to remind <own> | sin recordatorios | no recordatorios
        | ningun recordatorio | ya no me recuerde | ya no me recuerden | ya no me recuerde mis citas | no me recuerde
        | no me recuerden | no me recuerde mas | no me recuerden mas | no me recuerde nada | no hace falta recordarme
        | no hace falta que me recuerde | no hace falta que me recuerden | deje de recordarme | dejen de recordarme
    """,
    "again": "again | back | otra vez | de nuevo | nuevamente",
    "all": """
        all reminders [<again>] | all the reminders [<again>] | all my reminders [<again>]
        | all of the reminders [<again>] | <send> [me] [us] all <again> reminders
        | <send> [me] [us] all [the] [my] [of the] reminders [<again>] | <send> [me] [us] [my] [the] reminders <again>
        | <get> all [the] [my] [of the] reminders [<again>] | <get> [my] [the] reminders <again> | <get> more reminders
        | more reminders | <send> [me] more reminders | give me all [the] reminders [<again>]
        | give me [my] [the] reminders <again> | start sending [me] <reminders> | start sending [me] reminders <again>
        | start reminding <own> [<again>] | resume <reminders> | turn <reminders> back on
        | turn <reminders> on [<again>] | turn on <reminders> [<again>] | reminders on | reminders back on
        | reminders again | all of them again | todos los recordatorios [<again>] | todos mis recordatorios [<again>]
        | mas recordatorios | <mande> todos los recordatorios [<again>] | <mande> [los] [mis] recordatorios <again>
        | <mande> mas recordatorios | <get> todos los recordatorios [<again>] | <get> [los] [mis] recordatorios <again>
        | <get> mas recordatorios | volver a recibir [todos] [los] recordatorios | recordatorios <again>
        | los recordatorios <again>
    """,
    "usually": """
        as usual | like usual | as always | as before | like before | the usual way | the way you used to | normally
        | as normal | like you used to | como siempre | como antes | como de costumbre | normalmente | de siempre
        | normales
    """,
    "usual": """
        remind <own> [<visits>] <usually> | <reminders> <usually> | <send> [me] [us] <reminders> <usually>
        | [the] usual reminders [<again>] | [the] normal reminders [<again>] | reminders back to usual
        | reminders back to normal | go back to [the] usual reminders | go back to [the] normal reminders
        | back to [the] usual reminders | back to [the] normal reminders | reset <reminders>
        | reset [my] reminder settings | reset [my] reminder preferences | <recuerde> <usually>
        | <mande> <reminders> <usually> | <get> <reminders> <usually>
    """,
    # -- what holds now
    "settings": "settings | setting | preferences | options",
    "asks": """
        [what are] [show] [show me] [tell me] [see] [check] [my] reminder <settings>
        | [what are] [show me] [see] [my] reminders <settings> | [what are] [my] notification <settings>
        | change [my] reminder <settings> | change how you remind <own> | how can i change [my] reminders
        | how do i change [my] reminders | change my reminders | how will you remind <own> [<visits>]
        | how do you remind <own> [<visits>] | how are you reminding <own> | how would you remind <own>
        | how are you going to remind <own> | how will i be reminded | how am i reminded
        | how will i get [my] reminders | how do i get [my] reminders | how do you send [my] reminders
        | como me recuerda [mis citas] | como me recuerdan [mis citas] | como me recordara | como me recordaran
        | como me va a recordar | como me van a recordar [mis citas] | como me va a avisar | como me van a avisar
        | como recibo [mis] [los] recordatorios | como me llegan [mis] [los] recordatorios
        | [cuales son] mis preferencias de recordatorios | preferencias de recordatorios
        | ajustes de [mis] recordatorios | opciones de recordatorios | configuracion de [mis] [los] recordatorios
        | cambiar [mis] [los] recordatorios | como cambio [mis] [los] recordatorios
    """,
}
