//! Letters to several people, and what they answer to all.

use super::Script;

pub(in crate::sample) const WORK: [Script; 6] = [
    Script {
        subject: "{project}: kick-off on {day}",
        turns: &[
            "We begin with {project} on {day} at {time}. Please bring one thing that worked in your last project, and one \
             that did not. I will bring coffee.",
            "I am in, and I have a long list of things that did not work. Which one should I pick?",
            "The funniest one. See you all on {day}.",
        ],
    },
    Script {
        subject: "Minutes, and who does what",
        turns: &[
            "Thank you all for today. In short: we keep the date, we drop the second brochure, and everybody sends me \
             their part by {day}.",
            "My part is nearly done, you will have it tomorrow.",
            "Splendid. Then I can put it together before the weekend.",
        ],
    },
    Script {
        subject: "Farewell on {day}",
        turns: &[
            "After {n} years it is time for something new. Before I go I would like to see you all once more: {day}, \
             {time}, {cafe}.",
            "You will be missed, and so will your jokes, even the one with the photocopier. I will be there.",
        ],
    },
    Script {
        subject: "Visitors from {city}",
        turns: &[
            "On {day} we have visitors from {city}. Could each of you show them for ten minutes what you are working on? \
             No slides, please.",
            "With pleasure. I could do {time}.",
            "{time} is yours.",
        ],
    },
    Script {
        subject: "New coffee machine",
        turns: &[
            "The new coffee machine has come. Please read the card on the wall before you press the red button. I mean \
             it.",
            "What does the red button do?",
            "Read the card.",
        ],
    },
    Script {
        subject: "{project}: last questions",
        turns: &[
            "Before we close {project}: has anybody something that must not be forgotten? I collect until {day}.",
            "The thank-you note to the people in {city}. They saved us in March.",
            "Good that you say it. Done.",
        ],
    },
];

pub(in crate::sample) const HOME: [Script; 4] = [
    Script {
        subject: "Summer party",
        turns: &[
            "Summer party in our garden on {day}, from {time} until the neighbours join us. Tell me what you bring, so that \
             we do not end up with seven salads again.",
            "I bring {dish}. And a salad, to keep the tradition.",
            "Of course you do. One salad it is.",
        ],
    },
    Script {
        subject: "A present for all of us to give",
        turns: &[
            "It is a round birthday this time. Shall we all give something together? I thought of a weekend in {city}.",
            "A wonderful idea, count me in.",
            "Then I will book it. Not a word!",
        ],
    },
    Script {
        subject: "Reading group: {book}",
        turns: &[
            "We meet on {day} at {time}, at my place. The book is {book}; whoever has not finished it may still come and \
             be quiet.",
            "I will come and be quiet.",
        ],
    },
    Script {
        subject: "Hiking in autumn",
        turns: &[
            "The hut is reserved, {n} beds, one night. Bring warm socks and something to share. The path begins at the \
             station at {time}.",
            "Socks packed, cheese bought, boots found under the stairs.",
        ],
    },
];

/// A mail to everyone one knows.
pub(in crate::sample) const EVERYBODY: Script = Script {
    subject: "My new address",
    turns: &[
        "Dear all, from next month on you find us in {city}. The telephone number stays the same, the door is green \
              now. Come and see us!",
    ],
};
