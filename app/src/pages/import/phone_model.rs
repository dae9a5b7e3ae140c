//! What the page says of a file of a phone.

use crate::i18n::{Text, t};
use crate::present::calendar::date;
use crate::present::text::joined;
use kith_engine::api::{ChatView, DateOrder, LeftOutRecords, PhoneSummary};

/// Calls and messages in figures: `12 calls, 340 messages, 2025-03-01 to 2026-11-30`.
pub(crate) fn summary(of: &PhoneSummary) -> String {
    let PhoneSummary { calls, unanswered, messages, days } = *of;
    let figures = [
        (calls > 0).then(|| t::phone::summary::calls(calls)),
        (unanswered > 0).then(|| t::phone::summary::unanswered(unanswered)),
        (messages > 0).then(|| t::phone::summary::messages(messages)),
        days.map(|(first, last)| match first == last {
            true => date(first),
            false => t::phone::summary::from_to(date(first), date(last)),
        }),
    ];
    figures.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Says how many there are.
type Said = fn(u32) -> String;

/// What is left out, and why. `None`: nothing is.
pub(crate) fn left_out(of: &LeftOutRecords) -> Option<String> {
    let LeftOutRecords { service, withheld, unsent, group, system, unreadable } = *of;
    let kinds: [(u32, Said); 6] = [
        (service, t::phone::left_out::service),
        (withheld, t::phone::left_out::withheld),
        (unsent, t::phone::left_out::unsent),
        (group, t::phone::left_out::group),
        (system, t::phone::left_out::system),
        (unreadable, t::phone::left_out::unreadable),
    ];
    let said: Vec<String> =
        kinds.into_iter().filter(|(count, _)| *count > 0).map(|(count, said)| said(count)).collect();
    (!said.is_empty()).then(|| format!("{} {}", t::phone::left_out::title(), joined(said)))
}

/// The orders of dates, with a name for the document and in words.
pub(crate) const ORDERS: [(DateOrder, &str, Text); 3] = [
    (DateOrder::DayMonth, "day", t::phone::day_first),
    (DateOrder::MonthDay, "month", t::phone::month_first),
    (DateOrder::YearMonthDay, "year", t::phone::year_first),
];

/// Why a chat is not read, or not yet. `None`: it is.
pub(crate) fn trouble(chat: &ChatView) -> Option<&'static str> {
    match chat {
        ChatView { is_group: true, .. } => Some(t::phone::is_group()),
        ChatView { orders, .. } if orders.is_empty() => Some(t::phone::no_dates()),
        ChatView { user: Some(_), dates: Some(_), .. } => None,
        _ => Some(t::phone::ask_chat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::Day;

    #[test]
    fn a_file_is_told_in_figures() {
        let day = |month| Day::of(2026, month, 1).unwrap();
        let all = PhoneSummary { calls: 1, unanswered: 2, messages: 1_240, days: Some((day(3), day(11))) };
        let said = format!(
            "1 call, 2 unanswered calls, 1,240 messages, {}",
            t::phone::summary::from_to(date(day(3)), date(day(11)))
        );
        assert_eq!(summary(&all), said);
        let one = PhoneSummary { messages: 1, days: Some((day(3), day(3))), ..PhoneSummary::default() };
        assert_eq!(summary(&one), format!("1 message, {}", date(day(3))));
    }

    #[test]
    fn what_is_left_out_is_told_with_the_reason() {
        assert_eq!(left_out(&LeftOutRecords::default()), None);
        let some = LeftOutRecords { withheld: 3, unsent: 1, ..LeftOutRecords::default() };
        assert_eq!(left_out(&some).as_deref(), Some("Left out: 3 with a withheld number · 1 that wasn’t sent"));
    }

    #[test]
    fn a_chat_says_what_it_needs() {
        let whole = ChatView {
            user: Some("Me".into()),
            orders: vec![DateOrder::DayMonth],
            dates: Some(DateOrder::DayMonth),
            ..ChatView::default()
        };
        assert_eq!(trouble(&whole), None);
        assert_eq!(trouble(&ChatView { is_group: true, ..whole.clone() }), Some(t::phone::is_group()));
        assert_eq!(trouble(&ChatView { user: None, ..whole.clone() }), Some(t::phone::ask_chat()));
        assert_eq!(trouble(&ChatView { orders: vec![], dates: None, ..whole }), Some(t::phone::no_dates()));
    }
}
