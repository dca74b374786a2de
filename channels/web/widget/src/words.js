// Everything the widget itself says, in the languages it speaks. What the clinic says comes from the server.

const WORDS = {
  en: {
    open: "Open the chat",
    close: "Close the chat",
    title: "Message us",
    greeting: "Hello! Ask a question, or tell us what you need an appointment for.",
    placeholder: "Write a message",
    send: "Send",
    thread: "Messages",
    choices: "Answers to choose from",
    unread: (number) => (number === 1 ? "1 new message" : `${number} new messages`),
    answering: "The clinic is answering",
    sending: "Sending",
    waiting: "Waiting to be sent",
    failed: "Not sent.",
    again: "Try again",
    you: "You",
    offline: "No connection. Your messages are kept here and sent when it is back.",
    tooFast: "That was a lot at once. Your message goes out in a moment.",
    gone: "Your earlier chat was closed after a long time, so this is a new one.",
    tooLong: (most) => `Please keep a message under ${most} letters.`,
    refused: "The chat cannot be used from this page. Please call us.",
    unavailable: "The chat does not answer right now. We keep trying; in a hurry, please call us.",
  },
  es: {
    open: "Abrir el chat",
    close: "Cerrar el chat",
    title: "Escríbanos",
    greeting: "¡Hola! Haga una pregunta o díganos para qué necesita una cita.",
    placeholder: "Escriba un mensaje",
    send: "Enviar",
    thread: "Mensajes",
    choices: "Respuestas para elegir",
    unread: (number) => (number === 1 ? "1 mensaje nuevo" : `${number} mensajes nuevos`),
    answering: "La clínica está respondiendo",
    sending: "Enviando",
    waiting: "En espera de envío",
    failed: "No enviado.",
    again: "Intentar de nuevo",
    you: "Usted",
    offline: "Sin conexión. Sus mensajes se guardan aquí y se envían cuando vuelva.",
    tooFast: "Fueron muchos mensajes seguidos. El suyo sale en un momento.",
    gone: "Su chat anterior se cerró tras mucho tiempo, así que este es uno nuevo.",
    tooLong: (most) => `Escriba menos de ${most} letras por mensaje, por favor.`,
    refused: "El chat no se puede usar desde esta página. Llámenos, por favor.",
    unavailable: "El chat no responde en este momento. Seguimos intentando; si es urgente, llámenos, por favor.",
  },
};

/** The first language of `wanted` (such as "es-MX") that the widget speaks; English when it speaks none. */
export function languageOf(...wanted) {
  const spoken = wanted.map((tag) => (tag || "").toLowerCase().split("-")[0]);
  return spoken.find((tag) => tag in WORDS) || "en";
}

export function wordsIn(language) {
  return WORDS[language];
}
