//! A DNS server (RFC 1035) over UDP, for one question at a time.

use crate::names::{Found, Kind, Names};
use std::sync::Arc;
use tokio::net::UdpSocket;

/// The length of the header of a message, in bytes.
const HEADER: usize = 12;

/// A pointer to the name in the question (section 4.1.4).
const NAME_OF_QUESTION: [u8; 2] = [0xc0, 0x0c];

/// The class of the internet.
const IN: [u8; 2] = [0, 1];

/// How long an answer may be kept, in seconds.
const LIFE: [u8; 4] = [0, 0, 0, 60];

/// Answers for as long as it is asked.
pub(crate) async fn answer(socket: UdpSocket, names: Arc<Names>) {
    let mut buffer = vec![0; 4096];
    while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
        if let Some(answer) = buffer.get(..length).and_then(|asked| answer_to(asked, &names)) {
            let _ = socket.send_to(&answer, from).await;
        }
    }
}

fn answer_to(asked: &[u8], names: &Names) -> Option<Vec<u8>> {
    let (name, kind, end) = question(asked)?;
    let (records, has_name) = match names.find(&name, kind) {
        Found::Silence => return None,
        Found::NoName => (Vec::new(), false),
        Found::Records(records) => (records, true),
    };
    let mut answer = asked.get(..2)?.to_vec();
    // An answer to what may be recursive; 3: there is no such name.
    answer.extend([0x81, if has_name { 0x80 } else { 0x83 }]);
    answer.extend([0, 1]);
    answer.extend(u16::try_from(records.len()).ok()?.to_be_bytes());
    answer.extend([0; 4]);
    answer.extend_from_slice(asked.get(HEADER..end)?);
    for data in records {
        answer.extend(NAME_OF_QUESTION);
        answer.extend(kind.0.to_be_bytes());
        answer.extend(IN);
        answer.extend(LIFE);
        answer.extend(u16::try_from(data.len()).ok()?.to_be_bytes());
        answer.extend(data);
    }
    Some(answer)
}

/// The name in lower case, the kind of record, and where the question ends.
fn question(asked: &[u8]) -> Option<(String, Kind, usize)> {
    let mut at = HEADER;
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*asked.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(asked.get(at..at + length)?).to_ascii_lowercase());
        at += length;
    }
    let kind = asked.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)?;
    Some((labels.join("."), Kind(kind), at + 4))
}
