//! Who sends from an address, by all that is known of it.

use super::address::Form;
use super::hint::Hint;
use super::verdict::Noise;
use crate::name::Called;

/// Who sends from an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sender {
    /// Somebody who writes.
    Person,
    /// A mailing list, a newsletter.
    List,
    /// A program.
    Robot,
    /// A function that several people may read.
    Role,
}

/// What came from an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// How many personal messages.
    pub personal: u32,
    /// How many of each [`Noise`], by its number less one. What is automatic says nothing of who sends from
    /// there, and is not counted.
    pub noise: [u32; 4],
    /// How many answer something, or pass something on: those of personal ones, and of those to many or over lists.
    pub answers: u32,
    /// How many personal ones read as each [`Hint`] says.
    pub hints: [u32; 2],
    /// How many personal ones of which a subject says nothing do not name me as one to whom they go.
    pub elsewhere: u32,
}

impl Heard {
    /// Adds a message. `to_me`: whether it names me as one to whom it goes.
    pub fn add(&mut self, noise: Option<Noise>, answers: bool, hint: Option<Hint>, to_me: bool) {
        let count = match noise {
            None => Some(&mut self.personal),
            Some(Noise::Automatic) => return,
            Some(noise) => self.noise.get_mut(noise as usize - 1),
        };
        count.into_iter().for_each(|count| *count += 1);
        let by_somebody = matches!(noise, None | Some(Noise::Mass | Noise::List));
        self.answers += u32::from(answers && by_somebody);
        if noise.is_none() && !answers {
            match hint {
                Some(hint) => self.hints.get_mut(hint as usize).into_iter().for_each(|count| *count += 1),
                None => self.elsewhere += u32::from(!to_me),
            }
        }
    }
}

/// Who sends from an address of that form, under such a name.
#[must_use]
pub fn sender(form: Form, called: Called, heard: Heard) -> Sender {
    let [mass, over_list, bulk, robot] = heard.noise;
    let named = called == Called::Person;
    let [bulk_hints, robot_hints] = heard.hints;
    let all_hinted = |hints: u32| hints > 0 && hints == heard.personal;
    // Programs post over lists, too, but they have no names, or one of a program.
    let posts = over_list > 0 && bulk == 0;
    match form {
        Form::Robot => Sender::Robot,
        Form::Token if named && posts => Sender::Person,
        Form::Token => Sender::Robot,
        Form::News if named && heard.answers > 0 => Sender::Person,
        Form::News | Form::Role if posts && heard.answers > 0 => Sender::Person,
        Form::Made if named && heard.personal > 0 => Sender::Person,
        Form::News | Form::Made => Sender::List,
        Form::Role if named && posts => Sender::Person,
        Form::Role if bulk > 0 && heard.personal == 0 => Sender::List,
        Form::Role if all_hinted(robot_hints) => Sender::Robot,
        Form::Role if all_hinted(bulk_hints) => Sender::List,
        Form::Role => Sender::Role,
        Form::Plain | Form::Name => {
            let by_somebody = named || form == Form::Name;
            match () {
                () if heard.answers > 0 => Sender::Person,
                () if posts && (by_somebody || called != Called::Organisation) => Sender::Person,
                () if heard.personal == 0 && robot > over_list + bulk => Sender::Robot,
                () if heard.personal == 0 && over_list + bulk > 0 => Sender::List,
                // Somebody who writes to many at once.
                () if heard.personal == 0 && mass > 0 => Sender::Person,
                () if called == Called::Organisation && all_hinted(robot_hints) => Sender::Robot,
                () if called == Called::Organisation => Sender::List,
                () if by_somebody => Sender::Person,
                () if all_hinted(robot_hints) => Sender::Robot,
                // What goes to nobody, or to others alone, is seldom meant for me.
                () if all_hinted(bulk_hints + heard.elsewhere) => Sender::List,
                () => Sender::Person,
            }
        }
    }
}
