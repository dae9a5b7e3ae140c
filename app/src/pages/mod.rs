//! The pages, each in three: `model` (pure), views (functions of signals), and a `mod` that loads and wires.
//!
//! # Hooks for tests
//!
//! Tests find things by `data-testid`, by a field's `name`, and by roles; what they compare stands in attributes, not
//! in words. Dates are in seconds since 1970-01-01 UTC.
//!
//! | `data-testid` | What it is | Attributes |
//! |---|---|---|
//! | `nav-people`, `nav-settings` | the navigation | `aria-current` |
//! | `welcome`, `welcome-connect`, `sample-add` | the first start and its two ways on | |
//! | `bars` | the bars at the top | |
//! | `account-bar` | one account's bar, with `account-bar-title`, `-detail`, `-close` | `data-kind`: `reading`, `ended`, `waiting`, `stopped` |
//! | `sample-bar`, `sample-remove`, `update-bar` | the sample's bar and button; a newer version | |
//! | `engine-stopped` | instead of any page, when the engine cannot work | |
//! | `nowhere` | an address that leads nowhere | |
//! | `people-count` | how many there are and match | `data-all`, `data-matching` |
//! | `person-row` | a row of the list, a link | `data-address`, `data-messages`, `data-last`; its `li` has `data-row` |
//! | `people-empty` | nobody to show | |
//! | `person-name`, `person-sent`, `person-received` | the person's card | `data-count` |
//! | `person-address` | one of their addresses | `data-address`, `data-messages` |
//! | `timeline` | their messages | `data-all` |
//! | `timeline-row` | a message; its button opens it | `data-key`, `data-date`, `data-direction`: `sent`, `received`; `data-subject` |
//! | `message-text` | the text of an opened message | |
//! | `connect-imap`, `connect-form`, `connect` | connecting; fields `username`, `address`, `password`, `host`, `port`, `ssl`, `window` | |
//! | `provider-hint`, `port-hint` | what is said before login | `data-kind`: `prepare`, `cannot` |
//! | `connect-plain` | the explicit yes to no encryption | |
//! | `account` | an account, with `account-address`, `account-messages`, `account-sync`, `account-remove` | `data-sample` |
//! | `account-status` | what it is doing | `data-status`: `connecting`, `looking`, `reading`, `up-to-date`, `waiting`, `stopped` |
//! | `change-password` | shown when the login was refused; field `new-password` | |
//! | `confirm`, `confirm-yes` | the question before something that cannot be undone | |
//! | `trouble` | a problem, with `trouble-what` and `trouble-said` | |

pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod settings;
