use super::{Text, html, read};
use proptest::prelude::*;

fn check(message: &str, text: &str, attachments: &[&str]) {
    let expected = Text { text: text.to_owned(), attachments: attachments.iter().map(ToString::to_string).collect() };
    assert_eq!(read(message.as_bytes()), expected, "{message}");
}

const MIXED: &str = "Subject: Tea\r\nContent-Type: multipart/mixed; boundary=\"a\"\r\n\r\n--a\r\n\
    Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Content-Transfer-Encoding: quoted-printable\r\n\r\nTea at =\r\nf=C3=BCnf.\r\n\r\n> When?\r\n--b\r\n\
    Content-Type: text/html\r\n\r\n<p>Tea at <b>five</b>.</p>\r\n--b--\r\n--a\r\n\
    Content-Type: application/pdf; name*=utf-8''Gr%C3%BC%C3%9Fe.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n\
    AAAA\r\n--a\r\nContent-Type: image/png\r\nContent-ID: <x>\r\nContent-Disposition: inline; filename=logo.png\r\n\r\n\
    x\r\n--a\r\nContent-Disposition: attachment; filename=\"=?utf-8?q?K=C3=A4se.txt?=\"\r\n\r\nCheese\r\n--a--\r\n";

#[test]
fn text_is_found_wherever_it_is() {
    check("Subject: x\r\n\r\nHi,\r\n\r\n\r\n\r\nTea?  \r\n", "Hi,\n\nTea?", &[]);
    check("Subject: x\n\nHi,\rTea?\tYes\n", "Hi,\nTea?    Yes", &[]);
    check(MIXED, "Tea at fünf.\n\n> When?", &["Grüße.pdf", "Käse.txt"]);
    check("Content-Type: text/html\n\n<p>Tea &amp; cake</p>", "Tea & cake", &[]);
    check("Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+VGVhPC9wPg==\n", "Tea", &[]);
    check("Content-Type: image/png; name=\"../a/b.png\"\nContent-Transfer-Encoding: base64\n\nAAAA", "", &["b.png"]);
    check("Subject: x\n\n<HTML><body>Tea<br>cake", "Tea\ncake", &[]);
    check("Subject: x\n\na\u{202e}b\u{7}c\u{feff}\0d\n", "abcd", &[]);
    check("Subject: x", "", &[]);
    check("", "", &[]);
    check("\n\n", "", &[]);
}

#[test]
fn an_empty_twin_gives_way_to_the_other() {
    let twin = "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\n\
        Content-Type: text/html\n\n<p>Tea</p>\n--b--\n";
    check(twin, "Tea", &[]);
}

#[test]
fn a_message_within_the_message() {
    let forwarded = |note: &str| {
        format!(
            "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n\n{note}\n--a\n\
             Content-Type: message/rfc822\n\nSubject: Cake\nContent-Type: text/plain\n\nThere is cake.\n--a--\n"
        )
    };
    check(&forwarded("Look at this."), "Look at this.", &["Cake.eml"]);
    check(&forwarded(""), "There is cake.", &["Cake.eml"]);
}

#[test]
fn charsets_unknown_or_false() {
    let latin1 =
        |charset: &str| [b"Content-Type: text/plain".as_slice(), charset.as_bytes(), b"\n\nGr\xfc\xdfe"].concat();
    for charset in ["", "; charset=x-unknown", "; charset=utf-8", "; charset=us-ascii", "; charset=iso-8859-1"] {
        assert_eq!(read(&latin1(charset)).text, "Grüße", "{charset}");
    }
    check("Content-Type: text/plain; charset=x-unknown\n\nGrüße", "Grüße", &[]);
    check(
        "Content-Type: text/plain; charset=x\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe",
        "Grüße",
        &[],
    );
    check("Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: base64\n\n4c7OwQ==", "Анна", &[]);
}

#[test]
fn cut_off_anywhere_it_still_shows_what_is_there() {
    let whole = read(MIXED.as_bytes()).text;
    let begin = MIXED.find("Tea at").unwrap() + 8;
    for cut in begin..MIXED.len() {
        let text = read(&MIXED.as_bytes()[..cut]).text;
        assert!(text.starts_with("Tea at") && !text.contains("Content-"), "{cut}: {text}");
        assert!(cut < begin + 40 || text == whole, "{cut}: {text}");
    }
    let base64 = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n\
        Content-Transfer-Encoding: base64\n\nVGVhIGFuZCBjYWtlIGFuZCBtb3JlIHRl";
    check(base64, "Tea and cake and more te", &[]);
    check(&base64[..base64.len() - 2], "Tea and cake and more", &[]);
    check("Content-Type: text/html\n\n<p>Tea and <a href=\"https://x.exa", "Tea and", &[]);
}

#[test]
fn html_keeps_its_shape() {
    for (source, expected) in [
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>a</p><p class=\"x\">b</p>\n\n<p>c", "a\n\nb\n\nc"),
        ("<div>a</div><div>b<div>c</div></div>", "a\nb\nc"),
        ("<div>a</div>\n  <div>&nbsp;</div>\n  <div>b</div>", "a\n\nb"),
        ("a<b>b</b> <i>c</i>\n d", "ab c d"),
        ("<ul><li>a</li><li>b\n</li></ul>c", "- a\n- b\n\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<h1>T</h1>a<hr>b", "T\n\na\n---\nb"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
        ("<head><title>T</title><style>p{}</style></head><body>a</body>", "a"),
        ("<HEAD><TITLE>T</TITLE><body>a", "a"),
        ("<style>a > b {}</style>a<script>if (a<b) \"</p>\"</script>b", "ab"),
        ("a<!-- <p>b</p> --><!--[if mso]>c<![endif]-->d", "ad"),
        ("a<!-- b", "a"),
        ("&lt;b&gt; &amp;amp; &eacute;&#233;&#xE9; &unknown; & &", "<b> &amp; ééé &unknown; & &"),
        ("1 < 2 <3 a<b", "1 < 2 <3 a"),
        ("<a href=\"https://x.example/tea\">tea</a>.", "tea (https://x.example/tea)."),
        ("<A class='y' HREF='https://x.example/?a=1&amp;b'>tea</A>", "tea (https://x.example/?a=1&b)"),
        ("<a href=https://x.example/>https://x.example</a>", "https://x.example"),
        ("<a href=\"mailto:m@b.example\">m@b.example</a>", "m@b.example"),
        ("<a href=\"javascript:x()\">tea</a>", "tea"),
        ("<a href=\"https://x.example\"><img src=\"https://y.example/pixel\"></a>tea", "tea"),
        ("<img alt=\"a > b\" src=x>tea", "tea"),
        ("<p title='x>tea", "tea"),
    ] {
        assert_eq!(crate::tidy::block(&html::to_text(source)), expected, "{source}");
    }
    let long = format!("<a href=\"https://x.example/{}\">tea</a>", "x".repeat(200));
    assert_eq!(html::to_text(&long), "tea");
}

/// Makes a message of a size.
type Make = Box<dyn Fn(usize) -> Vec<u8>>;

/// Messages that are made to be read for ever, each as long as asked.
fn hostile() -> Vec<(&'static str, Make)> {
    fn html(piece: &'static str) -> Make {
        Box::new(move |size| format!("Content-Type: text/html\n\n{}", piece.repeat(size / piece.len())).into_bytes())
    }
    /// `head`, then `piece` over and over, with its number in the place of `#`.
    fn of(head: &'static str, piece: &'static str) -> Make {
        Box::new(move |size| {
            let mut message = head.to_owned();
            for number in 0.. {
                message.push_str(&piece.replace('#', &number.to_string()));
                if message.len() > size {
                    break;
                }
            }
            message.into_bytes()
        })
    }
    let markup = [
        "<head>",
        "<head></a>",
        "<style>",
        "<style></a>",
        "<script></",
        "<title>",
        "<svg></s",
        "<template><head>",
        "<b>",
        "<p>",
        "<blockquote>",
        "<pre>",
        "<ul><li>",
        "<table><tr><td>",
        "</div>",
        "<!--",
        "<!-- -->",
        "<",
        "</",
        "<a",
        "<a '",
        "<a \">\"",
        "<a href=",
        "<a href='",
        "<a href=\"https://x.example\">",
        "<p =",
        "&",
        "&amp",
        "&lt;",
        "&#",
        "&#x26;",
        "<a href='&amp;",
        "<br>",
        "<hr>",
        "\t",
        " ",
        "\n",
        "\u{a0}",
        "é<",
    ];
    let mut all: Vec<_> = markup.map(|piece| (piece, html(piece))).into();
    let multipart = "Content-Type: multipart/mixed; boundary=a\n\n--a\n";
    let parts = [
        "Content-Type:message/rfc822\n\n",
        "Content-Type: multipart/mixed; boundary=b#\n\n--b#\n",
        "Content-Type: multipart/mixed; boundary=a\n\n--a\n",
        "Content-Type: multipart/digest; boundary=b#\n\n--b#\n\n",
        "Content-Transfer-Encoding: base64\nContent-Type: message/rfc822\n\n",
    ];
    all.extend(parts.map(|piece| (piece, of("", piece))));
    let beside = [
        "--a\n",
        "\n\n--a\n",
        "\nx\n--a\n",
        "Content-Type: multipart/mixed; boundary=x\n\n--a\n",
        "Content-Type: multipart/mixed; boundary=x#\n\n--a\n",
        "Content-Type: message/rfc822\n\n--a\n",
        "Content-Transfer-Encoding: base64\n\n!\n--a\n",
        "Content-Transfer-Encoding: quoted-printable\n\n==\n--a\n",
        "Content-Type: text/html\n\n<head>\n--a\n",
        "Content-Disposition: attachment; filename=x\n\n--a\n",
        "-",
        "--",
    ];
    all.extend(beside.map(|piece| (piece, of(multipart, piece))));
    for (head, piece) in [
        ("Content-Transfer-Encoding: quoted-printable\n\n", "="),
        ("Content-Transfer-Encoding: quoted-printable\n\n", " "),
        ("Content-Transfer-Encoding: quoted-printable\n\n", "=\n"),
        ("Content-Transfer-Encoding: base64\n\n", "="),
        ("Content-Transfer-Encoding: base64\n\n", "PGhlYWQ+"),
        ("Content-Type: text/plain; charset=utf-7\n\n", "+"),
        ("Content-Type: text/plain; charset=iso-2022-jp\n\n", "\u{1b}$B"),
        ("Content-Type: text/plain; charset=hz-gb-2312\n\n", "~{"),
        ("Content-Type: text/plain", "; a#=b"),
        ("Content-Type: text/plain", "; a*#=b"),
        ("Content-Type: text/plain", "; a#*1=b"),
        ("Content-Type: text/plain", ";\n a*#*=utf-8''b"),
        ("Content-Type: text/plain; name=\"", "=?utf-8?q?"),
        ("", "Content-Type: text/plain; charset=x\n"),
        ("", "Subject: =?utf-8?q?x?= "),
        ("Subject: ", "=?utf-8?q?x?= "),
        ("Subject: x\n\n", ">"),
        ("Subject: x\n\n", "> \n"),
        ("Subject: x\n\n", "<html>"),
        ("", "\n"),
        ("", ":"),
    ] {
        all.push((piece, of(head, piece)));
    }
    all
}

#[test]
fn time_and_depth_go_by_the_size_of_a_message() {
    // Less than a browser's worker has.
    const STACK: usize = 512 * 1024;
    const SIZE: usize = 8 * 1024;
    const TIMES: usize = 16;
    let seconds = |times: usize, message: &[u8]| {
        let begun = std::time::Instant::now();
        (0..times).for_each(|_| drop(read(message)));
        begun.elapsed().as_secs_f64()
    };
    let all = move || {
        for (piece, make) in hostile() {
            let (short, long) = (make(SIZE), make(SIZE * TIMES));
            // As much at once as piece by piece, or what else runs on the machine was in the way: what grows with the
            // square of the size takes sixteen times as long each time.
            let linear = (0..20).any(|_| {
                let apart = seconds(TIMES, &short);
                seconds(1, &long) < 5.0 * apart + 0.001
            });
            assert!(linear, "{piece:?}");
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(all).unwrap().join().unwrap();
}

#[test]
fn what_lies_too_deep_is_passed_over() {
    let nested = |depth: usize| format!("{}Subject: x\n\nTea", "Content-Type: message/rfc822\n\n".repeat(depth));
    assert_eq!(read(nested(40).as_bytes()).text, "Tea");
    assert_eq!(read(nested(12_000).as_bytes()).text, "");
    let beside = "Content-Type: multipart/mixed; boundary=a\n\n".to_owned() + &"--a\n\nx\n".repeat(5_000);
    let read = read(beside.as_bytes());
    assert!(read.text.starts_with("x\n\nx"));
    assert!(read.text.lines().filter(|line| *line == "x").count() <= 1_000);
}

#[test]
fn a_message_that_is_encoded_as_a_whole() {
    let inner = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKVGVhCg==\n";
    check(inner, "Tea", &["x.eml"]);
}

#[test]
fn parts_in_the_ways_that_programs_nest_them() {
    let related = "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<p>Tea</p>\n--r\n\
        Content-Type: image/png; name=a.png\nContent-ID: <a>\n\nx\n--r--\n";
    check(related, "Tea", &[]);
    let alternative = |plain: &str| {
        format!(
            "Content-Type: multipart/alternative; boundary=b\n\npreamble\n--b\nContent-Type: text/plain\n\n{plain}\n\
             --b\n{related}--b--\nepilogue\n"
        )
    };
    check(&alternative("Tea, plainly"), "Tea, plainly", &[]);
    check(&alternative(""), "Tea", &[]);
    // The inner boundary begins as the outer one does.
    let prefix = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n--ab\n\n\
        One\n--ab\n\nTwo\n--ab--\n--a\nContent-Type: text/plain; name=notes.txt\n\nThree\n--a--\n";
    check(prefix, "One\n\nTwo", &["notes.txt"]);
    // Text of a list behind base64; one that is none at all.
    check("Content-Transfer-Encoding: base64\n\nVGVh\n____\nList\n", "Tea", &[]);
    check("Content-Transfer-Encoding: base64\n\n!Tea!\n", "!Tea!", &[]);
    check("Content-Transfer-Encoding: quoted-printable\n\nTea=20=\nand =C3=A4 =zz =\n", "Tea and ä =zz", &[]);
    check("Content-Type: multipart/mixed; boundary=a\n\nNo boundary\n", "No boundary", &[]);
    let stateful =
        "Content-Type: text/plain; charset=iso-2022-jp\nContent-Transfer-Encoding: base64\n\nGyRCOzNFRBsoQg==\n";
    check(stateful, "山田", &[]);
}

proptest! {
    #[test]
    fn any_bytes_are_read(message in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&message);
    }

    #[test]
    fn anything_that_looks_like_a_message_is_read(pieces in proptest::collection::vec(piece(), 0..80)) {
        let message = pieces.concat();
        let read = read(&message);
        prop_assert!(!read.text.contains(|c: char| c != '\n' && c.is_control()));
        prop_assert!(!read.attachments.iter().any(|name| name.contains(|c: char| c.is_control())));
    }

    #[test]
    fn a_message_broken_anywhere_is_read(cut in 0..MIXED.len(), at in 0..MIXED.len(), byte in any::<u8>()) {
        let mut message = MIXED.as_bytes()[..cut.max(at + 1)].to_vec();
        message[at] = byte;
        let _ = read(&message);
    }

    #[test]
    fn any_html_is_read(pieces in proptest::collection::vec("(<|</|>|&|;|\"|'|a|p|br|script|!--|-->|href=|é| |\\PC)", 0..60)) {
        let _ = html::to_text(&pieces.concat());
    }
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&[u8]; 26] = [
        b"Content-Type: ",
        b"Content-Transfer-Encoding: ",
        b"Content-Disposition: attachment; filename=",
        b"Subject: x",
        b"multipart/mixed; boundary=a",
        b"multipart/alternative; boundary=\"b\"",
        b"multipart/digest; boundary=a",
        b"text/plain",
        b"text/html",
        b"message/rfc822",
        b"; charset=utf-8",
        b"; charset=utf-16",
        b"quoted-printable",
        b"base64",
        b"\r\n",
        b"\n",
        b"\r\n\r\n",
        b"--a",
        b"--b",
        b"--",
        b"=C3=",
        b"VGVh",
        b"<p>",
        b"&amp;",
        b"\xc3",
        b"a",
    ];
    prop_oneof![9 => proptest::sample::select(PIECES.to_vec()).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..4)]
}
