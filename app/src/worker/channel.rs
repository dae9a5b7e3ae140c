//! How the workers of several tabs speak with each other.
//!
//! On one channel all hear each other: who is there, of which version, and who has the engine. What is said there must
//! be understood by every version, so it is a plain object of named fields. Beyond that each tab has a line of its own
//! with the one that has the engine, and only the two of the same version speak over it.

use crate::client::TAKE_OVER;
use crate::platform::js::{Js, complain};
use kith_engine::api::passed::Passed;
use kith_engine::api::{Secret, ToEngine};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// The channel on which all hear each other, and the beginning of every other name.
pub(super) const NAME: &str = "kith";

/// A tab's worker, or an engine: a number at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Id(u64);

impl Id {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "32 bits each")]
    pub(super) fn at_random() -> Self {
        let half = || (js_sys::Math::random() * 4_294_967_296.0) as u64;
        Self(half() << 32 | half())
    }

    /// The name of a tab's line, and of the lock that it holds as long as it lives.
    pub(super) fn name(self) -> String {
        format!("{NAME}-{:016x}", self.0)
    }

    fn parse(text: &str) -> Option<Self> {
        u64::from_str_radix(text, 16).ok().map(Self)
    }
}

/// Which version a tab runs, and since when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Version {
    /// Names the very files.
    pub build: String,
    /// When the tab was loaded, in milliseconds since 1970-01-01 UTC. Of two builds the one that was loaded later is
    /// the newer.
    pub loaded: f64,
}

impl Version {
    /// That of this worker, by the files that it was started with.
    pub(super) fn of_worker() -> Self {
        let search = Js::global().get("location").get("search").0.as_string().unwrap_or_default();
        Self { build: search.replace(TAKE_OVER, ""), loaded: js_sys::Date::now() }
    }

    /// Of two builds. Were they loaded in the same millisecond, either may count as the newer, but only one.
    pub(super) fn is_newer_than(&self, other: &Self) -> bool {
        (self.loaded, &self.build) > (other.loaded, &other.build)
    }
}

/// What is said to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// I have no engine: who has it, serve me.
    Hello,
    /// I have the engine from now on.
    Host,
}

/// From a tab to the one that has the engine.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Up {
    /// What its page says.
    Say(ToEngine),
    /// Its page is looked at again.
    Awake,
    /// Something was typed or clicked on its page.
    Active,
    /// The passphrase, given on its page.
    Unlock(Secret),
    /// Are you there?
    Ping,
}

/// From the tab that has the engine to one that has not.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Down {
    /// I am here.
    Here,
    /// What the engine says to that tab's page.
    Say(Passed),
}

/// A channel that is listened to. Closed when dropped.
pub(super) struct Channel {
    channel: BroadcastChannel,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    fn open(name: &str, mut heard: impl FnMut(JsValue) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| heard(event.data()));
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { channel, _heard: heard })
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

/// The channel on which all hear each other.
pub(super) struct Calls {
    channel: Channel,
    version: Version,
}

impl Calls {
    pub(super) fn open(version: Version, heard: impl Fn(Id, Version, Call) + 'static) -> Option<Self> {
        let channel = Channel::open(NAME, move |data| {
            let data = Js(data);
            let text = |name| data.get(name).0.as_string();
            let call = match text("kith").as_deref() {
                Some("hello") => Call::Hello,
                Some("host") => Call::Host,
                _ => return,
            };
            let from = text("from").as_deref().and_then(Id::parse);
            if let (Some(from), Some(build), Some(loaded)) = (from, text("build"), data.get("loaded").0.as_f64()) {
                heard(from, Version { build, loaded }, call);
            }
        })?;
        Some(Self { channel, version })
    }

    /// `from`: the tab that says hello, or the engine that is there from now on.
    pub(super) fn say(&self, call: Call, from: Id) {
        let word = match call {
            Call::Hello => "hello",
            Call::Host => "host",
        };
        let message = js_sys::Object::new();
        let fields: [(&str, JsValue); 4] = [
            ("kith", word.into()),
            ("from", format!("{:016x}", from.0).into()),
            ("build", self.version.build.as_str().into()),
            ("loaded", self.version.loaded.into()),
        ];
        for (name, value) in fields {
            drop(js_sys::Reflect::set(&message, &name.into(), &value));
        }
        if self.channel.channel.post_message(&message).is_err() {
            complain("A call to the other tabs failed.");
        }
    }
}

/// A tab's line with the one that has the engine, seen from either end.
///
/// Every message names the one that has the engine: what is for or from one that had it before is not heard.
pub(super) struct TabConnection(Channel);

impl TabConnection {
    pub(super) fn open<M: DeserializeOwned + 'static>(tab: Id, heard: impl Fn(Id, M) + 'static) -> Option<Self> {
        let channel = Channel::open(&tab.name(), move |data| {
            let bytes = js_sys::Uint8Array::new(&data).to_vec();
            match postcard::from_bytes(&bytes) {
                Ok((host, message)) => heard(host, message),
                Err(error) => complain(&format!("What another tab said cannot be read: {error}")),
            }
        });
        channel.map(Self)
    }

    /// Says something to the other end. Whether it is on its way.
    pub(super) fn say<M: Serialize>(&self, host: Id, message: &M) -> bool {
        let Ok(bytes) = postcard::to_stdvec(&(host, message)) else { return false };
        self.0.channel.post_message(&js_sys::Uint8Array::from(bytes.as_slice())).is_ok()
    }
}
