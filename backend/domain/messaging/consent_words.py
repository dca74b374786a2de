"""How people ask, in English and Spanish, to be written to no more, to be written to again, or how this works.

A grammar as in grammar.py beside this: `<name>` is any line of that list, `[...]` may be left out, `*` repeats what it
follows. Words are lower case, without accents and apostrophes; what people type for them is in TYPED. Whoever adds a
line adds to the tables in tests/unit/backend/domain/messaging/, both to what opts out and to what must not.
"""

from __future__ import annotations

from typing import Final

TYPED: Final = {
    "stop": "stpo sotp tsop stopp stpp stop's sttop stoped staph",
    "unsubscribe": "unsuscribe unsubcribe unsubscibe unsubscrbe unsubsribe unsubscripe unsubscrib unsubscirbe "
    "unsubsrcibe unsbuscribe ubsubscribe unsub unsubscribed usubscribe",
    "please": "pls plz plese pleas plase pleae peas plss",
    "texting": "txting texing textin txtin texitng texxting",
    "messaging": "msging mesaging messging messagin messageing",
    "text": "txt",
    "texts": "txts textes",
    "message": "msg mesage",
    "messages": "msgs mesages messges mssages messeges messgaes",
    "sending": "sendin sendng",
    "remove": "remov romove remvoe",
    "number": "num nr numbr",
    "you": "u yall",
    "your": "ur yer",
    "dont": "dnt dunt dont't",
    "anymore": "anymor nomore",
    "mensajes": "mensages msjs mjs mensjaes mensajitos msj mensajess menssajes mnsjs",
    "mensaje": "mensage",
    "quiero": "kiero qiero quero",
    "dejen": "degen dejem dejn",
    "deje": "dege",
    "mas": "maz",
    "porfavor": "porfa xfa xfavor porfabor pf pofavor",
    "que": "q ke",
    "numero": "nro nmro",
    "escriban": "escrivan eskriban",
}

GRAMMAR: Final = {
    # -- what may stand around a wish
    "polite": """
        please | porfavor | por favor | thanks | thank you | thx | ty | gracias | muchas gracias | sorry | perdon
        | disculpe | kindly | if you please | if you would | le agradezco | se lo agradezco | im sorry | lo siento
        | disculpen
    """,
    "opener": """
        hi | hello | hey | hola | ok | okay | k | yes | yeah | look | listen | oye | oiga | oigan | mire | miren
        | buenas | buenos dias | buenas tardes | buenas noches | good morning | just | i said | i told you
        | i already told you | again | dear clinic | ya | bueno | entonces | so | and | y | also | sir | maam | senor
        | senorita | senores | for the last time | once and for all | por ultima vez | de una vez | once again
        | les dije | le dije | ya les dije | ya le dije | i asked you to | i have asked you to | i am asking you to
        | im asking you to | then | les pido que | le pido que | les ruego que | favor de | hagan el favor de
        | haga el favor de | pues | and please
    """,
    "insult": """
        idiots | idiot | morons | moron | assholes | asshole | jerks | jerk | scammers | spammers | bastards | fools
        | stupid people | stupid | damn it | dammit | god damn it | goddamn it | wtf | ffs | fuck | fuck you
        | fuck off | idiotas | idiota | pesados | pendejos | estupidos | carajo | cono | joder | malditos | imbeciles
        | people | guys | <insult_you>
    """,
    "insult_you": """
        you idiots | you idiot | you morons | you assholes | you jerks | you people | you guys | you stupid bot
    """,
    "when": """
        now | right now | immediately | at once | asap | today | already | anymore | any more | ever | ever again
        | any longer | forever | for good | for ever | from now on | in the future | completely | permanently
        | seriously | ya | ahora | ahora mismo | ya mismo | inmediatamente | hoy | nunca | nunca mas | jamas
        | para siempre | mas | de inmediato | definitivamente | por completo
    """,
    "reason": """
        <wrong_number> | <not_sender> | who is this | who are you | whos this | i dont know you | i do not know you
        | im not interested | i am not interested | not interested | this is spam | thats spam | its spam | spam
        | i never signed up | i never signed up for this | i didnt sign up | i didnt sign up for this
        | i never asked for this | i never gave you my number | i didnt give you my number | i will report you
        | ill report you | im reporting you | i am not your patient | im not your patient | i am not a patient
        | im not a patient | i am no longer a patient | im no longer a patient | im not a patient there
        | im not a patient anymore | i moved | i moved away | i have moved | i changed doctors | i switched doctors
        | i have a new doctor | we moved | im done | im done with you | enough | this is harassment | thats harassment
        | you are annoying | youre annoying | its annoying | bye | goodbye | have a nice day | have a good day
        | que tengan buen dia | adios | quien es | quien es usted | quienes son | no los conozco | no me interesa
        | no estoy interesado | no estoy interesada | no soy paciente | no soy su paciente | ya no soy paciente
        | ya no soy su paciente | me mude | ya me mude | ya tengo otro doctor | es spam | esto es spam | esto es acoso
        | los voy a reportar | los voy a denunciar | yo no pedi esto | nunca pedi esto | basta | basta ya
        | sent from my iphone | sent from my phone | sent from my android | enviado desde mi iphone
        | enviado desde mi celular
    """,
    "around": "<polite> | <opener> | <insult> | <when> | <reason>",
    # -- English
    "end": "stop | quit | cease | end | halt | discontinue | cease and desist",
    "own": "me | us | my phone | my cell | my number | my phone number | this number | this phone | this cell | here",
    "to_own": """
        to me | to us | to my phone | to my cell | to my number | to this number | to this phone | on this number
    """,
    "which": """
        all | any | the | my | these | this | those | your | more | further | future | such | automated | automatic
        | annoying | stupid | unwanted | damn | fucking | appointment | text | other | constant | marketing
        | clinic
    """,
    "messages": """
        texts | text | messages | message | sms | text messages | notifications | alerts | reminders | updates | spam
        | emails | mails | communications | communication | text alerts | text reminders | whatsapps
        | whatsapp messages | texting | messaging | sms messages
    """,
    "from_you": """
        from you | from you guys | from you people | from this number | from your clinic | from your office
        | from the clinic | from this clinic | from the office | from this place | by text | by sms | via text
        | through this number | about my appointment | about appointments | about this
    """,
    "writing": """
        texting | messaging | contacting | writing | writing to | spamming | bothering | harassing | pestering
        | emailing
    """,
    "write": """
        text | message | contact | write | write to | spam | bother | sms | email | write me | text or call
        | call or text
    """,
    "never": """
        dont | do not | never | dont ever | do not ever | dont you ever | dont you dare | you must not | please never
    """,
    "asking": """
        can you | could you | would you | will you | can i | could i | i want you to | i need you to
        | i would like you to | id like you to | i wish you would | you need to | you must | you should | you have to
        | can we | i ask you to | i request that you | i demand that you | id appreciate if you | why dont you | may i
    """,
    "wish": """
        i want to | i wish to | i would like to | id like to | i need to | i wanna | want to | id rather | i have to
        | i am going to | im going to | let me | i want | please let me | i would love to | can i please
    """,
    "unwilling": """
        i dont want | i do not want | i no longer want | i dont need | i do not need | i no longer need | dont want
        | i want no | i dont wish | i do not wish | i no longer wish | we dont want | do not want | dont need
        | i no longer wish | i never want | i dont care for | i dont ever want | i really dont want | no longer want
        | i never wanted
    """,
    "to_get": """
        to get | to receive | to be getting | to be receiving | getting | receiving | to have | to see
        | to hear from you via
    """,
    "contacted": """
        to be contacted | to be texted | to be messaged | to be bothered | you to text | you to contact
        | you to message | you to write | you texting | you contacting | you messaging | to hear from you
        | being texted | being contacted
    """,
    "remove": "remove | delete | erase | strike | scrub | unlist",
    "take": "take | get | cut | drop | kick | remove",
    "my_number": "my number | my phone number | this number | this phone number | my cell number | my contact",
    "myself": """
        me | us | my number | my phone number | my phone | this number | my cell | my cell number | my contact
        | my name
    """,
    "away": "off | off of | out of",
    "off": "off | from | off of | out of | of",
    "list": """
        your list | this list | your lists | your mailing list | your text list | your texting list
        | your contact list | your contacts | your system | your database | your sms list | your phone list
        | your call list | the mailing list | the text list | the texting list | the sms list | the contact list
        | your distribution list | the messaging list | your messages | your texts | these messages | these texts
        | this text list | this texting list | your messaging list | your message list | your phone
        | this mailing list | the text messages | all lists | all your lists | this thread | your text messages
        | the reminders | your reminders | text reminders
    """,
    "consent": """
        consent | my consent | permission | my permission | the consent | consent to text me | my consent to texts
    """,
    # -- Spanish
    "deja": """
        deje | dejen | deja | dejar | pare | paren | parar | cese | cesen | termine | terminen | basta | dejense
        | paren ya
    """,
    "para": "pare | paren | parar | cese | cesen | termine | terminen | pare ya | paren ya",
    "escribir": """
        escribir | escribirme | escribirnos | textear | textearme | mensajear | mensajearme | contactar | contactarme
        | contactarnos | molestar | molestarme | molestarnos | acosar | acosarme | fastidiar | fastidiarme | joder
        | chingar
    """,
    "mandar": "mandar | mandarme | mandarnos | enviar | enviarme | enviarnos | llegar | llegarme",
    "escriba": """
        escriba | escriban | escribas | contacte | contacten | contactes | textee | texteen | textees | moleste
        | molesten | molestes | mensajee | mensajeen
    """,
    "mande": "mande | manden | mandes | envie | envien | envies | sigan mandando | sigan enviando",
    "cuales": """
        los | sus | esos | estos | tantos | mas | otros | ningun | ninguno de | de esos | estas | sus malditos
        | malditos | los malditos | mas de esos | de los | todos los | todos sus | esta clase de | este tipo de | tus
        | ese tipo de | los benditos
    """,
    "mensajes": """
        mensajes | mensaje | textos | sms | recordatorios | notificaciones | mensajes de texto | avisos | whatsapps
        | alertas | correos | mensajes automaticos | emails | mensajes de texto automaticos | comunicaciones
    """,
    "de_ustedes": """
        de ustedes | de usted | de la clinica | de su clinica | de esta clinica | a este numero | a mi numero
        | a mi celular | a mi telefono | a este telefono | de este numero | de su parte | al celular | al telefono
        | por aqui | a este celular | por mensaje | por texto | por este medio
    """,
    "no_quiero": """
        no quiero | ya no quiero | no deseo | ya no deseo | no necesito | ya no necesito | no quisiera | no kiero
        | no queremos | ya no queremos | no me interesa | ya no me interesa | nunca quise | no autorizo | no acepto
    """,
    "recibir": """
        recibir | seguir recibiendo | que me lleguen | que me manden | que me envien | tener | que me sigan mandando
    """,
    "quiteme": """
        quiteme | quitenme | quitame | borreme | borrenme | borrame | saqueme | saquenme | sacame | elimineme
        | eliminenme | eliminame | remuevanme | remuevame
    """,
    "quite_mi_numero": """
        quite <mi_numero> | quiten <mi_numero> | quita <mi_numero> | borre <mi_numero> | borren <mi_numero>
        | borra <mi_numero> | elimine <mi_numero> | eliminen <mi_numero> | elimina <mi_numero> | saque <mi_numero>
        | saquen <mi_numero> | remuevan <mi_numero> | olvide <mi_numero> | olviden <mi_numero> | quitar <mi_numero>
        | eliminar <mi_numero> | borrar <mi_numero> | pierda <mi_numero>
    """,
    "mi_numero": "mi numero | este numero | mi telefono | mi celular | mi contacto | mi numero de telefono | mi cel",
    "lista": """
        su lista | sus listas | esta lista | su sistema | su base de datos | sus contactos | la base de datos
        | la lista de mensajes | su lista de mensajes | los mensajes | sus mensajes | la lista de contactos
        | sus registros
    """,
    "puede": """
        puede | pueden | podria | podrian | me puede | me pueden | quiero | quisiera | me gustaria | deseo | necesito
        | quiero que | por favor | solicito | pido | pueden por favor | puede por favor | quiero que me | necesito que
        | hay que
    """,
    # -- the wishes themselves
    "wrong_number": """
        [this is] [the] wrong number | you have [got] [the] wrong number | you got [the] wrong number
        | its [the] wrong number | youve got [the] wrong number | youre texting [the] wrong number
        | you are texting [the] wrong number | you have [the] wrong person | you got [the] wrong person
        | youve got [the] wrong person | you texted [the] wrong number | youre texting [the] wrong person
        | you have [the] wrong phone | youre messaging [the] wrong person | [este es] [un] numero equivocado
        | tiene [el] numero equivocado | tienen [el] numero equivocado | tienes [el] numero equivocado
        | se equivoco de numero | se equivocaron de numero | te equivocaste de numero | esta equivocado de numero
        | estan equivocados de numero | se equivoco de persona | se equivocaron de persona
    """,
    "not_sender": """
        this is not <whose> phone [anymore] | this is not <whose> number [anymore]
        | this isnt <whose> number [anymore] | this isnt <whose> phone [anymore] | this is no longer <whose> number
        | this is no longer <whose> phone | este no es el numero de <name> | este ya no es el numero de <name>
        | este no es el telefono de <name> | este numero no es de <name> | este numero ya no es de <name>
    """,
    "explicit": """
        [<asking>] [please] <end> [with] <which>* <messages> [<to_own>] [<from_you>]
        | [<asking>] [please] <end> sending [me] [us] <which>* <messages> [<to_own>] [<from_you>]
        | [<asking>] [please] <end> sending [me] [us] [these] [this] [those] [things] [stuff] [crap] [shit] [<to_own>]
        | [<asking>] [please] <end> <writing> <own> [with] [<which>* <messages>] [<from_you>]
        | [<asking>] [please] <end> texting | [<asking>] [please] <end> messaging
        | [<asking>] [please] cancel <which>* <messages> [<from_you>] | turn off <which>* <messages> [<from_you>]
        | [<wish>] <end> getting <which>* <messages> [<from_you>]
        | [<wish>] <end> receiving <which>* <messages> [<from_you>] | [<wish>] <end> the texting
        | [<asking>] make <which>* <messages> stop | make it stop texting me
        | [<wish>] cancel <which>* text <messages> | [<wish>] cancel sms | <never> <write> <own> <finally>
        | <never> send <own> <which>* <messages> [<finally>] [<from_you>] | <never> send <which>* <messages> <to_own>
        | <never> send <which>* <messages> <finally> | <never> send <own> anything [<finally>] | no more <mensajes>
        | no more <which>* <messages> [<to_own>] [<from_you>] | no further <which>* <messages> [<from_you>]
        | no more texting [<own>] | no more messaging [<own>] | no more contact | no further contact
        | <unwilling> [<to_get>] <which>* <messages> [<to_own>] [<from_you>]
        | <unwilling> <contacted> [<own>] [<from_you>] <finally> | <unwilling> to be contacted [<from_you>]
        | <unwilling> to be texted [<from_you>] | <unwilling> you texting <own> | <unwilling> you to text <own>
        | <unwilling> you to contact <own> | <unwilling> you to message <own>
        | [<asking>] [<wish>] unsubscribe [me] [us] [my number] [this number] [from] [<list>]
        | [<asking>] [<wish>] unsubscribe [me] from <which>* <messages>
        | un subscribe [me] | <wish> be unsubscribed
        | [<asking>] [<wish>] opt [me] [us] out [of] [from] [<which>* <messages>] [this]
        | opting out [of <which>* <messages>] | i am opting out | im opting out | i opt out [of <which>* <messages>]
        | opt me out | optout | [<wish>] revoke <consent> | i revoke <consent> | i hereby revoke <consent>
        | i withdraw <consent> [to text me] [to be texted] [to receive texts] | [<wish>] withdraw <consent>
        | i do not consent to <which>* <messages> | i dont consent to <which>* <messages>
        | you do not have <consent> to text me | you dont have <consent> to text me
        | you dont have <consent> to contact me | consent revoked | [<asking>] <remove> <myself> <off> [of] <list>
        | [<asking>] <take> <myself> <away> [of] <list> | [<wish>] be removed <off> <list>
        | [<wish>] be taken off [of] <list> | [<wish>] get off [of] <list> | [<wish>] out of <list>
        | [<puede>] <deja> [ya] de <escribir> [<own_es>] [<cuales>* <mensajes>] [<de_ustedes>]
        | [<puede>] <deja> [ya] de <mandar> <cuales>* <mensajes> [<de_ustedes>]
        | [<puede>] <deja> [ya] de <mandar> [mas] cosas | [<puede>] <para> <cuales>* <mensajes> [<de_ustedes>]
        | basta de <cuales>* <mensajes> | alto a <cuales>* <mensajes> | [<puede>] detener <cuales>* <mensajes>
        | detengan <cuales>* <mensajes> | [<puede>] suspender <cuales>* <mensajes> | suspendan <cuales>* <mensajes>
        | [<puede>] cancelar <cuales>* <mensajes> | cancelen <cuales>* <mensajes> | cancele <cuales>* <mensajes>
        | [<puede>] quitar <cuales>* <mensajes> | [<puede>] desactivar <cuales>* <mensajes>
        | [ya] no [me] [nos] <mande> [mas] <cuales>* <mensajes> [<mas>] [<de_ustedes>]
        | [ya] no [me] [nos] <mande> <mas> | [ya] no [me] [nos] <mande> nada [<mas>]
        | ya no [me] [nos] <escriba> [<mas>] [<de_ustedes>] | no [me] [nos] <escriba> <mas> [<de_ustedes>]
        | nunca mas [me] <escriba> | jamas [me] <escriba> | que no me lleguen [mas] <cuales>* <mensajes>
        | no [me] [nos] vuelva a <escribir> [<de_ustedes>] | no [me] [nos] vuelvan a <escribir> [<de_ustedes>]
        | no [me] [nos] vuelvan a <mandar> <cuales>* <mensajes> | no [me] vuelva a <mandar> <cuales>* <mensajes>
        | no [me] [nos] sigan escribiendo | no [me] siga escribiendo | ya no manden <cuales>* <mensajes>
        | <no_quiero> [mas] [<recibir>] [mas] <cuales>* <mensajes> [<mas>] [<de_ustedes>]
        | <no_quiero> que me <escriba> [<mas>] | <no_quiero> que me <mande> [mas] <cuales>* <mensajes>
        | <no_quiero> recibir nada [<mas>] | <no_quiero> que me contacten [<mas>]
        | <no_quiero> que me sigan escribiendo | <no_quiero> ser contactado | <no_quiero> ser contactada
        | no mas <mensajes> [<de_ustedes>] | ni un <mensajes> mas | ningun <mensajes> mas | no <mensajes> mas
        | [<puede>] darme de baja <de_lista> | [<puede>] deme de baja <de_lista>
        | [<puede>] denme de baja <de_lista> | [<puede>] dar de baja <mi_numero> | den de baja <mi_numero>
        | [<puede>] <quiteme> de <lista> | [<puede>] <quite_mi_numero> de <lista> | [<puede>] desuscribir
        | [<puede>] desuscribirme | desuscribanme | desuscribame | [<puede>] anular [mi] [la] suscripcion
        | [<puede>] cancelar [mi] [la] suscripcion | cancelen mi suscripcion | revoco mi consentimiento
        | retiro mi consentimiento | [<puede>] revocar mi consentimiento | no autorizo que me <escriba>
        | no doy permiso para <mensajes>
    """,
    "finally": "anymore | any more | again | ever | ever again | any longer | further | no more | period",
    "mas": "mas | nunca | nunca mas | jamas | mas nunca | otra vez",
    "own_es": "a mi | a mi numero | a este numero | mas | a mi celular",
    "de_lista": """
        de <lista> | de los <mensajes> | de <mensajes> | de sus <mensajes> | de estos <mensajes>
        | del servicio de <mensajes>
    """,
    "whole": """
        <keyword> | stop all | <never> <write> <own> | no texts | no text messages | no texting
        | [<asking>] <remove> me [off] [from the list] [off the list]
        | [<asking>] <remove> <my_number> [from the list] [off the list] | take me off [of] [the list]
        | lose <my_number> | forget <my_number> | <end> <writing> | <end> bothering <own> | <end> calling <own>
        | <end> calling and texting <own> | <end> texting and calling <own> | <never> call <own> <finally>
        | <end> talking to me | leave me alone | leave us alone | please leave me alone | i want out
        | [<wish>] unsubscribed | i quit <which>* <messages> | <wrong_number> | <not_sender> | no [me] [nos] <escriba>
        | <quiteme> [de la lista] | [<puede>] <quite_mi_numero> [de la lista] | dejeme en paz | dejenme en paz
        | dejame en paz | dejenos en paz | dejennos en paz | [<puede>] dar de baja | [<puede>] darme de baja
        | deme de baja | denme de baja | dame de baja | den me de baja | quiero la baja de <mensajes>
    """,
    "keyword": """
        stop | stopall | unsubscribe | optout | opt out | parar | pare | paren | alto | baja | s t o p | stopstop
    """,
    "alone": "end | quit | revoke | halt",
    "start": """
        start | unstop | subscribe | resubscribe | opt in | optin | opt me in | opt me back in | restart | start again
        | resume | [<asking>] start <writing> <own> [again]
        | [<asking>] start sending [me] <which>* <messages> [again] | [<asking>] resume <which>* <messages>
        | [<asking>] start <which>* <messages> | [<wish>] <get> <which>* <messages> [again]
        | i want <which>* <messages> again | [<wish>] opt [back] in | [<wish>] subscribe | [<wish>] resubscribe
        | sign me up again | you can text me again | you may text me again | iniciar | empezar | reanudar | volver
        | alta | [<puede>] darme de alta | deme de alta | suscribir | suscribirme | [<puede>] suscribirme
        | [<puede>] recibir <cuales>* <mensajes> [<otra_vez>] | [<puede>] volver a recibir <cuales>* <mensajes>
        | vuelvan a escribirme | vuelva a escribirme | <puede> escribirme <otra_vez> | reanudar <cuales>* <mensajes>
        | reanuden <cuales>* <mensajes> | reactivar <cuales>* <mensajes> | comenzar
    """,
    "get": "get | receive | be getting | start getting | start receiving",
    "otra_vez": "otra vez | de nuevo | nuevamente | de vuelta",
    "help": """
        <how> unsubscribe [from] [<which>* <messages>] | <how> opt out [of] [<which>* <messages>]
        | <how> stop <which>* <messages> [<from_you>] | <how> stop getting <which>* <messages>
        | <how> stop receiving <which>* <messages> | <como> [dejar de] [no] recibir <cuales>* <mensajes>
        | <como> darme de baja | <como> [parar] [cancelar] <cuales>* <mensajes> | <como> desuscribirme
        | <como> me doy de baja
    """,
    "help_alone": "help | info | ayuda",
    "how": """
        how do i | how can i | how to | how would i | how should i | how do you | what do i do to | tell me how to
        | how 2
    """,
    "como": """
        como | como puedo | como hago para | como le hago para | que hago para | como se hace para | como paro
        | como cancelo
    """,
}
