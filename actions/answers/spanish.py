"""Short answers in Spanish, as they are texted: without accents, with ñ as n."""

from __future__ import annotations

import re

YES = re.compile(
    r"(?:ah\s+|ok\s+|bueno\s+|pues\s+|a ver\s+|muy bien\s+|ay\s+)?(?:s+i+|sip|sipi|simon|claro(?: que si)?|vale|dale|"
    r"de acuerdo|correcto|exacto|exactamente|asi es|eso es|eso|esta bien|esta perfecto|estaria bien|muy bien|bien|"
    r"perfecto|excelente|genial|buenisimo|de una|por supuesto|desde luego|como no|con gusto|adelante|hagalo|hazlo|"
    r"me parece(?: bien| perfecto)?|me va bien|me viene bien|me sirve|me funciona|me queda bien|me conviene|bueno|"
    r"listo|"
    r"confirmo|confirmado|confirmelo|confirmela|por favor|porfa(?:vor)?|porfis|afirmativo|acepto|sale|orale|andale|"
    r"va|"
    r"okey|okay|ok|oki|okis|seguro|obvio|reservela|reserve|reservelo|agendela|agendelo|apartela|cancelela|cancelalo|"
    r"muevala|quiero esa|esa mera|ese mero|asi mero|si lo es|lo es|soy yo)"
    r"(?:\s+(?:por favor|porfa(?:vor)?|porfis|gracias|muchas gracias|claro|si|esta bien|perfecto|bien|bueno|pues|"
    r"senor|senorita|"
    r"senora|doctor|amigo|correcto|de acuerdo|vale|dale|adelante|hagalo|exacto|me sirve|me parece(?: bien)?|"
    r"me va bien|"
    r"me queda(?: bien| perfecto)?|me viene bien|reservela|reservelo|reserve|agendela|apartela|cancelela|cancelalo|"
    r"muevala|"
    r"confirmo|quiero|la quiero|lo quiero|esa|ese|asi|ok|listo|seguro|que si|entonces|a mi|para mi|mejor))*"
)
# Many kind words and nothing that holds back, as told by the classifier.
WARM_YES = re.compile(
    r"^(?:ay )?(?:si|claro|ok|dale|perfecto|sale)\b"
    r"(?!.*\b(?:pero|excepto|salvo|menos|aunque|mejor|no|ni|solo|en vez|espere|o)\b)(?!.*\d)"
)
NO = re.compile(
    r"(?:ay\s+|ah\s+|ok\s+|bueno\s+|perdon\s+|disculpe\s+|la verdad\s+|pues\s+|mejor\s+|uy\s+)?(?:n+o+|nop|nel|nah|"
    r"para nada|"
    r"de ninguna manera|ninguna?|ninguno|tampoco|negativo|incorrecto|equivocado|claro que no|que va|en absoluto|"
    r"ni modo|"
    r"todavia no|aun no|mejor no|creo que no|no es asi|no es correcto|esta mal)"
    r"(?:\s+(?:gracias|muchas gracias|por favor|porfa|no|asi no|esa no|ese no|eso no|esta mal|es correcto|es asi|"
    r"no es|"
    r"es eso|es ese|es esa|me sirve|me gusta|me conviene|me queda|me va bien|me parece|puedo|quiero|lo haga|"
    r"la reserve|"
    r"de esas|de esos|senor|senorita|senora|mejor no|todavia|esa|ese|eso|perdon|disculpe|en realidad|la verdad))*"
)
_LEAVE_IT = (
    r"(?:olvidel[oa]|olvidal[oa]|olvide eso|olvidelo todo|dejel[oa](?: asi)?|dejal[oa](?: asi)?|"
    r"deje(?: asi| eso| todo)?|asi dejel[oa]|cancel(?:ar|e|a)(?: eso| esto| todo)?|cancelel[oa]|"
    r"ya no(?: quiero(?: nada)?| gracias| hace falta| lo necesito| la necesito| importa| es necesario)?|salir|"
    r"no importa|no hace falta|no es necesario|cambie de (?:opinion|idea|parecer)|he cambiado de (?:opinion|idea)|"
    r"ahora no|hoy no|luego veo|despues veo|luego le digo|despues le digo|lo voy a pensar|lo pienso|dejeme pensarlo|"
    r"dejame pensarlo|no me interesa|empezar de nuevo|empecemos de nuevo|basta|nada|no quiero nada|detengase|pare ya)"
)
# People say it twice: "nada, olvidelo", "dejelo, lo voy a pensar".
STOP = re.compile(
    r"(?:(?:no|ok|bueno|mejor|perdon|perdone|disculpe|por favor|ay|ya|sabe que|pues|entonces|lo siento)[\s,]+)*"
    rf"{_LEAVE_IT}(?:[\s,]+(?:{_LEAVE_IT}|"
    r"por favor|porfa|gracias|muchas gracias|perdon|disculpe|lo siento|ya|entonces|por ahora|mejor|todo|"
    r"la cita|hoy|asi|no|luego le aviso|despues le aviso))*"
)
NUMBERS = {
    "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10,
}  # fmt: skip
ORDINALS = {
    "primera": 1, "primero": 1, "primer": 1, "1ra": 1, "1era": 1, "1ero": 1, "1ro": 1, "segunda": 2, "segundo": 2,
    "2da": 2, "2do": 2, "tercera": 3, "tercero": 3, "tercer": 3, "3ra": 3, "3ro": 3, "3era": 3, "cuarta": 4,
    "cuarto": 4,
    "quinta": 5, "quinto": 5,
}  # fmt: skip
BARE_NUMBER = re.compile(
    r"(?:(?:ok|si|bueno|pues|entonces|mejor|tomo|quiero|escojo|elijo|prefiero|me quedo con|deme|dame|me da|"
    r"vamos con|reserve|"
    r"agende|aparteme|ponga|digamos|creo que|que sea|seria|a ver|para)[\s,]+)*"
    r"(?:la\s+|el\s+)?(?:opcion|numero|num|no|nro|hora|cita)?\s*[.#]?\s*"
    r"(?P<number>\d{1,2}|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)"
    r"\s*[.)]?(?:[\s,]+(?:por favor|porfa|porfavor|x ?fa(?:vor)?|porfis|please|gracias|esta bien|"
    r"me sirve|me va bien|me queda bien|me parece bien|seria perfecto|mejor|entonces|esta perfecto|perfecto|si))*"
)
ORDINAL = re.compile(
    r"\b(?:la |el |lo )?(?P<word>primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|1(?:r|er)[ao]|2d[ao]|3(?:r|"
    r"er)[ao])\b"
    r"(?!\s+(?:de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|"
    r"diciembre)|"
    r"semana|vez|cita|hora|disponible|que (?:haya|tenga)|espacio|turno|nombre|apellido))"
    r"(?<!y cuarto)(?<!menos cuarto)"
)
THAT_ONE = re.compile(
    r"\b(?:quiero|prefiero|tomo|escojo|elijo|deme|dame|me quedo con) (?:la|el) "
    r"(?P<word>primer[ao]|segund[ao]|tercer[ao])\b(?! (?:hora|cita|semana|vez))"
)
NOT_THAT_ONE = re.compile(
    r"\bno (?:puedo|quiero|me sirve|me va bien|me queda bien) (?:a |en )?(?:la|el) "
    r"(?:primer[ao]|segund[ao]|tercer[ao])\b"
    r"|\b(?:la|el) (?:primer[ao]|segund[ao]|tercer[ao])(?: opcion)? no(?: me| puedo|$)"
)
LAST = re.compile(
    r"\b(?:la|el|lo) (?:ultim[oa]|de (?:hasta )?abajo|del final)\b(?!\s+(?:semana|mes|vez|dia))|^ultim[oa]$"
)
LATE_ONE = re.compile(r"\b(?:la|el) (?:mas tarde|mas tardia|mas tardio|de mas tarde)\b")
EARLY_ONE = re.compile(r"\b(?:la|el) (?:mas temprano|mas temprana|de mas temprano|de antes|de (?:hasta )?arriba)\b")
MIDDLE = re.compile(r"\b(?:la|el) (?:de en ?medio|del medio|de la mitad|intermedia|del centro)\b")
ANY_OF_THEM = re.compile(
    r"\b(?:cualquiera(?: de (?:ellas|esas|esos|las (?:dos|tres)))?|la que sea|el que sea|elija usted|escoja usted|"
    r"usted (?:elija|escoja|diga)|todas me sirven|me da igual|me da lo mismo)\b"
)
OTHER_DOCTOR = re.compile(
    r"\b(?:otr[oa]|diferente|distint[oa]|nuev[oa])\s+(?:doctora?|dr|dra|medic[oa]|dentista|terapeuta|especialista|"
    r"persona|enfermer[oa]|profesional)\b|\b(?:alguien|quien) mas\b|\bno\s+con\s+(?:el|ella|ese|esa)\b|"
    r"\bcon otr[oa]$|"
    r"\bcon otr[oa] (?:doctora?|medic[oa]|persona)\b|\bcon (?:el|ella|ese|esa) no\b"
)
OTHER_PLACE = re.compile(
    r"\b(?:otr[oa])\s+(?:lugar|lado|clinica|sucursal|consultorio|sitio|sede|oficina|ubicacion|parte)\b|\bmas cerca\b"
)
OTHER_DAY = re.compile(
    r"\b(?:otr[oa]s?|diferente|distint[oa])\s+(?:dias?|fechas?|semanas?)\b|\bese dia no\b|\bno ese dia\b|"
    r"\b(?:(?:el|al) dia siguiente|un dia despues)\b|\bcualquier otro dia\b"
)
LATER = re.compile(r"\b(?:mas tarde|mas tardecito|muy temprano|demasiado temprano|muy pronto|despues de esas?)\b")
EARLIER = re.compile(
    r"\b(?<!lo )(?<!cuanto )(?:mas temprano|mas tempranito|antes de es[ao]|mas antes|antes|mas pronto)\b(?! posible)|"
    r"\b(?:muy tarde|demasiado tarde|muy lejos)\b"
)
OTHER = re.compile(
    r"\b(?:otr[oa]s?|diferentes?|distint[oa]s?|mas)\s+(?:horas?|horarios?|opcion(?:es)?|alternativas?|citas?|"
    r"espacios?|turnos?|"
    r"huecos?|momentos?)\b|\bningun[oa](?: de (?:es[ao]s|ell[ao]s|est[ao]s))?\b|\b(?:algo|alguna?|que|"
    r"nada) (?:otra cosa|mas)\b|"
    r"\bque mas (?:hay|tienen?)\b|^\W*(?:mas|otr[oa]s?|siguientes?|cuales otras|hay mas|tienen? otr[ao])\W*$|"
    r"\b(?:es[ao]s|est[ao]s|ell[ao]s) no\b|\bno (?:me |nos )?(?:sirven?|conviene[n]?|quedan?|gustan?|acomodan?|"
    r"vienen? bien|"
    r"van? bien|puedo (?:a )?es[ao]s?|puedo en es[ao]s?)\b|\botr[oa]$"
)
ANY_TIME = re.compile(
    r"\b(?:cuando sea|cualquier (?:dia|hora|momento|horario)|a cualquier hora|lo antes posible|"
    r"lo mas pronto(?: posible)?|"
    r"cuanto antes|lo mas temprano(?: posible)?|la primera (?:que (?:haya|tenga|tengan)|disponible|libre|"
    r"hora disponible)|"
    r"el primer (?:espacio|turno|hueco|dia)(?: disponible| libre)?|lo primero que (?:haya|tenga|tengan)|"
    r"la (?:proxima|siguiente) (?:disponible|libre)|urgente(?:mente)?|urge|ya mismo|ahora mismo|ahorita|me da igual|"
    r"me da lo mismo|no importa (?:la hora|el dia|cuando)|da igual|usted (?:diga|elija|escoja)|el que (?:sea|haya)|"
    r"la que (?:sea|haya)|cualquiera|cuando (?:haya|pueda|puedan|tenga|tengan)(?: lugar| espacio| hueco)?)\b"
)
ANY_DOCTOR = re.compile(
    r"\b(?:cualquier (?:doctora?|medic[oa]|dentista|persona)|cualquiera|con quien sea|quien sea|el que sea|"
    r"la que sea|"
    r"no importa(?: quien| con quien)?|me da igual|da igual|me da lo mismo)\b"
)
SKIP = re.compile(
    r"^\W*(?:omitir|omita|omitelo|saltar|salte|saltelo|pasar|paso|mejor no|no|"
    r"(?:prefiero no|preferiria no|no (?:l[oa] )?quiero)"
    r"(?: (?:decir|dar|compartir)(?:se)?(?:l[oa])?(?: es[aeo](?: \w+)?)?)?|"
    r"no (?:se )?l[oa] doy|eso no|luego|despues|mas tarde|no (?:lo |la )?(?:se|recuerdo)|no me acuerdo|"
    r"ningun[oa]|para que\??|por que\??)(?: gracias| por favor| porfa)?\W*$"
)
NOT_SURE = re.compile(
    r"\b(?:no estoy segur[oa]|no (?:lo )?se|ni idea|no tengo idea|que (?:tienen|ofrecen|me recomienda|recomienda|"
    r"hay|opciones)|"
    r"cuales (?:tienen|hay|ofrecen)|digame usted|usted que (?:dice|cree|recomienda)|ayudeme|ayudame|quien sabe)\b"
)
ALL_OF_THEM = re.compile(
    r"^(?:(?:quiero|tomo|deme|cancele|cancelar|mueva|reserve)\s+)?(?:l[ao]s (?:dos|tres|2|3)|amb[ao]s|"
    r"tod[ao]s(?: ell[ao]s)?|todo|"
    r"(?:la |el )?[1-3](?:\s*(?:y|,|\s)\s*(?:la |el )?[1-3])+)(?: por favor| porfa)?$"
)
YEARS_AWAY = re.compile(r"\b(?:dentro de|en) (?:un|una|dos|tres|cuatro|cinco|diez|\d+|unos|algunos|varios) anos?\b")
RUDE = re.compile(
    r"\b(?:mierda|carajo|chinga\w*|pendej\w*|idiotas?|estupid\w*|imbecil(?:es)?|put[ao]s?|cabron\w*|inutil(?:es)?|"
    r"basura|"
    r"jod(?:er|ers?e|id[oa]s?|an|ete)|cono|maldit[ao]|no sirves?(?: para nada)?|que asco|ridicul[oa]|hart[oa]|"
    r"callate|tont[oa])\b"
    r"|\b(?:nunca|nadie)(?: me| nos)? (?:contestan?|responden?|atienden?|llaman?)\b"
)
COMES_ALONG = re.compile(
    r"\b(?:viene|vendra|va|ir|venir|entrar|entra|acompan\w+) (?:conmigo|tambien)\b|"
    r"\b(?:ir|voy|venir|vengo|llegar|llego|entrar|entro|pasar) con (?:mis?|nuestr[oa]s?|un|una)\b|"
    r"\bllevar a\b|\btraer a\b|\bconmigo\b|\bacompan\w+\b|\btambien (?:viene|va|vendra)\b|\blos dos\b|\by yo\b"
)
MYSELF = re.compile(
    r"^\W*(?:(?:es|no|si|la cita es|solo)[\s,]+)*(?:para\s+)?(?:mi|mi mism[oa]|yo|yo mism[oa]|un servidor|"
    r"una servidora|"
    r"soy yo|la mia|el mio)(?: mism[oa])?(?: por favor| porfa| gracias)?\W*$"
)
RELATIVES = {
    "child": r"hij[oa]s?|hijit[oa]|nin[oa]s?|nen[ea]s?|bebe|beba|bebita?o?|peque(?:n[oa]|nit[oa])?|chiquit[oa]|"
    r"chamac[oa]|hijastr[oa]",
    "parent": r"suegr[oa]|madre|padre|mama|papa|mami|papi|papas|padres|viejit[oa]|jef[ae]",
    "partner": r"espos[oa]|marido|mujer|pareja|novi[oa]|prometid[oa]",
    "other": r"herman[oa]|amig[oa]|abuel[oa]|abuelit[oa]|ti[oa]|sobrin[oa]|prim[oa]|vecin[oa]|niet[oa]|cunad[oa]|"
    r"ahijad[oa]|"
    r"padrino|madrina|companer[oa]",
}
RELATIVE = re.compile(
    r"\b(?:mis?|nuestr[oa]s?|para (?:un|una|el|la)|su)\s+(?:\w+\s+){0,1}?(?P<who>"
    + "|".join(RELATIVES.values())
    + r")\b"
)
BY_THE_WAY = re.compile(
    r"\b(?:mis?|nuestr[oa]s?) (?:\w+ )?(?:" + "|".join(RELATIVES.values()) + r") (?:ya |siempre |tambien )?"
    r"(?:(?:dice|dijo|cree|piensa|insiste(?: en)?) que (?:yo|tengo|debo|necesito|vaya|venga|haga|pida)\b"
    r"|me (?:dijo|dice|recomend\w+|hablo|conto|mando|pidio|insiste)\b|l[oe]s recomend\w+)"
)
SOMEONE_ELSE = re.compile(r"\b(?:para|es|es para) (?:otra persona|alguien mas)\b|\bno es para mi\b|\botra persona\b")
COMMAND_WORD = re.compile(r"\b(?:citas?|turnos?|consultas?|reserva(?:cion(?:es)?|s)?|visitas?)\b")
_LISTA = r"(?:listas? de (?:espera|cancelacion(?:es)?)|wait ?list|waiting list)"
_NO_OTHER = r"(?! de(?:l| la| las| los)? (?:super\w*|mercado|compras?|invitados|tareas))"
_UNA_LISTA = rf"(?:(?:la|el|una|un|su|esa) )?(?:{_LISTA}|lista\b{_NO_OTHER}|list\b)"
_PONGA = (
    r"(?:pong\w+|pon(?:me|nos|er\w*|gan?|lo|la|le|ga\w*)|apunt\w+|anot\w+|agreg\w+|inclu\w+|met[ae]\w*|inscrib\w+"
    r"|deje\w*|registr\w+|sum[ae]\w*|(?:me|nos|le|lo|la) (?:pone[ns]?|apunta[ns]?|anota[ns]?|mete[ns]?))"
)
_SE_LIBERA = (
    r"(?:se (?:liber|desocup)\w+|se (?:abr|cancel)\w+ (?:algo|algun\w*|una?|otr[oa]|agenda|hueco|espacio|lugar|cita)"
    r"|(?:queda|quede)n? (?:algo |un \w+ |una \w+ )?libres?|queda (?:un|una|algun\w*) \w+"
    r"|(?:sale|salga|surge|surja) (?:algo|una?|otr[oa]|algun\w*)\b|lo que salga"
    r"|(?:alguien|alguno|otro|otra persona|otro paciente) (?:cancel|falt)\w+"
    r"|(?:hay|haya|hubiera|habria) (?:una |alguna |un )?cancelaci\w+|cancelaciones)"
)
_AVISE = (
    r"(?:avis\w+|notif\w+|digame|dime|diganme|me (?:dice|avisa|escribe|llama)[ns]?|escrib[ae]\w*|llam[ea]\w*|"
    r"(?:me |nos )?mand[ea]\w*(?: un)? mensaje|me tienen? en cuenta|tengame en cuenta|text me|let me know|me interesa)"
)
WAITLIST = re.compile(r"\blistas? de (?:espera|cancelacion(?:es)?)\b")
# As in English; whoever writes "lista" alone may shop.
WAITS = re.compile(
    rf"\b{_PONGA}\b(?: \w+){{0,4}}? (?:en|a|al|para) {_UNA_LISTA}"
    r"|\b(?:estar|entrar|quedar(?:me)?|unirme|quedo) (?:en|a) (?:(?:la|una|su|el) )?(?:lista|waitlist)\b"
    r"|\b(?:quedar(?:me)?|estar|quedo) en espera de\b"
    rf"|^(?:(?:por favor|porfa|ok|si|no|hola|buenas|pues|entonces|ninguna|mejor)[\s,]+)*(?:la )?{_LISTA}"
    r"(?! (?:es|esta|como|cuant\w+|de que))\b"
    rf"|\b{_AVISE}\b.{{0,25}}?\b(?:si|cuando|en cuanto|por si)\b.{{0,40}}?\b{_SE_LIBERA}"
    rf"|\b(?:si|cuando|en cuanto)\b.{{0,15}}?\b{_SE_LIBERA}.{{0,60}}?\b{_AVISE}\b"
)
WAITS_NOT = re.compile(
    r"\b(?:no|ni|sin|ya no|nunca|en vez de|quit\w+|saqu\w+|borr\w+|salir\w*|salgo|estoy|estamos)"
    r"(?: (?:me|nos|quiero|quisiera|deseo|hace|falta|es|necesario|necesito|que|estar|poner\w*|pongan?|ya|en|de|la|una"
    r"|su|a))*"
    rf" (?:{_LISTA}|avis\w+)"
)
_UN_MOMENTO = (
    r"(?:esper[ae](?:me|te|se|n)?|un (?:momento|momentito|segundo|minuto|rato)|momento|momentito|aguant[ae]\w*"
    r"|deme un (?:momento|momentito|segundo|minuto|rato))"
)
HESITATES = re.compile(
    rf"(?:(?:ay|oh|ah|eh|este|perdon|disculpe|no|uy|ok|a ver|por favor)[\s,]+)*{_UN_MOMENTO}"
    rf"(?:[\s,]+(?:{_UN_MOMENTO}|por favor|porfa|perdon|disculpe|no|mejor no|es[ae] no|no es[ae]|asi no|me equivoque))*"
)
TAKES_BACK = re.compile(r"\b(?:no|me equivoque)\b")
