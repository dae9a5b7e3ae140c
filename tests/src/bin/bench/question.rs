//! What is asked of a mail server, and in how many round trips.

/// What is asked for each message, and of which folders.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// The items of FETCH, in parentheses.
    pub items: String,
    /// The folders that are opened, as they are written in a command.
    pub folders: Vec<String>,
}

impl Question {
    /// The header fields among the items.
    pub(crate) fn fields(&self) -> Vec<String> {
        let fields = self.items.split_once("HEADER.FIELDS (").and_then(|(_, rest)| rest.split_once(')'));
        fields.map(|(fields, _)| fields.split_whitespace().map(str::to_owned).collect()).unwrap_or_default()
    }
}

/// A reconnect with nothing new.
#[derive(Clone, Debug)]
pub(crate) struct Noop {
    /// The commands of each round trip, login included.
    pub trips: Vec<Vec<String>>,
    /// From the connection to "up to date", in round trips of the slowed network.
    pub length: f64,
    /// How many connections were made.
    pub connections: usize,
}
