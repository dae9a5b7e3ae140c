//! Whose a mail domain is: a provider's, where anyone can have an address, or an organisation's.

use crate::sample;
use public_suffix::{DEFAULT_PROVIDER, EffectiveTLDProvider};

/// Whether anyone can have an address at a domain: mail providers, access providers that give addresses to their
/// customers, and services that hand out addresses to forward from.
#[must_use]
pub fn is_free_mail(domain: &str) -> bool {
    let (first, rest) = domain.split_once('.').unwrap_or((domain, ""));
    let is_known =
        PROVIDERS.binary_search(&domain).is_ok() || is_mask(domain) || FAMILIES.contains(&first) && is_country(rest);
    is_known || sample::MAIL_HOSTS.contains(&domain)
}

/// Whether the domain is that of a service that gives people addresses to hide their own behind.
#[must_use]
pub fn is_mask(domain: &str) -> bool {
    MASKS.binary_search(&domain).is_ok()
}

/// The domain that an organisation registered, by the public suffix list: `acme.co.uk` for `mail.eu.acme.co.uk`.
///
/// `None` if it says nothing of an organisation: a mail provider's, a public suffix, an address literal, a name without
/// a dot.
#[must_use]
pub fn work_domain(domain: &str) -> Option<&str> {
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    if domain.starts_with('[') || domain.rsplit('.').next().is_none_or(is_number) || is_free_mail(domain) {
        return None;
    }
    registered(domain).filter(|domain| !is_free_mail(domain))
}

/// The domain that someone registered, by the public suffix list; `None` for a public suffix itself.
#[must_use]
pub fn registered(domain: &str) -> Option<&str> {
    DEFAULT_PROVIDER.effective_tld_plus_one(domain).ok()
}

/// A name for the organisation of a work domain: `Acme` for `acme.co.uk`.
#[must_use]
pub fn company_title(domain: &str) -> String {
    let label = domain.split('.').next().unwrap_or(domain);
    let mut title = String::with_capacity(label.len());
    for part in label.split_inclusive('-') {
        let mut signs = part.chars();
        title.extend(signs.next().into_iter().flat_map(char::to_uppercase));
        title.push_str(signs.as_str());
    }
    title
}

/// A country's part of a provider's family: `de`, `co.uk`, `com.br`, and `com` and the like.
fn is_country(rest: &str) -> bool {
    let labels = rest.split('.').count();
    let last = rest.rsplit('.').next().unwrap_or_default();
    match labels {
        1 => last.len() == 2 || matches!(last, "com" | "net" | "org"),
        2 => last.len() == 2 && (rest.starts_with("co.") || rest.starts_with("com.")),
        _ => false,
    }
}

/// Providers with a domain in many countries.
const FAMILIES: [&str; 13] = [
    "aim",
    "aol",
    "gmx",
    "googlemail",
    "hotmail",
    "inbox",
    "live",
    "msn",
    "outlook",
    "rocketmail",
    "yahoo",
    "yandex",
    "ymail",
];

/// Where addresses are handed out behind which people hide theirs. Sorted.
const MASKS: [&str; 20] = [
    "8alias.com",
    "8shield.net",
    "addy.io",
    "aleeas.com",
    "anonaddy.com",
    "anonaddy.me",
    "dralias.com",
    "duck.com",
    "mozmail.com",
    "passfwd.com",
    "passinbox.com",
    "passmail.com",
    "passmail.net",
    "privaterelay.appleid.com",
    "relay.firefox.com",
    "silomails.com",
    "simplelogin.co",
    "simplelogin.com",
    "simplelogin.fr",
    "slmail.me",
];

/// Sorted.
#[rustfmt::skip]
const PROVIDERS: &[&str] = &[
    "126.com", "139.com", "163.com", "189.cn", "21cn.com", "9online.fr", "abv.bg", "addy.io", "aleeas.com",
    "alice.it", "aliceadsl.fr", "aliyun.com", "altavista.com", "ameritech.net", "angelfire.com", "anonaddy.com",
    "arcor.de", "asia.com", "att.net", "attbi.com", "attglobal.net", "bbox.fr", "bell.net", "bellatlantic.net",
    "bellsouth.net", "bigfoot.com", "bigpond.com", "bigpond.net", "bigpond.net.au", "bk.ru", "bluewin.ch",
    "blueyonder.co.uk", "bol.com.br", "bright.net", "btinternet.com", "btopenworld.com", "c2i.net", "cableone.net",
    "caramail.com", "casema.nl", "cegetel.net", "centrum.cz", "centurylink.net", "centurytel.net", "charter.net",
    "chello.at", "chello.nl", "club-internet.fr", "comcast.net", "compuserve.com", "concentric.net", "consultant.com",
    "cox.net", "ctemplar.com", "daum.net", "dbzmail.com", "disroot.org", "docomo.ne.jp", "dodo.com.au", "duck.com",
    "earthlink.net", "eircom.net", "email.com", "email.cz", "email.de", "email.it", "engineer.com", "erols.com",
    "eudoramail.com", "ev1.net", "excite.com", "ezweb.ne.jp", "fastmail.com", "fastmail.fm", "fastmail.net",
    "fastmail.org", "fastwebnet.it", "firemail.de", "flash.net", "foxmail.com", "free.fr", "freemail.de",
    "freemail.hu", "freenet.de", "freeserve.co.uk", "freesurf.fr", "frontier.com", "frontiernet.net", "fuse.net",
    "gawab.com", "globo.com", "globomail.com", "gmail.com", "gmx.net", "go.com", "googlemail.com", "grics.net",
    "gte.net", "hanmail.net", "hanmir.com", "hawaii.rr.com", "hetnet.nl", "hey.com", "hinet.net", "hispavista.com",
    "home.com", "home.nl", "hotmail.com", "hotpop.com", "hush.com", "hushmail.com", "iafrica.com", "icloud.com",
    "icloud.com.cn", "ig.com.br", "ihug.co.nz", "iinet.net.au", "in.com", "iname.com", "inbox.lv", "inbox.ru",
    "indiatimes.com", "inet.it", "infonie.fr", "insightbb.com", "interia.pl", "internet.ru", "internode.on.net",
    "iol.ie", "iprimus.com.au", "ix.netcom.com", "juno.com", "kabelbw.de", "kabelmail.de", "kolabnow.com",
    "kolumbus.fi", "korea.com", "kpnmail.nl", "kpnplanet.nl", "laposte.net", "lavabit.com", "libero.it",
    "lineone.net", "linuxmail.org", "list.ru", "live.com", "lycos.co.uk", "lycos.com", "lycos.de", "mac.com",
    "mail.bg", "mail.com", "mail.de", "mail.dk", "mail.ee", "mail.ru", "mail.ua", "mailbox.org", "mailexcite.com",
    "mailfence.com", "mailinator.com", "mailnesia.com", "mailo.com", "mailoo.org", "maktoob.com", "mchsi.com",
    "me.com", "mediaone.net", "mindspring.com", "mozmail.com", "msn.com", "mweb.co.za", "my.com", "myway.com",
    "narod.ru", "nate.com", "naver.com", "neostrada.pl", "netcabo.pt", "netcologne.de", "netcom.com", "netscape.com",
    "netscape.net", "netspace.net.au", "netvigator.com", "netzero.com", "netzero.net", "neuf.fr", "nifty.com",
    "noos.fr", "ntlworld.com", "numericable.fr", "o2.co.uk", "o2.pl", "o2online.de", "onet.eu", "onet.pl",
    "online.de", "online.no", "op.pl", "optonline.net", "optusnet.com.au", "orange.fr", "orange.net", "outlook.com",
    "outlook.fr", "pacbell.net", "passmail.net", "pchome.com.tw", "pipex.com", "planet.nl", "pm.me", "pobox.com",
    "poczta.fm", "poczta.onet.pl", "post.com", "post.cz", "post.sk", "posteo.at", "posteo.ch", "posteo.de",
    "posteo.eu", "posteo.net", "posteo.org", "privaterelay.appleid.com", "prodigy.net", "prodigy.net.mx", "proton.me",
    "protonmail.ch", "protonmail.com", "protonmail.de", "ptd.net", "q.com", "qq.com", "quicknet.nl", "qwest.net",
    "rambler.ru", "rcn.com", "rediff.com", "rediffmail.com", "riseup.net", "roadrunner.com", "rocketmail.com",
    "rogers.com", "rr.com", "runbox.com", "safe-mail.net", "sapo.pt", "sbcglobal.net", "scarlet.be", "seed.net.tw",
    "seznam.cz", "sfr.fr", "shaw.ca", "sify.com", "simplelogin.co", "simplelogin.com", "sina.cn", "sina.com",
    "sky.com", "skynet.be", "slmail.me", "snet.net", "softbank.ne.jp", "sohu.com", "sonic.net", "speakeasy.net",
    "spray.se", "starpower.net", "startmail.com", "std.com", "sunrise.ch", "swbell.net", "swissonline.ch",
    "sympatico.ca", "t-online.de", "t-online.hu", "talk21.com", "talktalk.net", "techie.com", "teksavvy.ca",
    "teksavvy.com", "tele2.nl", "telefonica.net", "telenet.be", "telia.com", "teliamail.dk", "telus.net",
    "tempmail.com", "terra.com", "terra.com.br", "terra.es", "tin.it", "tiscali.co.uk", "tiscali.de", "tiscali.it",
    "tom.com", "tpg.com.au", "tut.by", "tuta.com", "tuta.io", "tutamail.com", "tutanota.com", "tutanota.de",
    "ukr.net", "uol.com.br", "upcmail.nl", "usa.com", "usa.net", "usermail.com", "uswest.net", "utanet.at",
    "verizon.net", "versanet.de", "versatel.nl", "videotron.ca", "virgilio.it", "virgin.net", "virginmedia.com",
    "visto.com", "vivaldi.net", "vk.com", "vodafone.de", "vodafone.it", "vodafonemail.de", "voila.fr", "volny.cz",
    "vp.pl", "walla.co.il", "walla.com", "wanadoo.es", "wanadoo.fr", "wanadoo.nl", "web.de", "webmail.co.za",
    "webtv.net", "westnet.com.au", "windowslive.com", "windstream.net", "worldnet.att.net", "worldonline.nl", "wp.pl",
    "xmail.ru", "xs4all.nl", "xtra.co.nz", "ya.ru", "yahoo.com", "yeah.net", "ymail.com", "ziggo.nl", "zoho.com",
    "zoho.eu", "zohomail.com", "zohomail.eu", "zonnet.nl", "zoznam.sk",
];

#[cfg(test)]
mod tests {
    use super::{PROVIDERS, company_title, is_free_mail, work_domain};

    #[test]
    fn providers_can_be_found() {
        assert!(PROVIDERS.is_sorted() && super::MASKS.is_sorted());
        assert!(PROVIDERS.iter().all(|domain| is_free_mail(domain)));
    }

    #[test]
    fn a_work_domain_is_what_was_registered() {
        for (domain, expected) in [
            ("acme.example", Some("acme.example")),
            ("mail.eu.acme.example", Some("acme.example")),
            ("mail.acme.co.uk", Some("acme.co.uk")),
            ("acme.com.br", Some("acme.com.br")),
            ("cs.some-university.edu", Some("some-university.edu")),
            ("gmail.com", None),
            ("yahoo.co.jp", None),
            ("hotmail.fr", None),
            ("gmx.at", None),
            ("outlook.com.br", None),
            ("mx.freenet.de", None),
            ("privaterelay.appleid.com", None),
            ("co.uk", None),
            ("localhost", None),
            ("[192.0.2.1]", None),
            ("192.0.2.1", None),
            ("", None),
            // Whose name only begins like a provider's.
            ("outlook.acme.example", Some("acme.example")),
            ("yahooligans.com", Some("yahooligans.com")),
            ("live.nation.com", Some("nation.com")),
        ] {
            assert_eq!(work_domain(domain), expected, "{domain}");
        }
    }

    #[test]
    fn a_company_is_called_after_its_domain() {
        for (domain, expected) in
            [("acme.co.uk", "Acme"), ("big-blue.example", "Big-Blue"), ("3m.example", "3m"), ("éa.example", "Éa")]
        {
            assert_eq!(company_title(domain), expected);
        }
    }
}
