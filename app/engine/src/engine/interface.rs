//! What is told to the engine, and what it tells.

use crate::api::{FromEngine, ToEngine};
use crate::session::ConnectionId;

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The page said something.
    Page(ToEngine),
    /// A connection to the relay is open.
    Opened(ConnectionId),
    /// A frame came over it.
    Frame(ConnectionId, Vec<u8>),
    /// It could not be opened, or has ended.
    Closed(ConnectionId),
    /// The moment of an [`Output::WakeAt`] came.
    Wake,
    /// The user's time zone, at the start and whenever it is another one: from when (seconds since 1970-01-01 UTC) on
    /// clocks are how many seconds ahead of UTC. Until then days are those of UTC.
    Zone(Vec<(i64, i32)>),
    /// The user typed or clicked something.
    Active,
    /// The photo of that number ([`Output::ScalePhoto`]), made small. `None`: it cannot be.
    PhotoScaled(u64, Option<Vec<u8>>),
    /// The network is back, or the machine woke: whatever waits is tried now.
    Online,
}

/// When it happened.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Milliseconds since 1970-01-01 UTC.
    pub now: i64,
    /// A random number, for waits.
    pub random: u64,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Tell the page.
    Page(FromEngine),
    /// Open a connection to the relay.
    Open(ConnectionId),
    /// Send a frame over it.
    Send(ConnectionId, Vec<u8>),
    /// Close it. Nothing that comes over it afterwards matters.
    Close(ConnectionId),
    /// Give [`Input::Wake`] at that time (milliseconds since 1970-01-01 UTC), in place of any that was asked for
    /// before.
    WakeAt(i64),
    /// Make a photo small, and give it back by [`Input::PhotoScaled`].
    ScalePhoto { number: u64, bytes: Vec<u8> },
    /// End this engine and forget everything: the passphrase is asked for before another one starts.
    Lock,
}

/// How far the clock of a zone is ahead of UTC at a moment, both in seconds. The zone is named as IANA does. `None`:
/// there is no such zone.
pub type ZoneClock = fn(&str, i64) -> Option<i32>;
