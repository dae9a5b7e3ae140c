//! Conversations among friends, family and neighbours.

use super::Script;

pub(in crate::sample) const SCRIPTS: [Script; 24] = [
    Script {
        subject: "Dinner on {day}?",
        turns: &[
            "We are making {dish} on {day} and there will be far too much of it. Come by, around {time}? Bring nothing, or \
             bring a story.",
            "I would love to. I have a story, it has a goose in it. See you at {time}.",
            "A goose! Now I am counting the hours.",
        ],
    },
    Script {
        subject: "Photos from {city}",
        turns: &[
            "At last I have sorted the pictures from {city}. The one of you on the bridge is my favourite; you look as if \
             you had just invented rivers.",
            "What a lovely batch. Would you send me the big version of the bridge? My mother wants it on her wall.",
            "It is on its way. Greetings to your mother!",
        ],
    },
    Script {
        subject: "Happy birthday!",
        turns: &[
            "A very happy birthday! I hope that somebody has made {dish} for you, and that the year ahead is gentle and a \
             bit adventurous.",
            "Thank you so much! There was {dish}, there were candles, and the neighbour's dog sang along. I am a lucky \
             person.",
        ],
    },
    Script {
        subject: "{book}",
        turns: &[
            "Have you read {book}? I finished it last night and would like to throw the last chapter at somebody. \
             Preferably you.",
            "I am on page {n}0 and already suspicious of the uncle. Do not tell me anything!",
            "I say nothing. Only: keep an eye on the letters.",
            "Finished. The LETTERS. I need to talk about this, coffee at {cafe}?",
        ],
    },
    Script {
        subject: "A weekend in {city}",
        turns: &[
            "We found a small flat in {city} for a long weekend. There is a second bedroom, and your name is practically \
             written on it. Would you come along?",
            "If I get {day} off, I am in. Is it far to the sea? I would swim in any weather.",
            "Ten minutes on foot. The landlady says that the water is refreshing, which I believe means cold.",
        ],
    },
    Script {
        subject: "The spare key",
        turns: &[
            "I locked myself out again. Do you still have my spare key?",
            "It hangs where it always hangs. I am home until {time}.",
            "You are an angel. I will bring {dish}.",
        ],
    },
    Script {
        subject: "Choir on {day}",
        turns: &[
            "Choir begins an hour earlier on {day}, at {time}. We try the new piece, the one with the impossible altos.",
            "We altos are not impossible, we are misunderstood. I will be there.",
        ],
    },
    Script {
        subject: "Tomato seedlings",
        turns: &[
            "I have {n} tomato seedlings too many, and they look at me every morning. Would your balcony take some?",
            "My balcony would be honoured. Are they the sweet little ones?",
            "Sweet, little and very ambitious. I will leave them at your door on {day}.",
        ],
    },
    Script {
        subject: "We have moved!",
        turns: &[
            "We have moved, only four streets but it feels like another town. The kettle works, the curtains are missing. \
             Come and see it before we have made it tidy.",
            "How wonderful! I will come on {day} with bread and salt, as one does. And curtains?",
            "Bread and salt are perfect. The curtains can wait, we like to look at the tree.",
        ],
    },
    Script {
        subject: "How are you?",
        turns: &[
            "I passed {cafe} today and had to think of you. It has been months. How are you? How is the knee, how is the \
             garden?",
            "What a nice surprise! The knee is fine, the garden is a jungle, I have taken up the cello again and the \
             neighbours are being very brave. And you?",
            "Busy in a good way. Less travelling, more cooking. Let us not wait for months again.",
        ],
    },
    Script {
        subject: "Grandma's recipe",
        turns: &[
            "Do you have Grandma's recipe for {dish}? Mine tastes of nothing, hers tasted of Sunday.",
            "Her secret was to forget it on the stove. I will copy the card for you, with all the stains.",
            "The stains are the important part!",
        ],
    },
    Script {
        subject: "Running on {day} morning",
        turns: &[
            "A slow round by the river on {day}, {time}? I promise not to talk about heart rates.",
            "Only if we stop at {cafe} afterwards. Slow is my best discipline.",
        ],
    },
    Script {
        subject: "The concert",
        turns: &[
            "I have two tickets for the concert on {day} and nobody to sit next to. It is strings, it is loud, it ends \
             before your bedtime.",
            "Strings and loud, that is all I want. Meet you at the door at {time}?",
            "At the door at {time}. I am the one with the tickets.",
        ],
    },
    Script {
        subject: "Cat question",
        turns: &[
            "Could you feed the cat from {day} on, for {n} days? She pretends to be starving. Do not believe her.",
            "I have never believed her. Of course I will. Same cupboard?",
            "Same cupboard. She now also opens it herself, so please tie the string.",
        ],
    },
    Script {
        subject: "School play",
        turns: &[
            "The school play is on {day} at {time}. Ours is the third tree from the left and has been practising the wind \
             for weeks. Do you want to come?",
            "I would not miss the third tree for the world. I will clap in the right place.",
        ],
    },
    Script {
        subject: "Bicycle for sale?",
        turns: &[
            "You once mentioned that your old bicycle might be for sale. Is it still? I would give it a good home and a \
             new bell.",
            "It is, and I would like to see it ride again. Take it for a week; if you like each other we talk about \
             money, not before.",
            "We like each other very much. What would you want for it?",
            "Bring {dish} and {n}0 in a nice envelope.",
        ],
    },
    Script {
        subject: "Postcard",
        turns: &[
            "Your postcard from {city} came today, after {n} weeks and with a footprint on it. It made my morning.",
            "It must have walked! I am glad that it arrived. The next one will be sent by snail, for speed.",
        ],
    },
    Script {
        subject: "Moving the piano",
        turns: &[
            "We have found a piano. It is free, it is brown, it is on the third floor. Are you free on {day}?",
            "I am free, and I know two people with strong arms and a weakness for {dish}.",
            "Then there will be {dish} for everybody. Thank you, thank you.",
        ],
    },
    Script {
        subject: "Allotment news",
        turns: &[
            "The neighbours say that the hedge must be cut by {day}. I have the shears, you have the ladder. Shall we join \
             forces?",
            "The ladder and I will be there at {time}.",
        ],
    },
    Script {
        subject: "Something to listen to",
        turns: &[
            "I have been listening to that record you gave me, {n} times by now. The third piece sounds like snow. Have \
             you got more like this?",
            "Plenty. I will make you a list tonight. Begin with the slow ones, they open last.",
        ],
    },
    Script {
        subject: "Thank you",
        turns: &[
            "Thank you for listening on {day}. I slept well for the first time in weeks, and things look smaller this \
             morning.",
            "Any time, truly. Call whenever, also when it is nothing.",
        ],
    },
    Script {
        subject: "Baby!",
        turns: &[
            "She is here! Since {day} morning, healthy, with a lot of hair and a very clear opinion about hats. We are \
             tired and terribly happy.",
            "Oh, how wonderful! Welcome, little one. I am knitting already, and it will not be a hat.",
        ],
    },
    Script {
        subject: "Board games",
        turns: &[
            "Board games at ours on {day}? We have a new one about trains that nobody understands yet.",
            "I do not need to understand it to win it. What shall I bring?",
            "Bring {dish}, and modesty.",
        ],
    },
    Script {
        subject: "Sunrise walk",
        turns: &[
            "I want to see the sunrise from the hill once this year. Would you get up for that, on {day} perhaps?",
            "For the sunrise no, for you yes. I bring the thermos, you bring the reason.",
            "The reason is pink and lasts eleven minutes.",
        ],
    },
];
