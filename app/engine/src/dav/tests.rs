//! Answers as servers write them.

use super::DavError;
use super::answer::{self, Came, Content, Listed};
use super::request;
use super::url::Url;
use kith_wire::{WebAnswer, WebField, WebMethod};

fn at(text: &str) -> Url {
    Url::read(text).unwrap()
}

fn answered(status: u16, body: &str) -> WebAnswer {
    WebAnswer { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
}

fn text(came: &Came) -> &str {
    match &came.content {
        Content::Card(card) => std::str::from_utf8(card).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn found(body: &str) -> WebAnswer {
    answered(207, body)
}

#[test]
fn who_the_user_is_and_where_their_books_are() {
    // Nextcloud.
    let nextcloud = r#"<?xml version="1.0"?>
<d:multistatus xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns"><d:response><d:href>/remote.php/dav/</d:href><d:propstat><d:prop><d:current-user-principal><d:href>/remote.php/dav/principals/users/ada/</d:href></d:current-user-principal></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"#;
    let root = at("https://cloud.example/remote.php/dav/");
    let (principal, is_book) = answer::principal(&root, &found(nextcloud)).unwrap();
    let principal = principal.unwrap();
    assert_eq!(principal.to_string(), "https://cloud.example/remote.php/dav/principals/users/ada/");
    assert!(!is_book);
    // iCloud gives the home on another host, in its default namespace.
    let icloud = r#"<?xml version='1.0' encoding='UTF-8'?><multistatus xmlns='DAV:'><response><href>/123456/principal/</href><propstat><prop><addressbook-home-set xmlns='urn:ietf:params:xml:ns:carddav'><href xmlns='DAV:'>https://p42-contacts.icloud.com:443/123456/carddavhome/</href></addressbook-home-set></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"#;
    let home = answer::home(&at("https://contacts.icloud.com/123456/principal/"), &found(icloud)).unwrap().unwrap();
    assert_eq!(home.to_string(), "https://p42-contacts.icloud.com/123456/carddavhome/");
    // Radicale says "nobody" by leaving the address out.
    let radicale = r#"<?xml version='1.0' encoding='utf-8'?>
<multistatus xmlns="DAV:" xmlns:CR="urn:ietf:params:xml:ns:carddav"><response><href>/</href><propstat><prop><current-user-principal><unauthenticated /></current-user-principal></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"#;
    assert_eq!(answer::principal(&at("https://r.example/"), &found(radicale)).unwrap(), (None, false));
}

#[test]
fn collections_with_what_they_can_do() {
    // Fastmail (Cyrus): a home with a book of the user's, one that is shared read-only, and the home itself.
    let fastmail = r#"<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="urn:ietf:params:xml:ns:carddav">
  <D:response><D:href>/dav/addressbooks/user/ada@fm.example/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>
    <D:propstat><D:prop><D:displayname/><A:max-resource-size/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>
  <D:response><D:href>/dav/addressbooks/user/ada@fm.example/Default</D:href><D:propstat><D:prop>
    <D:resourcetype><D:collection/><A:addressbook/></D:resourcetype><D:displayname>Personal &amp; more</D:displayname>
    <D:sync-token>https://fm.example/ns/sync/1-2</D:sync-token>
    <D:supported-report-set><D:supported-report><D:report><D:sync-collection/></D:report></D:supported-report></D:supported-report-set>
    <D:current-user-privilege-set><D:privilege><D:read/></D:privilege><D:privilege><D:write-content/></D:privilege></D:current-user-privilege-set>
    <A:supported-address-data><A:address-data-type content-type="text/vcard" version="3.0"/></A:supported-address-data>
    <A:max-resource-size>10485760</A:max-resource-size></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
  <D:response><D:href>/dav/addressbooks/user/ada@fm.example/Shared/</D:href><D:propstat><D:prop>
    <D:resourcetype><D:collection/><A:addressbook/></D:resourcetype><D:displayname>Team</D:displayname>
    <D:current-user-privilege-set><D:privilege><D:read/></D:privilege></D:current-user-privilege-set></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
</D:multistatus>"#;
    let home = at("https://carddav.fm.example/dav/addressbooks/user/ada@fm.example/");
    let all = answer::collections(&home, &found(fastmail)).unwrap();
    let said: Vec<_> = all
        .iter()
        .map(|it| {
            (it.url.path.as_str(), it.name.as_str(), it.is_address_book, it.can_write, it.tells_changes, it.max_card)
        })
        .collect();
    let root = "/dav/addressbooks/user/ada@fm.example/";
    assert_eq!(
        said,
        [
            (root, "", false, true, false, None),
            (&*format!("{root}Default/"), "Personal & more", true, true, true, Some(10_485_760)),
            (&*format!("{root}Shared/"), "Team", true, false, false, None),
        ]
    );
}

#[test]
fn a_listing_tells_what_changed_what_is_gone_and_whether_there_is_more() {
    // Radicale: a sync-collection with one that changed and one that is gone.
    let radicale = r#"<?xml version='1.0' encoding='utf-8'?>
<multistatus xmlns="DAV:"><sync-token>http://radicale.org/ns/sync/abc</sync-token><response><href>/ada/book/gone.vcf</href><status>HTTP/1.1 404 Not Found</status></response><response><href>/ada/book/j%C3%B6rg.vcf</href><propstat><prop><getetag>"97f1"</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"#;
    let book = at("https://r.example/ada/book/");
    let listing = answer::listing(&book, &found(radicale)).unwrap();
    assert_eq!(listing.token.as_deref(), Some("http://radicale.org/ns/sync/abc"));
    let card = |path: &str, etag: &str, is_gone| Listed { url: book.join(path).unwrap(), etag: etag.into(), is_gone };
    assert_eq!(listing.cards, [card("gone.vcf", "", true), card("j%C3%B6rg.vcf", "\"97f1\"", false)]);
    assert!(!listing.is_part);
    // Google: the book itself with 507, where there is more.
    let part = r#"<?xml version="1.0" encoding="UTF-8"?>
<d:multistatus xmlns:d="DAV:" xmlns:card="urn:ietf:params:xml:ns:carddav">
 <d:response><d:href>/carddav/v1/principals/ada%40gmail.example/lists/default/</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status><d:error><d:number-of-matches-within-limits/></d:error></d:response>
 <d:response><d:href>/carddav/v1/principals/ada%40gmail.example/lists/default/1a2b</d:href><d:propstat><d:status>HTTP/1.1 200 OK</d:status><d:prop><d:getetag>"2026-11-29T10:00:00.000-08:00"</d:getetag></d:prop></d:propstat></d:response>
 <d:sync-token>https://www.googleapis.com/carddav/v1/synctoken/0</d:sync-token></d:multistatus>"#;
    let book = at("https://www.googleapis.com/carddav/v1/principals/ada@gmail.example/lists/default/");
    let listing = answer::listing(&book, &found(part)).unwrap();
    assert!(listing.is_part);
    assert_eq!((listing.cards.len(), listing.token.is_some()), (1, true));
    // sabre by PROPFIND: the book with its token, a weak ETag, one without quotes, and a folder below it.
    let sabre = r#"<d:multistatus xmlns:d="DAV:" xmlns:card="urn:ietf:params:xml:ns:carddav"><d:response><d:href>/dav/book/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/><card:addressbook/></d:resourcetype><d:sync-token>http://sabre.io/ns/sync/7</d:sync-token></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response><d:response><d:href>/dav/book/a.vcf</d:href><d:propstat><d:prop><d:getetag>W/&quot;a&quot;</d:getetag><d:resourcetype/></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response><d:response><d:href>/dav/book/b.vcf</d:href><d:propstat><d:prop><d:getetag>gcs00000001</d:getetag><d:resourcetype/></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response><d:response><d:href>/dav/book/sub/</d:href><d:propstat><d:prop><d:getetag>"1"</d:getetag><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"#;
    let listing = answer::listing(&at("https://s.example/dav/book"), &found(sabre)).unwrap();
    let etags: Vec<&str> = listing.cards.iter().map(|card| card.etag.as_str()).collect();
    assert_eq!((etags, listing.token.as_deref()), (vec!["W/\"a\"", "gcs00000001"], Some("http://sabre.io/ns/sync/7")));
    // A card with which the server has trouble, one without an ETag, and the book by another path with 507.
    let odd = r#"<d:multistatus xmlns:d="DAV:"><d:response><d:href>/dav/book/a.vcf</d:href><d:status>HTTP/1.1 500 Internal Server Error</d:status></d:response><d:response><d:href>/dav/book/b.vcf</d:href><d:propstat><d:prop><d:getetag/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response><d:response><d:href>/alias/book</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response></d:multistatus>"#;
    let listing = answer::listing(&at("https://s.example/dav/book/"), &found(odd)).unwrap();
    let said: Vec<_> = listing.cards.iter().map(|card| (card.url.path.as_str(), &*card.etag, card.is_gone)).collect();
    assert_eq!(said, [("/dav/book/a.vcf", "", false), ("/dav/book/b.vcf", "", false)]);
    assert!(listing.is_part);
}

#[test]
fn a_refused_token_is_known_by_its_name_whatever_the_status() {
    let radicale = r#"<?xml version='1.0' encoding='utf-8'?><error xmlns="DAV:"><valid-sync-token /></error>"#;
    let xandikos = r#"<ns0:error xmlns:ns0="DAV:"><ns0:valid-sync-token /></ns0:error>"#;
    let at = at("https://r.example/ada/");
    for (status, body) in [(403, radicale), (412, xandikos), (409, radicale)] {
        assert_eq!(answer::listing(&at, &answered(status, body)), Err(DavError::TokenRefused));
    }
    assert_eq!(answer::listing(&at, &answered(403, "<html>no</html>")), Err(DavError::Status(403)));
    assert_eq!(answer::listing(&at, &answered(507, "")), Err(DavError::Status(507)));
}

#[test]
fn cards_come_with_the_line_ends_of_a_vcard_and_those_that_are_gone_say_so() {
    let xandikos = "<ns0:multistatus xmlns:ns0=\"DAV:\" xmlns:ns1=\"urn:ietf:params:xml:ns:carddav\"><ns0:response><ns0:href>/ada/book/1.vcf</ns0:href><ns0:status>HTTP/1.1 200 OK</ns0:status><ns0:propstat><ns0:status>HTTP/1.1 200 OK</ns0:status><ns0:prop><ns0:getetag>\"1\"</ns0:getetag><ns1:address-data>BEGIN:VCARD\r\nFN:A &amp; B &lt;c&gt;\r\nNOTE:x&#11;y&#13;\nEND:VCARD\n</ns1:address-data></ns0:prop></ns0:propstat></ns0:response><ns0:response><ns0:href>/ada/book/2.vcf</ns0:href><ns0:status>HTTP/1.1 404 Not Found</ns0:status></ns0:response></ns0:multistatus>";
    let came = answer::cards(&at("https://x.example/ada/book/"), &found(xandikos)).unwrap();
    assert_eq!(text(&came[0]), "BEGIN:VCARD\r\nFN:A & B <c>\r\nNOTE:x\u{b}y\r\nEND:VCARD\r\n");
    assert_eq!((came.len(), &came[1].content), (2, &Content::Gone));
    let data = "<multistatus xmlns='DAV:'><response><href>/1</href><propstat><prop><address-data xmlns='urn:ietf:params:xml:ns:carddav'><![CDATA[BEGIN:VCARD\nFN:<&>\nEND:VCARD]]></address-data></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>";
    let came = answer::cards(&at("https://x.example/"), &found(data)).unwrap();
    assert_eq!(text(&came[0]), "BEGIN:VCARD\r\nFN:<&>\r\nEND:VCARD");
}

#[test]
fn what_was_cut_off_or_is_a_trap_is_no_answer() {
    let whole = "<multistatus xmlns=\"DAV:\"><response><href>/a/1</href><propstat><prop><getetag>\"1\"</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>";
    let at = at("https://x.example/a/");
    assert!(answer::listing(&at, &found(whole)).is_ok());
    for length in 0..whole.len() {
        assert!(answer::listing(&at, &found(&whole[..length])).is_err(), "cut after {length}");
    }
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><multistatus xmlns=\"DAV:\">&b;</multistatus>";
    assert_eq!(answer::listing(&at, &found(bomb)), Err(DavError::NotXml));
    let unknown = "<multistatus xmlns=\"DAV:\"><response><href>/a/&b;</href></response></multistatus>";
    assert_eq!(answer::listing(&at, &found(unknown)), Err(DavError::NotXml));
    let deep = "<a>".repeat(100_000);
    assert_eq!(answer::listing(&at, &found(&deep)), Err(DavError::TooLarge));
    let wide = format!("<multistatus xmlns=\"DAV:\">{}</multistatus>", "<a/>".repeat(500_000));
    assert_eq!(answer::listing(&at, &found(&wide)), Err(DavError::TooLarge));
    assert_eq!(answer::listing(&at, &found("<html xmlns=\"DAV:\"></html>")), Err(DavError::Unexpected));
    assert!(answer::listing(&at, &found("<a></b>")).is_err());
}

#[test]
fn requests_carry_what_the_server_gave_and_nothing_that_could_end_a_header() {
    let book = at("https://x.example/a/");
    let asked = request::changes(&book, "token & <more>");
    assert!(String::from_utf8(asked.body).unwrap().contains("<D:sync-token>token &amp; &lt;more&gt;</D:sync-token>"));
    let card = book.join("j%C3%B6rg&co.vcf").unwrap();
    let asked = String::from_utf8(request::cards(&book, [&card]).body).unwrap();
    assert!(asked.contains("<D:href>/a/j%C3%B6rg&amp;co.vcf</D:href>"), "{asked}");
    let listing = "<multistatus xmlns=\"DAV:\"><response><href>/a/1</href><propstat><prop><getetag>\"1&#13;&#10;Evil: yes\"</getetag></prop></propstat></response></multistatus>";
    let etag = answer::listing(&book, &found(listing)).unwrap().cards[0].etag.clone();
    let put = request::write(&card, Some(&etag), b"x".to_vec());
    assert_eq!(put.method, WebMethod::Put);
    assert!(put.headers.contains(&(WebField::IfMatch, "\"1Evil: yes\"".into())), "{:?}", put.headers);
    let put = request::write(&card, None, b"x".to_vec());
    assert!(put.headers.contains(&(WebField::IfNoneMatch, "*".into())));
}
