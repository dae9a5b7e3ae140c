//! The same everyday things in German, French and Spanish.

use super::{Manners, Script};

pub(in crate::sample) const GERMAN: Manners = Manners {
    greetings: &["Hallo {you},", "Moin {you},", "Guten Morgen {you},", "{you},"],
    closings: &["Herzliche Grüße\n{me}", "Viele Grüße\n{me}", "Liebe Grüße\n{me}", "Bis bald\n{me}"],
    wrote: "Am {date} schrieb {name}:",
    days: &["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"],
    dishes: &["Linsensuppe", "Zwetschgenkuchen", "Kartoffelsalat", "Käsespätzle", "Apfelstrudel"],
    cafes: &["im Café Linde", "in der Alten Apotheke", "im Blauen Kessel", "am Marktplatz"],
};

pub(in crate::sample) const FRENCH: Manners = Manners {
    greetings: &["Bonjour {you},", "Salut {you},", "Coucou {you},", "{you},"],
    closings: &["Bien à toi,\n{me}", "À bientôt,\n{me}", "Amitiés,\n{me}", "Je t’embrasse,\n{me}"],
    wrote: "Le {date}, {name} a écrit :",
    days: &["lundi", "mardi", "mercredi", "jeudi", "vendredi"],
    dishes: &["une tarte aux prunes", "une soupe de lentilles", "un gratin", "un clafoutis"],
    cafes: &["au Petit Tilleul", "à la Vieille Pharmacie", "au café du coin", "place du Marché"],
};

pub(in crate::sample) const SPANISH: Manners = Manners {
    greetings: &["Hola, {you}:", "¡Hola, {you}!", "Buenos días, {you}:", "{you}:"],
    closings: &["Un abrazo,\n{me}", "Saludos,\n{me}", "Hasta pronto,\n{me}", "Besos,\n{me}"],
    wrote: "El {date}, {name} escribió:",
    days: &["lunes", "martes", "miércoles", "jueves", "viernes"],
    dishes: &["tortilla", "empanada", "tarta de manzana", "sopa de lentejas"],
    cafes: &["en el Café Tilo", "en la Botica", "en la plaza", "en el bar de la esquina"],
};

pub(in crate::sample) const GERMAN_SCRIPTS: [Script; 9] = [
    Script {
        subject: "Treffen am {day}?",
        turns: &[
            "hast du am {day} um {time} eine halbe Stunde? Ich würde gern über {project} sprechen, bevor es noch größer \
             wird.",
            "{day} passt gut. Wollen wir uns {cafe} treffen? Dann komme ich endlich einmal vor die Tür.",
            "Sehr gern. Bis dann!",
        ],
    },
    Script {
        subject: "Rückmeldung zum Entwurf",
        turns: &[
            "danke für den Entwurf, er liest sich sehr gut. Nur auf Seite {n} bin ich gestolpert: Für wen ist das \
             geschrieben, für uns oder für die Gäste?",
            "Erwischt. Für uns. Ich schreibe es um und schicke es dir bis {day}.",
            "Wunderbar, keine Eile.",
        ],
    },
    Script {
        subject: "Rechnung über {n} Tage",
        turns: &[
            "anbei die Rechnung über {n} Tage, wie besprochen. Die Fahrt nach {city} habe ich nicht berechnet, die war ja \
             auch Vergnügen.\n[Rechnung.txt]",
            "Vielen Dank, sie ist schon angewiesen. Die nächste Fahrt berechnest du aber bitte!",
        ],
    },
    Script {
        subject: "{project}: Lieferung verschoben",
        turns: &[
            "die Lieferung für {project} kommt erst am {day}. Es tut mir leid, der Zoll hatte seine eigenen Pläne.",
            "Halb so wild, wir haben ohnehin noch keinen Platz. Danke, dass du gleich Bescheid gibst.",
        ],
    },
    Script {
        subject: "Urlaubsvertretung",
        turns: &[
            "ich bin ab {day} für {n} Tage weg. Würdest du solange nach {project} sehen? Es sollte nichts passieren, aber \
             man weiß ja nie.",
            "Mache ich gern. Leg mir nur bitte den Schlüssel hin, nicht wie letztes Mal.",
            "Der Schlüssel liegt diesmal wirklich da. Versprochen.",
        ],
    },
    Script {
        subject: "Essen am {day}",
        turns: &[
            "am {day} gibt es bei uns {dish}, und zwar viel zu viel. Kommst du? So gegen {time}?",
            "Da sage ich nicht nein. Ich bringe Wein mit und eine Geschichte mit einer Gans.",
        ],
    },
    Script {
        subject: "Fotos aus {city}",
        turns: &[
            "endlich habe ich die Bilder aus {city} sortiert. Das auf der Brücke ist mein liebstes.",
            "Wie schön! Schickst du mir das große? Meine Mutter möchte es an die Wand hängen.",
            "Schon unterwegs. Grüß sie herzlich!",
        ],
    },
    Script {
        subject: "Alles Gute zum Geburtstag!",
        turns: &[
            "alles Liebe zum Geburtstag! Ich hoffe, es gibt {dish} und jemanden, der dir den Abwasch abnimmt.",
            "Danke dir! Es gab {dish}, Kerzen und einen singenden Nachbarshund. Ich habe es gut.",
        ],
    },
    Script {
        subject: "{book}",
        turns: &[
            "hast du „{book}“ gelesen? Ich bin gestern fertig geworden und muss dringend mit jemandem darüber reden.",
            "Ich bin auf Seite {n}0, verrate nichts! Nächste Woche {cafe}?",
        ],
    },
];

pub(in crate::sample) const FRENCH_SCRIPTS: [Script; 6] = [
    Script {
        subject: "Déjeuner {day} ?",
        turns: &[
            "cela fait trop longtemps ! On déjeune {day}, {cafe} ? Je veux tout savoir sur {project}.",
            "Avec plaisir. {time}, c’est possible pour toi ? J’apporterai les photos.",
            "{time}, parfait.",
        ],
    },
    Script {
        subject: "Le devis pour {project}",
        turns: &[
            "voici le devis comme promis : {n} jours sur place, voyage compris. Dis-moi si quelque chose te paraît \
             étrange.\n[devis.txt]",
            "Merci, c’est très clair. Je le signe dès que je rentre de {city}.",
        ],
    },
    Script {
        subject: "Relecture",
        turns: &[
            "aurais-tu une heure pour relire ma lettre ? J’ai voulu être aimable et j’ai peur d’avoir été longue.",
            "Elle est aimable et elle est longue. Supprime le deuxième paragraphe, personne ne le regrettera.",
            "Aïe, et merci. C’est deux fois mieux.",
        ],
    },
    Script {
        subject: "Un week-end à {city}",
        turns: &[
            "nous avons trouvé un petit appartement à {city} pour un long week-end. Il y a une deuxième chambre. Tu viens ?",
            "Si j’ai mon {day}, je viens. Est-ce loin de la mer ?",
            "Dix minutes à pied. Prends un pull.",
        ],
    },
    Script {
        subject: "Joyeux anniversaire !",
        turns: &[
            "très joyeux anniversaire ! J’espère que quelqu’un t’a fait {dish}.",
            "Merci mille fois ! Il y avait {dish}, des bougies, et le chien des voisins a chanté.",
        ],
    },
    Script {
        subject: "Les plants de tomates",
        turns: &[
            "j’ai {n} plants de tomates de trop, et ils me regardent chaque matin. Ton balcon en voudrait-il ?",
            "Mon balcon en serait honoré. Je passe {day} avec {dish}.",
        ],
    },
];

pub(in crate::sample) const SPANISH_SCRIPTS: [Script; 6] = [
    Script {
        subject: "¿Comemos el {day}?",
        turns: &[
            "hace demasiado tiempo que no nos vemos. ¿Comemos el {day} {cafe}? Quiero saberlo todo sobre {project}.",
            "¡Sí! ¿A las {time}? Llevo las fotos.",
            "Perfecto, a las {time}.",
        ],
    },
    Script {
        subject: "Presupuesto de {project}",
        turns: &[
            "te mando el presupuesto: {n} días, viaje incluido. Si algo no se entiende, me llamas.\n[presupuesto.txt]",
            "Muchas gracias, se entiende todo. Lo firmo en cuanto vuelva de {city}.",
        ],
    },
    Script {
        subject: "Cambio de fecha",
        turns: &[
            "prefiero decírtelo hoy: para {project} necesitamos una semana más. Lo difícil ya está hecho.",
            "Gracias por avisar a tiempo. Una semana está bien. ¿Te ayudo con algo?",
            "Con tu paciencia me basta.",
        ],
    },
    Script {
        subject: "Fotos de {city}",
        turns: &[
            "por fin he ordenado las fotos de {city}. La del puente es mi favorita, sales muy bien.",
            "¡Qué bonitas! ¿Me mandas la grande? Mi madre la quiere en la pared.",
        ],
    },
    Script {
        subject: "¡Feliz cumpleaños!",
        turns: &[
            "¡muchas felicidades! Espero que hoy haya {dish} y que alguien te friegue los platos.",
            "¡Mil gracias! Hubo {dish}, velas y un perro que cantaba. No me puedo quejar.",
        ],
    },
    Script {
        subject: "Un libro para ti",
        turns: &[
            "¿has leído «{book}»? Lo terminé anoche y necesito hablar con alguien. Contigo, a ser posible.",
            "Voy por la página {n}0. ¡No me cuentes nada!",
            "Ni una palabra. Solo: fíjate en las cartas.",
        ],
    },
];
