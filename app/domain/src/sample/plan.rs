//! Who writes to whom, when: everything but the words, a few bytes a message.

use super::calendar::{self, DAY, HOUR};
use super::data::{bulk, groups};
use super::dice::{Dice, mix};
use super::people::{Human, Rhythm, everybody};
use super::topic::{Topic, scripts};

/// The whole mailbox, planned.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) humans: Vec<Human>,
    pub(super) threads: Vec<Thread>,
    /// The people of all threads, one after the other.
    members: Vec<u16>,
    /// The messages of all threads, one after the other.
    pub(super) notes: Vec<Note>,
}

/// A conversation.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) topic: Topic,
    pub(super) seed: u64,
    members: (u32, u32),
    /// Its first message and how many there are.
    pub(super) notes: (u32, u32),
}

/// A message.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) thread: u32,
    pub(super) turn: u8,
    pub(super) author: Author,
    /// When it was written, in seconds since 1970-01-01 UTC.
    pub(super) at: i64,
    /// Whether it bears a Message-ID.
    pub(super) identified: bool,
}

/// Who wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    Owner,
    Human(u16),
    /// One of those who write to the mailing list.
    ListWriter(usize),
    /// A newsletter or a program; which one, the topic says.
    Machine,
}

/// How far back it goes.
const SPAN: i64 = 730 * DAY;

impl Plan {
    pub(super) fn new(seed: u64, now: i64, owner_domain: &str) -> Self {
        let mut dice = Dice::new(seed);
        let humans = everybody(&mut dice, owner_domain);
        let plan = Self { humans, threads: Vec::new(), members: Vec::new(), notes: Vec::with_capacity(5000) };
        let mut maker = Maker { plan, dice, now, seed };
        for human in 0..maker.plan.humans.len() {
            maker.letters(human);
        }
        maker.groups();
        maker.everybody();
        maker.machines();
        maker.list();
        maker.plan
    }

    pub(super) fn members(&self, thread: &Thread) -> &[u16] {
        let (from, to) = thread.members;
        self.members.get(from as usize..to as usize).unwrap_or_default()
    }

    pub(super) fn human(&self, number: u16) -> Option<&Human> {
        self.humans.get(usize::from(number))
    }
}

struct Maker {
    plan: Plan,
    dice: Dice,
    now: i64,
    seed: u64,
}

impl Maker {
    /// Everything between the owner and someone.
    fn letters(&mut self, number: usize) {
        let Some(human) = self.plan.humans.get(number) else { return };
        let (rhythm, tongue, at_work) = (human.rhythm, human.tongue, human.company.is_some() || number < 12);
        let member = u16::try_from(number).unwrap_or_default();
        let start = self.now - SPAN;
        let (count, from, to) = match rhythm {
            Rhythm::Lively => (self.dice.between(11, 19), start, self.now - 2 * DAY),
            Rhythm::Regular => (self.dice.between(4, 8), start, self.now - DAY),
            Rhythm::Silent => {
                let from = start + self.dice.between(0, 150) * DAY;
                (self.dice.between(6, 11), from, from + self.dice.between(150, 330) * DAY)
            }
            Rhythm::Occasional => (self.dice.between(1, 3), start, self.now - DAY),
            Rhythm::Once => (1, start, self.now - DAY),
        };
        // A stride that shares no divisor with the number of any scripts: none comes twice before all have come.
        let (first, stride) = (self.dice.index(100), self.dice.pick(&[1, 7, 11, 13]));
        let step = (to - from) / count;
        for index in 0..count {
            let home = !at_work || self.dice.percent(12);
            let all = scripts(tongue, home).len();
            let which = (first + usize::try_from(index).unwrap_or(0) * stride) % all.max(1);
            let day = from + index * step + self.dice.between(0, step);
            let at = calendar::begin(&mut self.dice, day, home);
            let topic = Topic::Letter(tongue, home, which);
            if rhythm == Rhythm::Once {
                self.thread(topic, &[member], &[Author::Human(member)], at, 0);
            } else {
                self.between_two(topic, member, at);
            }
        }
        if rhythm == Rhythm::Lively && number.is_multiple_of(3) {
            // Something of today or yesterday.
            let home = !at_work;
            let which = (first + usize::try_from(count).unwrap_or(0) * stride) % scripts(tongue, home).len().max(1);
            let at = self.now - self.dice.between(HOUR / 2, 40 * HOUR);
            self.between_two(Topic::Letter(tongue, home, which), member, at);
        }
    }

    fn between_two(&mut self, topic: Topic, member: u16, at: i64) {
        let other = Author::Human(member);
        let authors = if self.dice.percent(45) { [Author::Owner, other] } else { [other, Author::Owner] };
        self.thread(topic, &[member], &authors, at, 86);
        let wrote = self.plan.notes.last().is_some_and(|note| note.author == Author::Owner);
        if wrote && self.dice.percent(2) {
            let at = self.plan.notes.last().map_or(at, |note| note.at) + 20;
            self.thread(Topic::Away, &[member], &[other], at, 0);
        }
    }

    /// Adds a thread: its first message at `at`, the others as long as the script goes, the dice say so, and they are
    /// not in the future. The authors take turns.
    fn thread(&mut self, topic: Topic, members: &[u16], authors: &[Author], at: i64, goes_on: u64) {
        let (thread, first) = (self.plan.threads.len(), self.plan.notes.len());
        let home = matches!(topic, Topic::Letter(_, true, _) | Topic::Group(true, _) | Topic::List(_));
        let (mut at, mut turn) = (at, 0u8);
        for author in authors.iter().cycle().take(topic.turns()) {
            if at >= self.now || (turn > 0 && !self.dice.percent(goes_on)) {
                break;
            }
            let thread = u32::try_from(thread).unwrap_or(u32::MAX);
            self.plan.notes.push(Note { thread, turn, author: *author, at, identified: true });
            at = calendar::answer(&mut self.dice, at, home);
            turn += 1;
        }
        // Only a message that no one answers can do without a Message-ID.
        let forgets = self.dice.percent(1);
        if let Some(last) = self.plan.notes.get_mut(first..).and_then(<[Note]>::last_mut)
            && last.author != Author::Owner
        {
            last.identified = !forgets;
        }
        let range = |from: usize, to: usize| (u32::try_from(from).unwrap_or(0), u32::try_from(to).unwrap_or(0));
        let from = self.plan.members.len();
        self.plan.members.extend_from_slice(members);
        let members = range(from, self.plan.members.len());
        let seed = mix(self.seed, thread as u64);
        self.plan.threads.push(Thread { topic, seed, members, notes: range(first, usize::from(turn)) });
    }

    fn groups(&mut self) {
        for number in 0..40 {
            let home = number % 3 == 0;
            let script = self.dice.index(if home { groups::HOME.len() } else { groups::WORK.len() });
            let day = self.now - SPAN + number * (SPAN / 40) + self.dice.between(0, SPAN / 40);
            let at = calendar::begin(&mut self.dice, day, home);
            let size = self.dice.between(3, 7);
            let members: Vec<u16> = self.some_people(size, home);
            let one = members.first().map_or(Author::Owner, |&member| Author::Human(member));
            let answering = members.get(1).map_or(Author::Owner, |&member| Author::Human(member));
            let beginning = if self.dice.percent(50) { Author::Owner } else { one };
            self.thread(Topic::Group(home, script), &members, &[beginning, answering], at, 90);
        }
    }

    /// Some of those who are written with often: colleagues, or friends.
    fn some_people(&mut self, count: i64, home: bool) -> Vec<u16> {
        let mut found: Vec<u16> = Vec::new();
        while i64::try_from(found.len()).is_ok_and(|len| len < count) {
            let number = u16::try_from(self.dice.index(if home { 90 } else { 40 })).unwrap_or(0);
            if !found.contains(&number) {
                found.push(number);
            }
        }
        found
    }

    /// Two mails to more people than anyone knows.
    fn everybody(&mut self) {
        for days in [410, 95] {
            let members = self.some_people(25, true);
            let author = members.first().map_or(Author::Owner, |&member| Author::Human(member));
            let at = calendar::begin(&mut self.dice, self.now - days * DAY, true);
            self.thread(Topic::Everybody, &members, &[author], at, 0);
        }
    }

    fn machines(&mut self) {
        let newsletters = bulk::NEWSLETTERS.iter().enumerate();
        let newsletters = newsletters.map(|(which, sender)| (sender, Topic::Newsletter(which, 0)));
        let automated_senders = bulk::AUTOMATED_SENDERS
            .iter()
            .enumerate()
            .map(|(which, sender)| (sender, Topic::AutomatedSender(which, 0)));
        for (sender, topic) in newsletters.chain(automated_senders) {
            let every = i64::from(sender.every) * DAY;
            let mut day = self.now - SPAN + self.dice.between(0, every);
            while day < self.now {
                let letter = self.dice.index(sender.letters.len());
                let topic = match topic {
                    Topic::Newsletter(which, _) => Topic::Newsletter(which, letter),
                    Topic::AutomatedSender(which, _) => Topic::AutomatedSender(which, letter),
                    other => other,
                };
                let at = calendar::begin(&mut self.dice, day, false);
                self.thread(topic, &[], &[Author::Machine], at, 0);
                day += every + self.dice.between(-every / 5, every / 5);
            }
        }
    }

    fn list(&mut self) {
        let mut day = self.now - SPAN;
        while day < self.now {
            let script = self.dice.index(bulk::LIST_SCRIPTS.len());
            let first = self.dice.index(bulk::LIST_WRITERS.len());
            let second = (first + 1 + self.dice.index(bulk::LIST_WRITERS.len() - 1)) % bulk::LIST_WRITERS.len();
            let answers = if self.dice.percent(6) { Author::Owner } else { Author::ListWriter(second) };
            let at = calendar::begin(&mut self.dice, day, true);
            self.thread(Topic::List(script), &[], &[Author::ListWriter(first), answers], at, 85);
            day += self.dice.between(2, 11) * DAY;
        }
    }
}
