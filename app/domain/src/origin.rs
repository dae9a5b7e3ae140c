//! Who is a person, and why: the ladder of origins.

use crate::decision::{ContactPolicy, ContactSource, RuleScope};
use crate::message::ParticipantRole;
use crate::noise::Noise;
use serde::{Deserialize, Serialize};

/// How someone came in, the weakest first; the strongest of all messages counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Origin {
    /// Lists, newsletters and automated senders alone named them.
    #[default]
    Noise,
    /// They wrote over a list or to many, or someone named them in To or Cc of a message to many.
    Seen,
    /// Someone who wrote to the user personally named them in To or Cc.
    SeenWithMe,
    /// They wrote to the user personally.
    WroteMe,
    /// The user named them in Bcc.
    WroteBcc,
    /// The user named them in Cc.
    WroteCc,
    /// The user wrote to them.
    WroteTo,
}

impl Origin {
    /// What a message says of someone whom it names in that role.
    #[must_use]
    pub const fn of(role: ParticipantRole, sent: bool, noise: Option<Noise>) -> Self {
        match (role, sent, noise) {
            // No one wrote it.
            (_, _, Some(Noise::Automatic)) => Self::Noise,
            (ParticipantRole::To, true, _) => Self::WroteTo,
            (ParticipantRole::Cc, true, _) => Self::WroteCc,
            (ParticipantRole::Bcc, true, _) => Self::WroteBcc,
            (ParticipantRole::From, false, None) => Self::WroteMe,
            (ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc, false, None) => Self::SeenWithMe,
            // Someone else passed on what they wrote.
            (ParticipantRole::Original, false, _) => Self::Seen,
            (ParticipantRole::From, false, Some(Noise::List | Noise::Mass))
            | (ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc, false, Some(_)) => Self::Seen,
            _ => Self::Noise,
        }
    }

    /// Whether someone who came in so becomes a person by themselves.
    #[must_use]
    pub const fn suffices(self, contact_policy: ContactPolicy) -> bool {
        match contact_policy {
            ContactPolicy::Written => matches!(self, Self::WroteTo | Self::WroteCc | Self::WroteBcc),
            ContactPolicy::WrittenOrWrote => {
                matches!(self, Self::WroteTo | Self::WroteCc | Self::WroteBcc | Self::WroteMe)
            }
            ContactPolicy::Seen => !matches!(self, Self::Noise),
        }
    }
}

/// Why someone is a person, or is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// A person: the user said so.
    Said,
    /// A person: something was typed of them.
    Typed,
    /// A person, by a rule.
    Rule(RuleScope),
    /// A person: they came from there, whatever the mail says of them.
    CameFrom(ContactSource),
    /// A person, by how they came in.
    Origin(Origin),
    /// Not one: the user said so.
    Hidden,
    /// Not one, by a rule.
    RuleNeverShow(RuleScope),
    /// Not tracked, by a rule.
    Untracked(RuleScope),
    /// Not tracked: a colleague, by their number.
    Colleague(u64),
    /// Not tracked: everyone at this domain is a colleague.
    OwnDomain(String),
    /// Not one: a mailing list or a newsletter.
    List,
    /// Not one: a program.
    AutomatedSender,
    /// Not one: an address of a function that several people may read.
    RoleAddress,
    /// Not one: all that came from them went over lists, or to many.
    OnlyNoise,
    /// Not one, by how they came in and by what was chosen of [`ContactPolicy`].
    TooWeak(Origin),
}

impl Reason {
    /// Whether it makes a person.
    #[must_use]
    pub const fn is_person(&self) -> bool {
        matches!(self, Self::Said | Self::Typed | Self::Rule(_) | Self::CameFrom(_) | Self::Origin(_))
    }
}
