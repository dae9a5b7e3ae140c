//! Conversations at work.

use super::Script;

pub(in crate::sample) const SCRIPTS: [Script; 30] = [
    Script {
        subject: "{project}: first draft of the schedule",
        turns: &[
            "Here is a first draft of the schedule for {project}. The only date I am unsure about is {day}: the room may \
             not be free. Could you look over the second half before I show it to anybody else?",
            "Thanks, this reads well. I would move the review by two days, otherwise everything lands on the same \
             {day}. The rest is fine with me.",
            "Good point, moved. I will send it around this afternoon and put you down for the review.",
        ],
    },
    Script {
        subject: "Quote for {n} workshop days",
        turns: &[
            "As promised, our quote: {n} days on site, travel included, and a short report at the end. If you would \
             rather have it remote, it becomes a good deal cheaper.",
            "That was quick, thank you. On site is what we want. Can the report be in plain language, so that the people \
             who work with it can read it too?",
            "Absolutely, plain language is how we like it best. I have changed the wording. Shall we pencil in the week \
             after next?",
            "Please do. I will have the paperwork ready by {day}.",
        ],
    },
    Script {
        subject: "Notes from {day}",
        turns: &[
            "Thank you for the good conversation on {day}. What I took away: we start small, with one team; you send the \
             figures; I find out who in {city} can help. Did I miss anything?\n[notes.txt]",
            "Nothing missed. One more thing: we should tell Ingrid's team early, they like to be asked. The figures will \
             follow tomorrow.",
        ],
    },
    Script {
        subject: "Invoice 20{n}4-{n}7",
        turns: &[
            "I hope you are well. Our invoice for last month is attached. Nothing unusual in it, only the second trip to \
             {city} is new.\n[invoice.csv]",
            "Received, thank you. It goes out with the next payment run, so you should have it by {day}.",
            "Perfect, thank you for the quick answer.",
        ],
    },
    Script {
        subject: "Could we speak on {day}?",
        turns: &[
            "Do you have half an hour on {day}? I would like to talk through {project} before it grows any further. \
             {time} would suit me, but I can move things around.",
            "{time} works. Shall I call you, or would you rather meet at {cafe}? I could do with a walk.",
            "A walk it is. See you at {cafe} at {time}.",
        ],
    },
    Script {
        subject: "{project} is live",
        turns: &[
            "As of this morning {project} is live. No drama at all, which after the last weeks feels almost suspicious. \
             Thank you for your patience with my many questions.",
            "Congratulations! I clicked around for ten minutes and found nothing to complain about, and you know that I \
             tried. Cake is on me.",
        ],
    },
    Script {
        subject: "A small question about the drawings",
        turns: &[
            "On sheet {n} the door opens to the left, in the model it opens to the right. Which one is true?",
            "The model is right. We changed it after the visit in {city} and I forgot the sheet. A new one comes today.",
            "Thank you, then I can stop standing in front of the door in my head.",
        ],
    },
    Script {
        subject: "Who can help with translations?",
        turns: &[
            "We need about {n}0 pages translated, nothing legal, mostly friendly instructions. Do you know somebody who \
             writes well and is not booked until spring?",
            "I do: a former colleague in {city}, careful and fast. I have asked whether I may pass on the address and \
             will write as soon as I hear back.",
            "That is very kind. There is no hurry, a month from now would still be in time.",
            "Good news, the answer was yes. You will get a mail directly.",
        ],
    },
    Script {
        subject: "Change of plan for {city}",
        turns: &[
            "The train on {day} is cancelled, so I will come the evening before. Is there a small hotel near you that you \
             would send a friend to?",
            "Two streets away there is one with creaking stairs and the best breakfast in town. Shall I book it for you?",
            "Yes please! And thank you. Creaking stairs are a bonus.",
        ],
    },
    Script {
        subject: "Feedback on the proposal",
        turns: &[
            "I read the proposal twice. The first half is excellent. In the second half I lost the thread around page \
             {n}: what happens if the pilot does not work out? One honest paragraph about that would make it stronger.",
            "You are right, we were tiptoeing around it. I have written that paragraph now and it is shorter than I feared. \
             Have another look?",
            "Much better. Send it.",
        ],
    },
    Script {
        subject: "Introducing two people who should know each other",
        turns: &[
            "I keep telling a friend in {city} about your work, and it is high time that you two talked. May I introduce \
             you by mail?",
            "With pleasure. Tell your friend that I answer best before lunch.",
        ],
    },
    Script {
        subject: "Access to the {project} folder",
        turns: &[
            "I cannot open the {project} folder any more; it says that I am not on the list. Could you put me back?",
            "You fell off the list when we tidied up on {day}, sorry. You should be able to open it now.",
            "It works. Tidying up is dangerous.",
        ],
    },
    Script {
        subject: "Samples arrived",
        turns: &[
            "The samples are here, all {n} of them. The dark one is more beautiful than in the photograph, the pale one \
             has a scratch. When do you need an answer?",
            "By {day} would be lovely. I will replace the pale one, do not worry about sending it back.",
            "Then it is decided: the dark one. We would order after the holidays.",
            "A good choice. I will keep it aside for you.",
        ],
    },
    Script {
        subject: "Your talk in {city}",
        turns: &[
            "We would love to have you as a speaker in {city}. Half an hour, a friendly crowd, no slides needed. Your \
             travel is paid for, and there is {dish} afterwards.",
            "How could I refuse? I would talk about what went wrong with {project} and what we learned from it. Is that \
             too honest?",
            "It is exactly what people want to hear. I will put you on the programme for {time}.",
        ],
    },
    Script {
        subject: "Numbers for the quarter",
        turns: &[
            "Here are the numbers, with the late ones from {city}. We are a little above last year, mostly because of \
             {project}.\n[quarter.csv]",
            "Thank you. Line {n} looks too good to be true, could you check it once more?",
            "It was too good to be true: counted twice. Corrected file attached, and thank you for your eyes.\n[quarter-2.csv]",
        ],
    },
    Script {
        subject: "Looking for a summer intern",
        turns: &[
            "We have room for an intern this summer, somebody curious who likes {city}. Is there anyone at your place who \
             asks good questions?",
            "Two people come to mind. I will ask them this week. What would they do all day?",
            "The first week they follow whoever they like. After that they get a small thing of their own, and we all \
             come to see it at the end.",
        ],
    },
    Script {
        subject: "{project}: moving the deadline",
        turns: &[
            "I would rather tell you today than on {day}: we need one more week for {project}. The hard part is done, but \
             I do not want to hurry the testing.",
            "Thank you for saying so early. A week is fine, two would not be. Tell me if there is anything that I can \
             take off your desk.",
            "One week it is. If you could answer the questions from {city} yourself, that would help a lot.",
            "Done, they are happy.",
        ],
    },
    Script {
        subject: "Contract for next year",
        turns: &[
            "The contract for next year is ready from our side. The only change is the notice period, as we discussed. \
             Please read it without hurry.",
            "Read, understood, signed. It goes into the post today. I look forward to another year.",
        ],
    },
    Script {
        subject: "Thank you for {day}",
        turns: &[
            "Just a short note to say thank you for {day}. The team still talks about your example with the ferry \
             timetable.",
            "That makes me happy. It was a good group, they asked better questions than most. Do invite me again.",
        ],
    },
    Script {
        subject: "Printer's proof",
        turns: &[
            "The proof is back from the printer. The blue came out slightly too green, everything else is crisp. Shall I \
             ask for another one, or can you live with it?",
            "I can live with many things, but not with that green. One more round, please.",
            "I hoped you would say that. New proof on {day}.",
        ],
    },
    Script {
        subject: "Office plants",
        turns: &[
            "I am away for {n} weeks. Would you water the plants by the window? The big one drinks like a camel, the small \
             ones only want a sip.",
            "Of course. I will talk to them as well, in your voice.",
            "They will not be fooled, but thank you.",
        ],
    },
    Script {
        subject: "A bug that I cannot explain",
        turns: &[
            "Since {day} the export leaves out the last line, but only for customers in {city}. I have looked at it so \
             long that I no longer see it. Would you lend me your eyes for an hour?",
            "Is there an accent in the name of the street? We had that once: the line was counted in letters and cut in \
             bytes.",
            "You are a magician. That was it. I owe you a coffee at {cafe}.",
        ],
    },
    Script {
        subject: "Room for {n}0 people",
        turns: &[
            "Do you still know that place in {city} with the high windows? We are looking for a room for {n}0 people, one \
             afternoon in spring.",
            "The old customs house. It is lovely in spring, and they bring their own {dish}. I have the number somewhere, \
             give me until {day}.",
            "No hurry at all, and thank you!",
        ],
    },
    Script {
        subject: "Your opinion, before I send this",
        turns: &[
            "Before I send the letter to everybody: is it too long? I wanted to be kind and may have been wordy.",
            "It is kind and it is too long. Cut the second paragraph, nobody will miss it. The last sentence is the best \
             one, put it first.",
            "Ouch, and thank you. It is half as long now and twice as good.",
        ],
    },
    Script {
        subject: "{project} after the summer",
        turns: &[
            "What do you think of taking up {project} again after the summer? We left it in good order, and now there would \
             be time for it.",
            "I would like that very much. Let us meet in {city} and walk through it once, there are a few corners that I \
             want to see again.",
            "Let us say the first {day} in September.",
        ],
    },
    Script {
        subject: "Delivery on {day}",
        turns: &[
            "The delivery comes on {day} between eight and {time}. Someone has to sign for it. Could that be you?",
            "I am in anyway. How big is it? Last time I could not get out of the door.",
            "Only {n} boxes this time, I promise.",
        ],
    },
    Script {
        subject: "Reference for a former colleague",
        turns: &[
            "A former colleague of yours has applied with us and named you. Would you tell me in a few sentences what it \
             was like to work together? It stays between us.",
            "Happily. Calm when it gets loud, honest about mistakes, funny in meetings. Hire without hesitation, and \
             return to us if you ever have too many of them.",
            "That settles it. Thank you for the warm words.",
        ],
    },
    Script {
        subject: "Lunch next week?",
        turns: &[
            "It has been too long. Lunch on {day} at {cafe}? I want to hear everything about {project}.",
            "Yes! {time}? I will bring the photographs.",
            "{time} is perfect.",
        ],
    },
    Script {
        subject: "Safety training, who is missing",
        turns: &[
            "From your team {n} people have not done the safety training yet. The next one is on {day} at {time}; it takes \
             an hour and there is coffee.",
            "I will send them. One is on leave, may she come to the one after?",
            "Of course, I have moved her.",
        ],
    },
    Script {
        subject: "Old archive boxes",
        turns: &[
            "We found {n} boxes from your time here. Old plans of {project}, a scarf, and a cup that says Boss. Should we \
             keep anything?",
            "The plans can go, the scarf too. The cup I would like to have back, it was a joke that only two people \
             understood.",
            "The cup is on its way to you.",
        ],
    },
];
