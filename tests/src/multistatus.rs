//! Lists of changes that are cut off, and what follows when a client asks for the rest (RFC 6578, section 3.6).

use crate::http::{Answer, Request};
use std::collections::HashMap;

/// Where the tokens begin that stand for a rest.
const REST: &str = "https://pages.example/";

/// The rests of lists that were cut off.
#[derive(Default)]
pub(crate) struct Pages {
    rows: Option<usize>,
    /// What is left of a list, by the token that asks for it.
    rests: HashMap<String, List>,
}

#[derive(Clone)]
struct List {
    rows: Vec<String>,
    /// What asks for the changes after these.
    token: String,
}

impl Pages {
    pub(crate) fn set_rows(&mut self, rows: Option<usize>) {
        self.rows = rows;
    }

    /// The first page of an answer, if that is a list of changes with more rows than are allowed.
    pub(crate) fn first(&mut self, request: &Request, answer: Answer) -> Answer {
        let list = (request.method == "REPORT" && answer.status == 207).then(|| List::read(&answer.text())).flatten();
        let Some(list) = list.filter(|list| self.rows.is_some_and(|rows| list.rows.len() > rows)) else {
            return answer;
        };
        let page = self.page(request, list);
        Answer { body: page.into_bytes(), ..answer }
    }

    /// The next page, if the request asks for a rest.
    pub(crate) fn rest(&mut self, request: &Request) -> Option<Answer> {
        let list = self.rests.get(element(&request.text(), "sync-token")?)?.clone();
        Some(Answer::new(207).with_body("text/xml; charset=utf-8", self.page(request, list)))
    }

    fn page(&mut self, request: &Request, mut list: List) -> String {
        let rest = list.rows.split_off(self.rows.unwrap_or(usize::MAX).min(list.rows.len()));
        let mut rows = list.rows.concat();
        let mut token = list.token.clone();
        if !rest.is_empty() {
            token = format!("{REST}{}", self.rests.len());
            self.rests.insert(token.clone(), List { rows: rest, ..list });
            let status = "HTTP/1.1 507 Insufficient Storage";
            let folder = &request.target;
            rows.push_str(&format!("<response><href>{folder}</href><status>{status}</status></response>"));
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<multistatus xmlns=\"DAV:\" \
             xmlns:CR=\"urn:ietf:params:xml:ns:carddav\">{rows}<sync-token>{token}</sync-token></multistatus>"
        )
    }
}

impl List {
    /// Reads what Radicale writes. Without a token it is no list of changes.
    fn read(text: &str) -> Option<Self> {
        let token = element(text, "sync-token")?.to_owned();
        let rows = text.split("<response>").skip(1);
        let rows = rows.filter_map(|row| Some(format!("<response>{}</response>", row.split_once("</response>")?.0)));
        Some(Self { rows: rows.collect(), token })
    }
}

/// What stands in the first element of that name, whatever its prefix.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("{name}>"))?;
    rest.split_once("</").map(|(value, _)| value)
}
