//! What an address says by itself of who sends from it.

use super::words::{
    DOMAINS, LIST_COMMANDS, NEWS, NEWS_HOSTS, NEWS_WITHIN, NO_REPLY, PROGRAMS, ROLE_ENDS, ROLES, SURNAMES,
};
use crate::address::Address;
use crate::domains::{is_free_mail, is_mask, registered, work_domain};
use serde::{Deserialize, Serialize};

/// What the form of an address says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AddressForm {
    /// Nothing.
    #[default]
    Plain,
    /// Two or three words of letters, as names are written: `mara.birke`.
    Name,
    /// A function that several people may read, or a program that someone looks after: `info@`, `support@`, `alerts@`.
    Role,
    /// Made by a program for one mail or one receiver; some people have such addresses, too.
    Made,
    /// A newsletter: by a word, or by its host.
    News,
    /// Made for one answer: a program's, or that of someone who hides theirs.
    Token,
    /// A program's, whatever was written to it: no one reads there.
    AutomatedSender,
}

/// What the form of an address says; see [`AddressForm`].
#[must_use]
pub fn form(address: &Address) -> AddressForm {
    let local = address.local();
    match () {
        // Someone hides theirs behind it: whatever it is made of says nothing.
        () if is_mask(address.domain()) && !is_no_reply(local) => AddressForm::Plain,
        () if is_token(local, address.domain()) => AddressForm::Token,
        // A newsletter's that no one answers is a newsletter's.
        () if says_news(local) && !is_command(local) => AddressForm::News,
        () if is_automated_sender(address) => AddressForm::AutomatedSender,
        () if is_news(address) => AddressForm::News,
        () if is_made(head(local), address.domain()) => AddressForm::Made,
        () if is_role(address) => AddressForm::Role,
        () if is_name(local) => AddressForm::Name,
        () => AddressForm::Plain,
    }
}

/// Whether what comes from an address of that form is a program's.
#[must_use]
pub const fn is_certain(form: AddressForm) -> bool {
    matches!(form, AddressForm::AutomatedSender | AddressForm::Token)
}

/// Whether an address can only be a program's (no-reply, mailer-daemon, bounces, the commands of a list, …), whatever
/// was written to it: no one reads there.
#[must_use]
pub fn is_automated_sender(address: &Address) -> bool {
    let (local, domain) = (address.local(), address.domain());
    let plain = local.replace(['_', '.'], "-");
    is_no_reply(local)
        || PROGRAMS.contains(&plain.as_str())
        || !is_mask(domain) && (is_bounce(local) || is_token(local, domain))
        || (domain == "google.com" && plain == "calendar-notification")
        || plain.ends_with("-daemon")
        || plain.ends_with("-robot")
        || DOMAINS.iter().any(|known| domain == *known || domain.strip_suffix(known).is_some_and(|d| d.ends_with('.')))
}

/// Whether an address is one of a function that several people may read, or a program that someone looks after
/// (`info@`, `support@`, `newsletter@`, `alerts@`), and not someone's own.
#[must_use]
pub fn is_role(address: &Address) -> bool {
    let local = address.local();
    let head = local.split(['+', '=']).next().unwrap_or(local);
    names_role(head)
        || is_hash(head)
        // `acme@acme.example`: the organisation itself.
        || work_domain(address.domain()).is_some_and(|domain| domain.split('.').next() == Some(head) && head.len() > 2)
}

/// Whether an address is by its words one of a function: `info@`, `billing@`.
#[must_use]
pub fn is_role_word(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    names_role(local.split(['+', '=']).next().unwrap_or(local))
}

fn names_role(head: &str) -> bool {
    let parts = || head.split(['-', '_', '.']).filter(|part| !part.is_empty());
    let bare = |part: &str| -> bool {
        let part = part.trim_end_matches(|c: char| c.is_ascii_digit());
        ROLES.binary_search(&part).is_ok()
    };
    // `support-eu`, `news.acme`, `acme-newsletter`: the role stands first or last; of a name it would be the whole.
    bare(head)
        || bare(&head.replace(['-', '_', '.'], ""))
        || {
            let (first, last) = (parts().next(), parts().next_back());
            [first, last].into_iter().flatten().any(|part| part.len() > 3 && !SURNAMES.contains(&part) && bare(part))
        }
        || ROLE_ENDS.iter().any(|end| head.len() > end.len() && head.ends_with(end))
}

/// `newsletter@`, `acme-offers@`, `anybody@news.acme.example`.
fn is_news(address: &Address) -> bool {
    let (local, domain) = (address.local(), address.domain());
    says_news(local) || is_news_host(domain)
}

/// What stands before a subaddress: `mara` of `mara+shops`.
fn head(local: &str) -> &str {
    local.split('+').next().unwrap_or(local)
}

/// Whether a newsletter or an offer stands in it, or a site's name.
fn says_news(local: &str) -> bool {
    let head = head(local);
    let bare = |part: &str| NEWS.contains(&part.trim_end_matches(|c: char| c.is_ascii_digit()));
    head.split(['-', '_', '.', '=']).any(bare)
        || NEWS_WITHIN.iter().any(|word| head.contains(word))
        || ["_list", "deals", ".com", ".net"].iter().any(|end| head.ends_with(end))
        || head.starts_with("your") && head.len() > 6
}

/// Whether one of a list's programs reads there.
fn is_command(local: &str) -> bool {
    is_list_command(local) || is_bounce(local) && !local.contains('=')
}

/// Whether the host says by a label before the registered domain that it sends to many: `lists.acme.example`.
fn is_news_host(domain: &str) -> bool {
    let Some(hosts) = registered(domain).and_then(|registered| domain.strip_suffix(registered)) else {
        return false;
    };
    let bare = |label: &str| NEWS_HOSTS.contains(&label.trim_end_matches(|c: char| c.is_ascii_digit()));
    hosts.split('.').any(bare) || NEWS_WITHIN.iter().any(|word| domain.contains(word))
}

/// Whether a program made it for one mail or one receiver, as `6.17768.e3-Jgtiv.5@acme.example`: six digits and more
/// set apart from others, or nothing but eight and more. (At mail providers many have numbers for names.)
fn is_made(local: &str, domain: &str) -> bool {
    let digits = local.bytes().filter(u8::is_ascii_digit).count();
    let parts = local.split(['-', '_', '.', '#']).count();
    let all = digits == local.len() && digits >= 8;
    (all || digits >= 6 && parts > 1 || local.contains('#')) && !is_free_mail(domain)
}

/// `mara.birke`, `mara_j_birke`: words of letters, none of them a function.
fn is_name(local: &str) -> bool {
    let parts: Vec<&str> = local.split(['.', '_', '-']).filter(|part| !part.is_empty()).collect();
    (2..=3).contains(&parts.len())
        && parts.iter().all(|part| part.chars().all(char::is_alphabetic))
        && parts.iter().any(|part| part.chars().nth(2).is_some())
}

/// A relay's address, made for one customer: nothing but letters and digits in no order, too long for a name.
fn is_hash(local: &str) -> bool {
    let digits = local.bytes().filter(u8::is_ascii_digit).count();
    local.len() >= 16 && digits >= 4 && digits < local.len() && local.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// `noreply`, `no-reply`, `do_not_reply`, `no-reply-42`, `newsletter-noreply`, `noreply+abc`: the saying is the whole,
/// or it is set apart from what stands beside it.
fn is_no_reply(local: &str) -> bool {
    let mark = |c: char| matches!(c, '-' | '_' | '.' | '+' | '=');
    let parts: Vec<&str> = local.split(mark).filter(|part| !part.is_empty()).collect();
    (0..parts.len()).any(|from| {
        let mut said = String::new();
        parts.iter().skip(from).take(4).any(|part| {
            said.push_str(part);
            let said = said.trim_end_matches(|c: char| c.is_ascii_digit());
            NO_REPLY.contains(&said)
        })
    })
}

/// `bounce+abc`, `bounces-123-456`, `bounce-42=jo=a.example`, and other returns that bear the recipient's address
/// (VERP), as in `news-jo=a.example`.
fn is_bounce(local: &str) -> bool {
    let head = local.split(['+', '-', '_', '.', '=']).next().unwrap_or_default();
    let rest = local.get(head.len()..).unwrap_or_default();
    (matches!(head, "bounce" | "bounces" | "prvs") && !rest.is_empty())
        || LIST_COMMANDS.iter().any(|command| local.strip_suffix(command).is_some_and(|list| list.ends_with('-')))
        || local.strip_prefix("owner-").is_some_and(|list| !list.is_empty())
        || local.contains("-bounces+")
        || local.split_once('=').is_some_and(|(_, domain)| domain.trim_matches('.').contains('.'))
}

/// `reply+0A1B2C3D4E5F@`, `reply-9f8e7d6c5b4a3210@`: an address made for one answer. A name after the mark is none. So
/// is what bears so long a token of letters and digits beside other words, and whatever stands at a host for answers.
fn is_token(local: &str, domain: &str) -> bool {
    let token =
        ["reply+", "reply-", "r+", "unsubscribe+", "unsubscribe-"].iter().find_map(|head| local.strip_prefix(head));
    let plus = || local.split_once('+').map(|(_, token)| token).filter(|token| token.len() >= 20);
    let holds_one = || {
        let mut parts = local.split(['-', '_', '.', '+', '=']);
        local.contains(['-', '_', '.', '+', '=']) && parts.any(is_hash) && !is_free_mail(domain)
    };
    token.or_else(plus).is_some_and(|token| token.len() >= 12 && token.contains(|c: char| c.is_ascii_digit()))
        || holds_one()
        || is_answering_host(domain) && (local.len() >= 10 || local.contains(|c: char| c.is_ascii_digit()))
}

/// `reply.acme.example`.
fn is_answering_host(domain: &str) -> bool {
    let first = domain.split('.').next().unwrap_or_default();
    matches!(first, "reply" | "replies" | "inbound") && registered(domain).is_some_and(|it| it.len() < domain.len())
}

/// Whether it is the address of a list's programs: `owner-garden`, `garden-admin`, `garden-bounces`.
pub(super) fn is_list_command(local: &str) -> bool {
    let command = |command: &&str| local.strip_suffix(*command).is_some_and(|list| list.ends_with(['-', '+']));
    local.starts_with("owner-") || LIST_COMMANDS.iter().any(command) || local.contains("-bounces+")
}
