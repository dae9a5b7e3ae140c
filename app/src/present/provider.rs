//! What a provider wants of whoever logs in, in words.

use crate::i18n::t;
use kith_domain::providers::{Provider, Step, Task};

/// Something to do or to know, with the page where it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepWords {
    pub(crate) task: Task,
    pub(crate) text: String,
    pub(crate) link: Option<Link>,
}

/// A page of a provider's, and what the link to it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) url: &'static str,
    pub(crate) text: String,
}

/// What there is to do or to know, in order.
pub(crate) fn steps(provider: &Provider) -> Vec<StepWords> {
    let name = provider.short_name();
    let link = |step: &Step| {
        let url = step.at?;
        // Where its help is, there are instructions. But a program is fetched.
        let is_help = host(url) == host(provider.help) && step.task != Task::Bridge;
        let text = if is_help { t::providers::how(host(url)) } else { t::providers::page(host(url)) };
        Some(Link { url, text })
    };
    let words = |step: &Step| StepWords { task: step.task, text: text(step.task, name), link: link(step) };
    provider.steps.iter().map(words).collect()
}

/// Its own page about mail programs.
pub(crate) fn help(provider: &Provider) -> Link {
    Link { url: provider.help, text: t::providers::help(provider.short_name()) }
}

fn host(url: &str) -> &str {
    let host = url.trim_start_matches("https://").split('/').next().unwrap_or_default();
    host.trim_start_matches("www.")
}

fn text(task: Task, name: &str) -> String {
    match task {
        Task::TwoStep => t::providers::two_step(name),
        Task::AppPassword => t::providers::app_password().to_owned(),
        Task::AppPasswordIfTwoStep => t::providers::app_password_if_two_step().to_owned(),
        Task::SwitchOn => t::providers::switch_on(name),
        Task::Code => t::providers::code().to_owned(),
        Task::MailPassword => t::providers::mail_password().to_owned(),
        Task::Bridge => t::providers::bridge(name),
        Task::Paid => t::providers::paid(name),
        Task::SignIn => t::providers::sign_in(name),
        Task::NoImap => t::providers::no_imap(name),
    }
}

#[cfg(test)]
mod tests {
    use super::{help, host, steps};
    use kith_domain::providers::{ALL, by_domain};

    #[test]
    fn whoever_wants_something_says_what_in_whole_sentences() {
        for provider in ALL {
            let steps = steps(provider);
            assert_eq!(steps.len(), provider.steps.len());
            for step in &steps {
                assert!(step.text.ends_with('.') && !step.text.contains('{'), "{}", step.text);
            }
            for link in steps.iter().filter_map(|step| step.link.as_ref()) {
                assert!(link.text.ends_with(host(link.url)) && !host(link.url).is_empty(), "{link:?}");
            }
            assert!(help(provider).text.ends_with(provider.short_name()));
        }
    }

    #[test]
    fn a_link_says_whether_it_leads_to_the_place_or_to_instructions() {
        let links = |domain| {
            let steps = by_domain(domain).map(steps).unwrap_or_default();
            steps.into_iter().filter_map(|step| step.link).map(|link| link.text).collect::<Vec<_>>()
        };
        assert_eq!(links("gmx.de"), ["See how at hilfe.gmx.net"]);
        assert_eq!(links("aol.com"), ["Open the page at login.aol.com"]);
        assert_eq!(links("proton.me"), ["Open the page at proton.me"]);
    }
}
