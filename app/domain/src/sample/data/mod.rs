//! What the sample mailbox is made of: names, places and things to say. Every address is under `.example` (RFC 2606).

pub(super) mod bulk;
pub(super) mod groups;
pub(super) mod home;
pub(super) mod names;
pub(super) mod other_languages;
pub(super) mod places;
pub(super) mod work;

/// A conversation: a subject and its turns, alternately by the one and by the other. Words in braces are filled in,
/// the same ones through the whole conversation; see [`Filling`](super::letter::Filling).
pub(super) struct Script {
    pub(super) subject: &'static str,
    pub(super) turns: &'static [&'static str],
}

/// How a language begins and ends a letter.
pub(super) struct Manners {
    pub(super) greetings: &'static [&'static str],
    pub(super) closings: &'static [&'static str],
    /// What stands above quoted text.
    pub(super) wrote: &'static str,
    pub(super) days: &'static [&'static str],
    pub(super) dishes: &'static [&'static str],
    pub(super) cafes: &'static [&'static str],
}

pub(super) const ENGLISH: Manners = Manners {
    greetings: &["Hi {you},", "Hello {you},", "Dear {you},", "{you},", "Hi {you} –", "Good morning {you},"],
    closings: &["Best,\n{me}", "Best wishes,\n{me}", "Thanks,\n{me}", "Cheers,\n{me}", "All the best,\n{me}", "{me}"],
    wrote: "On {date}, {name} wrote:",
    days: &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
    dishes: &["the lentil soup", "the plum cake", "the mushroom pie", "the walnut bread", "the apple crumble"],
    cafes: &["the Blue Kettle", "Café Linden", "the Corner Press", "the Old Pharmacy", "the Fig & Fennel"],
};
