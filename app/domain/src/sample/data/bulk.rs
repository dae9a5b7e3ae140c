//! Newsletters, programs and a mailing list.

use super::Script;

/// Who writes to many, or is no one.
pub(in crate::sample) struct Sender {
    pub(in crate::sample) name: &'static str,
    pub(in crate::sample) address: &'static str,
    /// Days between two mails, more or less.
    pub(in crate::sample) every: u32,
    /// What is written: a subject and one turn each.
    pub(in crate::sample) letters: &'static [Script],
}

pub(in crate::sample) const NEWSLETTERS: [Sender; 6] = [
    Sender {
        name: "The Kestrel Press Letter",
        address: "letter@news.kestrelpress.example",
        every: 14,
        letters: &[
            Script {
                subject: "New this month: {book}",
                turns: &[
                    "We are proud to bring out {book}, a novel that smells of rain and printing ink. Read the first \
                          chapter on our pages, and come to the reading in {city}.",
                ],
            },
            Script {
                subject: "Readers ask, {city} answers",
                turns: &[
                    "This fortnight: {n} letters from our readers, an interview in {city}, and the story of a cover \
                          that was almost yellow.",
                ],
            },
        ],
    },
    Sender {
        name: "Sorrel Garden Supplies",
        address: "hello@mail.sorrel-garden.example",
        every: 10,
        letters: &[
            Script {
                subject: "What to sow before {day}",
                turns: &[
                    "Peas, broad beans, and whatever your neighbour gives you. This week {n}0 sorts of seed are at \
                          half price.",
                ],
            },
            Script {
                subject: "Your garden in {n} steps",
                turns: &[
                    "It begins with a chair. Sit down, look, and only then dig. The rest is in our guide, free for \
                          all readers.",
                ],
            },
        ],
    },
    Sender {
        name: "Café Linden",
        address: "post@cafelinden.example",
        every: 7,
        letters: &[Script {
            subject: "This week: {dish}",
            turns: &["Fresh this week: {dish}. On {day} there is music from {time}, as loud as the neighbours allow."],
        }],
    },
    Sender {
        name: "Istra Travel",
        address: "offers@istratravel.example",
        every: 12,
        letters: &[Script {
            subject: "{city} by night train",
            turns: &[
                "Go to sleep at home, wake up in {city}: {n} new connections from this {day} on, with breakfast in \
                      bed.",
            ],
        }],
    },
    Sender {
        name: "The Weir Theatre",
        address: "programme@weirtheatre.example",
        every: 21,
        letters: &[Script {
            subject: "Now playing: {book}",
            turns: &["{book}, on our stage for {n} nights only. Tickets at the door from {time}."],
        }],
    },
    Sender {
        name: "Copperline Changelog",
        address: "changelog@copperline.example",
        every: 9,
        letters: &[Script {
            subject: "Copperline {n}.{n}: quieter and faster",
            turns: &[
                "In this version: {n} things fixed, one thing removed, and a new icon that nobody asked for. Thank \
                      you for your reports.",
            ],
        }],
    },
];

pub(in crate::sample) const AUTOMATED_SENDERS: [Sender; 5] = [
    Sender {
        name: "Parcel Post",
        address: "no-reply@parcelpost.example",
        every: 16,
        letters: &[Script {
            subject: "Your parcel arrives on {day}",
            turns: &["Your parcel from {city} is on its way and will be with you on {day} from {time} on. Please do \
                      not answer this message."],
        }],
    },
    Sender {
        name: "Calendar",
        address: "calendar@agenda.example",
        every: 8,
        letters: &[Script {
            subject: "Reminder: {project}, {day} {time}",
            turns: &["{project}, {day} at {time}. Place: {cafe}."],
        }],
    },
    Sender {
        name: "Taskboard",
        address: "notifications@taskboard.example",
        every: 5,
        letters: &[Script {
            subject: "[{project}] {n} cards were moved",
            turns: &["{n} cards were moved on the board {project} today."],
        }],
    },
    Sender {
        name: "Meadow Bank",
        address: "donotreply@meadowbank.example",
        every: 30,
        letters: &[Script {
            subject: "Your statement is ready",
            turns: &["Your monthly statement is ready in your online banking. We never ask for your password by mail."],
        }],
    },
    Sender {
        name: "Mail Delivery System",
        address: "mailer-daemon@harbourmail.example",
        every: 90,
        letters: &[Script {
            subject: "Undelivered Mail Returned to Sender",
            turns: &["Your message could not be delivered to one or more recipients. The mailbox is full."],
        }],
    },
];

/// A mailing list, and those who write there.
pub(in crate::sample) const LIST_NAME: &str = "Allotment Talk";
pub(in crate::sample) const LIST_ADDRESS: &str = "allotment-talk@lists.greenthumb.example";
pub(in crate::sample) const LIST_ID: &str = "allotment-talk.lists.greenthumb.example";

pub(in crate::sample) const LIST_WRITERS: [(&str, &str); 10] = [
    ("Hedda Moss", "hedda@mossgarden.example"),
    ("Ivor Plumtree", "ivor.plumtree@skymail.example"),
    ("Bettina Grün", "gruen@schrebergarten.example"),
    ("Old Tom", "tom@the-shed.example"),
    ("Wanda Zielińska", "wanda.z@mailmeadow.example"),
    ("P. Spade", "spade@letterbird.example"),
    ("Céleste Verger", "verger@courrier.example"),
    ("Moss & Fern", "fern@mossgarden.example"),
    ("Reinhold Beet", "beet@schrebergarten.example"),
    ("Lily Nightingale", "lily@nightingale.example"),
];

pub(in crate::sample) const LIST_SCRIPTS: [Script; 8] = [
    Script {
        subject: "Slugs, again",
        turns: &[
            "They ate the lettuce in one night, all {n} heads. What does one do, apart from crying?",
            "Go out at {time} with a torch and carry them to the far end of the path. They need {n} days to come back.",
            "Mine need one. I think they have friends with wheels.",
            "Ducks. The answer is always ducks.",
        ],
    },
    Script {
        subject: "Spare rhubarb",
        turns: &[
            "I divided the rhubarb and have {n} crowns to give away. First come, first served, by the gate on {day}.",
            "One for me, please! I bring {dish} in return.",
            "Me too, if any is left.",
        ],
    },
    Script {
        subject: "Water is off on {day}",
        turns: &[
            "The water is off on {day} until {time}, they mend the pipe by the old oak. Fill your cans before.",
            "Thank you for telling. Last year I stood there with soap in my hair.",
        ],
    },
    Script {
        subject: "Which potato for a shady plot?",
        turns: &[
            "My plot has sun from {time} on at best. Is there a potato that does not mind?",
            "An early one, and patience. Plant it a week later than the book says.",
            "The book is always a week early. It was written in {city}.",
        ],
    },
    Script {
        subject: "Seed swap",
        turns: &[
            "Seed swap in the clubhouse on {day}. Write the name and the year on the bag, please; last time we all grew \
             pumpkins by accident.",
            "I come with {n} sorts of beans and no pumpkins, I swear.",
        ],
    },
    Script {
        subject: "Hedgehog in the compost",
        turns: &[
            "There is a hedgehog asleep in my compost. May I turn it (the compost) or must I wait?",
            "Wait until April. You have been chosen.",
            "What an honour. I shall whisper when I pass.",
        ],
    },
    Script {
        subject: "Minutes of the spring meeting",
        turns: &[
            "The minutes are on the board by the gate. In short: the fee stays, the hedge goes down to {n}0 inches, the \
                  cake was praised.",
        ],
    },
    Script {
        subject: "Apple trees, when to cut?",
        turns: &[
            "Now, or after the frost? I have heard three answers from two neighbours.",
            "After the hard frost, before the buds, on a day when you are in a good mood.",
            "And never on {day}, says my grandfather, but he does not say why.",
        ],
    },
];

/// What people's mail programs say when they are away.
pub(in crate::sample) const AWAY: Script = Script {
    subject: "Out of office",
    turns: &["I am away until {day} and read my mail only now and then. If it cannot wait, please call the office."],
};
