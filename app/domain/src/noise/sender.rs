//! Who sends from an address, by all that is known of it.

use super::address::AddressForm;
use super::hint::Hint;
use super::verdict::Noise;
use crate::name::Called;
use serde::{Deserialize, Serialize};

/// Who sends from an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sender {
    /// Someone who writes.
    Person,
    /// A mailing list, a newsletter.
    List,
    /// A program.
    AutomatedSender,
    /// A function that several people may read.
    Role,
}

/// What came from an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderCounts {
    /// How many personal messages.
    pub personal: u32,
    /// How many of each [`Noise`], by its number less one. What is automatic says nothing of who sends from
    /// there, and is not counted.
    pub noise: [u32; 4],
    /// How many answer something, or pass something on: those of personal ones, and of those to many or over lists.
    pub answers: u32,
    /// How many personal ones read as each [`Hint`] says.
    pub hints: [u32; 2],
    /// How many personal ones of which a subject says nothing do not name the user as one to whom they go.
    pub elsewhere: u32,
}

impl SenderCounts {
    /// Adds a message. `to_me`: whether it names the user as one to whom it goes.
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
pub fn sender(form: AddressForm, called: Called, heard: SenderCounts) -> Sender {
    let [mass, over_list, bulk, automated] = heard.noise;
    let named = called == Called::Person;
    let [bulk_hints, automated_hints] = heard.hints;
    let all_hinted = |hints: u32| hints > 0 && hints == heard.personal;
    // Programs post over lists, too, but they have no names, or one of a program.
    let posts = over_list > 0 && bulk == 0;
    match form {
        AddressForm::AutomatedSender => Sender::AutomatedSender,
        AddressForm::Token if named && posts => Sender::Person,
        AddressForm::Token => Sender::AutomatedSender,
        AddressForm::News if named && heard.answers > 0 => Sender::Person,
        AddressForm::News | AddressForm::Role if posts && heard.answers > 0 => Sender::Person,
        AddressForm::Made if named && heard.personal > 0 => Sender::Person,
        AddressForm::News | AddressForm::Made => Sender::List,
        AddressForm::Role if named && posts => Sender::Person,
        AddressForm::Role if bulk > 0 && heard.personal == 0 => Sender::List,
        AddressForm::Role if all_hinted(automated_hints) => Sender::AutomatedSender,
        AddressForm::Role if all_hinted(bulk_hints) => Sender::List,
        AddressForm::Role => Sender::Role,
        AddressForm::Plain | AddressForm::Name => {
            let by_somebody = named || form == AddressForm::Name;
            match () {
                () if heard.answers > 0 => Sender::Person,
                () if posts && (by_somebody || called != Called::Organisation) => Sender::Person,
                () if heard.personal == 0 && automated > over_list + bulk => Sender::AutomatedSender,
                () if heard.personal == 0 && over_list + bulk > 0 => Sender::List,
                // Someone who writes to many at once.
                () if heard.personal == 0 && mass > 0 => Sender::Person,
                () if called == Called::Organisation && all_hinted(automated_hints) => Sender::AutomatedSender,
                () if called == Called::Organisation => Sender::List,
                () if by_somebody => Sender::Person,
                () if all_hinted(automated_hints) => Sender::AutomatedSender,
                // What goes to no one, or to others alone, is seldom meant for the user.
                () if all_hinted(bulk_hints + heard.elsewhere) => Sender::List,
                () => Sender::Person,
            }
        }
    }
}
