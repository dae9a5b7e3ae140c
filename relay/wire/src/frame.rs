use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why a frame could not be written or read. Never holds the frame's content, since that may be mail or a secret.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The value could not be serialised.
    #[error("this frame could not be written")]
    Encode,
    /// The bytes are no frame that this version understands.
    #[error("this frame could not be understood")]
    Decode,
}

/// Writes a [`Request`](crate::Request) or a [`Response`](crate::Response) as the bytes of one WebSocket message.
pub fn encode<T: Serialize + ?Sized>(frame: &T) -> Result<Vec<u8>, FrameError> {
    rmp_serde::to_vec_named(frame).map_err(|_| FrameError::Encode)
}

/// Reads the bytes of one WebSocket message.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FrameError> {
    rmp_serde::from_slice(bytes).map_err(|_| FrameError::Decode)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use crate::limits::{MAX_REQUEST_BYTES, MAX_WEB_REQUEST_BYTES};
    use crate::{
        Answer, Append, Ask, Connect, Discovered, DiscoveredServer, DiscoverySource, Examined, Failure, FailureKind,
        Folder, Grant, Namespace, RawCalendar, RawMessage, Request, Response, Security, SignIn, SignInWay, SpecialUse,
        Tokens, UsernameForm, WebAnswer, WebAuthorization, WebField, WebMethod, WebRequest,
    };
    use serde::{Deserialize, Serialize};

    /// What a newer relay might say: the same shape with a field and a variant of its own.
    #[derive(Serialize)]
    struct NewerFailure {
        kind: &'static str,
        words: Option<String>,
        since: u32,
    }

    #[test]
    fn a_newer_field_and_a_newer_kind_are_passed_over() {
        let bytes = encode(&NewerFailure { kind: "Quota", words: None, since: 7 }).unwrap();
        assert_eq!(decode::<Failure>(&bytes).unwrap(), Failure::new(FailureKind::Other));
        assert_eq!(decode::<SpecialUse>(&encode(&"Memos").unwrap()).unwrap(), SpecialUse::Other);
    }

    /// A search as another version might ask it: without one field of ours, and with one of its own.
    #[derive(Serialize)]
    struct OtherRequest {
        id: u32,
        ask: OtherAsk,
    }

    #[derive(Serialize)]
    enum OtherAsk {
        Search { words: Vec<&'static str>, before: u32 },
    }

    #[test]
    fn a_search_of_another_version_is_read() {
        let bytes = encode(&OtherRequest { id: 7, ask: OtherAsk::Search { words: vec!["ü"], before: 9 } }).unwrap();
        let ask = Ask::Search { words: vec!["ü".to_owned()], addresses: Vec::new() };
        assert_eq!(decode::<Request>(&bytes).unwrap(), Request { id: 7, ask });
    }

    /// A folder as another version might tell of it: without the fields that came later, and with one of its own.
    #[derive(Serialize)]
    struct OtherFolder {
        name: &'static str,
        title: &'static str,
        delimiter: Option<&'static str>,
        special_use: Option<&'static str>,
        selectable: bool,
        namespace: Option<&'static str>,
        color: u8,
    }

    #[test]
    fn a_folder_of_another_version_is_read_and_what_is_not_known_is_not_written() {
        let read = |namespace| {
            let folder = OtherFolder {
                name: "a",
                title: "a",
                delimiter: None,
                special_use: None,
                selectable: true,
                namespace,
                color: 7,
            };
            decode::<Folder>(&encode(&folder).unwrap()).unwrap()
        };
        assert_eq!((read(None).namespace, read(None).left_out), (None, 0));
        assert_eq!(read(Some("Shared")).namespace, Some(Namespace::Shared));
        assert_eq!(read(Some("Public")).namespace, Some(Namespace::Other));
        let written = encode(&read(None)).unwrap();
        assert!(!String::from_utf8_lossy(&written).contains("namespace"));
        assert_eq!(decode::<Folder>(&written).unwrap(), read(None));
        let last = Folder { left_out: 7, ..read(Some("OtherUser")) };
        assert_eq!(decode::<Folder>(&encode(&last).unwrap()).unwrap(), last);
    }

    /// What an older relay knows of this question.
    #[derive(Deserialize, PartialEq, Debug)]
    enum OlderAsk {
        Uids { since: Option<i64>, from: Option<u32> },
    }

    #[test]
    fn uids_are_asked_for_of_older_relays_and_by_older_pages() {
        let ask = |one_by_one| Ask::Uids { since: Some(1), from: None, one_by_one };
        for one_by_one in [false, true] {
            let written = encode(&ask(one_by_one)).unwrap();
            assert_eq!(decode::<OlderAsk>(&written).unwrap(), OlderAsk::Uids { since: Some(1), from: None });
            assert_eq!(decode::<Ask>(&written).unwrap(), ask(one_by_one));
        }
    }

    #[test]
    fn a_batch_comes_back_as_it_went() {
        let header = b"Subject: \xff\xfe\r\n\r\n".to_vec();
        let message =
            RawMessage { uid: 9, received: Some(-1), size: 3, email_id: None, thread_id: None, header, cut: false };
        let response = Response { id: 1, answer: Answer::Headers(vec![message]) };
        assert_eq!(decode::<Response>(&encode(&response).unwrap()).unwrap(), response);
    }

    #[test]
    fn calendars_come_back_as_they_went_and_are_not_shown() {
        let calendar =
            RawCalendar { uid: 9, encoding: "8bit".to_owned(), charset: None, bytes: b"SUMMARY:xyzzy\xff".to_vec() };
        let answer = Answer::Calendars {
            calendars: vec![calendar],
            looked_at: [9, 7].into_iter().collect(),
            missing: crate::UidSet::default(),
        };
        let response = Response { id: 1, answer };
        assert_eq!(decode::<Response>(&encode(&response).unwrap()).unwrap(), response);
        assert!(!format!("{response:?}").contains("120"), "{response:?}");
        let request = Request { id: 1, ask: Ask::Calendars { uids: [9, 7].into_iter().collect() } };
        assert_eq!(decode::<Request>(&encode(&request).unwrap()).unwrap(), request);
    }

    #[test]
    fn a_draft_comes_back_as_it_went_and_is_not_shown() {
        let draft = Append { folder: "Drafts".to_owned(), message: b"Subject: \xff\r\n\r\nsecret".to_vec() };
        let request = Request { id: 1, ask: Ask::Append(draft) };
        assert_eq!(decode::<Request>(&encode(&request).unwrap()).unwrap(), request);
        assert!(!format!("{request:?}").contains("115"), "{request:?}");
    }

    #[test]
    fn names_on_the_wire_are_those_of_older_relays_and_pages() {
        let asks = [
            (Ask::List, "Folders"),
            (Ask::Examine { folder: String::new() }, "Open"),
            (Ask::Idle, "Watch"),
            (Ask::Append(Append { folder: String::new(), message: Vec::new() }), "Draft"),
        ];
        let answers = [
            (Answer::Examined(Examined { uid_validity: 1, uid_next: None, exists: 0 }), "Opened"),
            (Answer::Idling, "Watching"),
            (Answer::FolderChanged, "News"),
            (Answer::Commands(Vec::new()), "Spoken"),
        ];
        let written = asks.map(|(ask, name)| (encode(&ask).unwrap(), name)).into_iter();
        for (bytes, name) in written.chain(answers.map(|(answer, name)| (encode(&answer).unwrap(), name))) {
            assert!(String::from_utf8_lossy(&bytes).contains(name), "{name}");
        }
    }

    #[test]
    fn what_was_discovered_comes_back_as_it_went() {
        let server = DiscoveredServer {
            host: "imap.example.org".to_owned(),
            port: 993,
            security: Security::Tls,
            username: UsernameForm::LocalPart,
            said_by: "autoconfig.example.org".to_owned(),
        };
        let found = Discovered {
            source: DiscoverySource::Autoconfig,
            name: Some("Example".to_owned()),
            servers: vec![server],
            mail_exchangers: Vec::new(),
        };
        let response = Response { id: 1, answer: Answer::Discovered(found) };
        assert_eq!(decode::<Response>(&encode(&response).unwrap()).unwrap(), response);
        let request = Request { id: 1, ask: Ask::Discover { domain: "bücher.example".to_owned() } };
        assert_eq!(decode::<Request>(&encode(&request).unwrap()).unwrap(), request);
    }

    #[test]
    fn tokens_come_back_as_they_went_and_are_not_shown() {
        let tokens = Tokens { access: "xyzzy".into(), seconds: 3_600, refresh: Some("plugh".into()), user: None };
        let response = Response { id: 1, answer: Answer::Tokens(tokens) };
        assert_eq!(decode::<Response>(&encode(&response).unwrap()).unwrap(), response);
        assert!(!format!("{response:?}").contains("xyzzy"), "{response:?}");
        let grant = Grant::Code { code: "xyzzy".into(), verifier: "plugh".into(), redirect: "https://k".to_owned() };
        let request = Request { id: 1, ask: Ask::SignIn { sign_in: "id".to_owned(), grant, for_address_books: true } };
        assert_eq!(decode::<Request>(&encode(&request).unwrap()).unwrap(), request);
        assert!(!format!("{request:?}").contains("xyzzy"), "{request:?}");
    }

    /// A sign-in and the question for it as older pages and relays know them.
    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct OlderSignIn {
        id: String,
        name: String,
        way: SignInWay,
        client_id: String,
        scopes: Vec<String>,
        hosts: Vec<String>,
    }

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    enum OlderSignInAsk {
        SignIn { sign_in: String, grant: Grant },
    }

    #[test]
    fn a_sign_in_for_mail_alone_goes_as_it_did_before_there_were_others() {
        let older = OlderSignIn {
            id: "house".to_owned(),
            name: "House".to_owned(),
            way: SignInWay::DeviceCode,
            client_id: "k".to_owned(),
            scopes: Vec::new(),
            hosts: Vec::new(),
        };
        let read: SignIn = decode(&encode(&older).unwrap()).unwrap();
        assert!(read.web_hosts.is_empty() && read.book_scopes.is_empty());
        assert_eq!(decode::<OlderSignIn>(&encode(&read).unwrap()).unwrap(), older);
        let older = OlderSignInAsk::SignIn { sign_in: "house".to_owned(), grant: Grant::DeviceCode };
        let newer = |for_address_books| Ask::SignIn {
            sign_in: "house".to_owned(),
            grant: Grant::DeviceCode,
            for_address_books,
        };
        assert_eq!(decode::<Ask>(&encode(&older).unwrap()).unwrap(), newer(false));
        assert_eq!(encode(&newer(false)).unwrap(), encode(&older).unwrap());
        assert_eq!(decode::<OlderSignInAsk>(&encode(&newer(true)).unwrap()).unwrap(), older);
    }

    #[test]
    fn what_is_passed_on_comes_back_as_it_went_and_is_not_shown() {
        for authorization in [
            None,
            Some(WebAuthorization::Basic { username: "ada".to_owned(), password: "xyzzy".into() }),
            Some(WebAuthorization::Bearer { token: "xyzzy".into() }),
        ] {
            let request = WebRequest {
                method: WebMethod::Put,
                url: "https://dav.example/xyzzy".to_owned(),
                headers: vec![(WebField::IfMatch, "\"1\"".to_owned())],
                authorization,
                body: b"xyzzy\xff".to_vec(),
            };
            let request = Request { id: 1, ask: Ask::Request(Box::new(request)) };
            assert_eq!(decode::<Request>(&encode(&request).unwrap()).unwrap(), request);
            assert!(!format!("{request:?}").contains("xyzzy"), "{request:?}");
        }
        let headers = vec![("etag".to_owned(), "\"xyzzy\"".to_owned())];
        let answer = WebAnswer { status: 207, headers, body: b"xyzzy\xff".to_vec() };
        let response = Response { id: 1, answer: Answer::Web(answer) };
        assert_eq!(decode::<Response>(&encode(&response).unwrap()).unwrap(), response);
        assert!(!format!("{response:?}").contains("xyzzy"), "{response:?}");
    }

    #[test]
    fn the_largest_request_that_is_passed_on_fits_into_a_frame() {
        let request = WebRequest {
            method: WebMethod::Put,
            url: "https://dav.example/".to_owned() + &"a".repeat(8 * 1024),
            headers: vec![(WebField::IfMatch, "a".repeat(8 * 1024))],
            authorization: Some(WebAuthorization::Bearer { token: "a".repeat(16 * 1024).into() }),
            body: vec![0; MAX_WEB_REQUEST_BYTES],
        };
        let frame = encode(&Request { id: u32::MAX, ask: Ask::Request(Box::new(request)) }).unwrap();
        assert!(frame.len() <= MAX_REQUEST_BYTES, "{}", frame.len());
    }

    #[test]
    fn a_password_goes_as_it_did_before_there_were_tokens() {
        let connect = |is_token| Connect {
            host: "mail.example".to_owned(),
            port: 993,
            security: Security::Tls,
            username: "ada".to_owned(),
            password: "xyzzy".into(),
            is_token,
            trusted: None,
        };
        for is_token in [false, true] {
            let written = encode(&connect(is_token)).unwrap();
            assert_eq!(String::from_utf8_lossy(&written).contains("is_token"), is_token);
            assert_eq!(decode::<Connect>(&written).unwrap(), connect(is_token));
        }
    }

    /// What a newer relay might find: by a way and of a form that are not known here, and with a field of its own.
    #[derive(Serialize)]
    struct NewerDiscovered {
        source: &'static str,
        servers: Vec<NewerServer>,
        since: u32,
    }

    #[derive(Serialize)]
    struct NewerServer {
        host: &'static str,
        port: u16,
        security: &'static str,
        username: &'static str,
        said_by: &'static str,
        signs_in: bool,
    }

    #[test]
    fn what_a_newer_relay_discovered_is_read() {
        let server =
            NewerServer { host: "a", port: 1, security: "StartTls", username: "Number", said_by: "b", signs_in: true };
        let bytes = encode(&NewerDiscovered { source: "Pacc", servers: vec![server], since: 7 }).unwrap();
        let read = decode::<Discovered>(&bytes).unwrap();
        assert_eq!((read.source, read.name, read.mail_exchangers.len()), (DiscoverySource::Other, None, 0));
        let [server] = read.servers.as_slice() else { panic!("{:?}", read.servers) };
        assert_eq!((server.security, server.username), (Security::StartTls, UsernameForm::Other));
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(decode::<Response>(b"GET / HTTP/1.1").is_err());
    }
}
