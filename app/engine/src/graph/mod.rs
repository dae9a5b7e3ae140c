//! Contacts in Microsoft 365 and Outlook.com by Microsoft Graph, without I/O: requests to be passed on, and what the
//! answers say.
//!
//! `contact` reads and changes one contact, `request` makes requests, and `answer` says what came of them.

pub(crate) mod answer;
pub(crate) mod contact;
pub(crate) mod request;
mod slots;

#[cfg(test)]
mod tests;

/// Microsoft's servers for everybody, for the US government (two), and in China.
const HOSTS: [&str; 4] =
    ["graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"];

/// The property of our own in which a contact keeps its `UID`: contacts have no other that is known before they are made.
const UID: &str = "String {7f0c2f9e-0b0b-4a5e-9a37-6d5b1f0c51aa} Name KithUid";

/// Whether a server speaks Graph.
pub(crate) fn is_graph(host: &str) -> bool {
    HOSTS.contains(&host)
}
