//! Today: whom to write to first, what comes, and how one did.

#[cfg(target_arch = "wasm32")]
mod backup_due;
#[cfg(target_arch = "wasm32")]
mod follow_ups;
mod model;
#[cfg(target_arch = "wasm32")]
mod questions;
#[cfg(target_arch = "wasm32")]
mod row;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Today;

#[cfg(target_arch = "wasm32")]
mod page {
    use super::super::today::backup_due::BackupDue;
    use super::super::today::follow_ups::FollowUps;
    use super::super::today::questions::{MaybeMine, NewAddresses};
    use super::model::{birthday, broken, mailto, missed, monthly};
    use super::row::{Row, step};
    use crate::client::{Engine, failure, known, live};
    use crate::components::trouble::Trouble;
    use crate::features::buckets::IntoBucket;
    use crate::features::daily_reminder::OfferTelling;
    use crate::features::decide::Decide;
    use crate::features::draft::Begun;
    use crate::features::due::actions::{Acts, Met};
    use crate::features::reminders::{Remind, Reminders};
    use crate::i18n::t;
    use crate::platform::download::download;
    use crate::platform::focus::is_nowhere;
    use crate::platform::time::today;
    use crate::platform::time::{Today as Calendar, clock};
    use crate::platform::title::title;
    use crate::present::calendar::ago;
    use crate::present::failed::Failed;
    use crate::present::links::{message_at, slug};
    use crate::present::text::people;
    use kith_domain::day::Day;
    use kith_engine::api::{
        Command, Decision, DueRow, FadingRow, PersonId, PersonRow, ProblemKind, SHOWN, TodayView, TurnRow, question,
    };
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use leptos_router::components::A;

    /// So many are shown of a list: more than one works through over a coffee.
    const AT_FIRST: u32 = 20;

    /// So many more are shown each time.
    const MORE: u32 = 50;

    /// So many are shown of a list that one only looks over.
    const FEW: usize = 5;

    /// At that hour an event of the calendar file rings.
    const RINGS: u8 = 9;

    #[component]
    pub(crate) fn Today() -> impl IntoView {
        title(|| t::shell::today().to_owned());
        let engine = Engine::of_page();
        let day = today();
        let shown = RwSignal::new(AT_FIRST);
        let seen = Calendar::is_seen();
        let answer = live(
            move || (day.get(), shown.get(), seen.get()),
            move || engine.track_people(),
            move |(day, shown, seen)| engine.ask(question::Today { day, shown, seen }),
        );
        let (known, failed): (Memo<TodayView>, _) = (known(answer), failure(answer));
        let decide = Decide::of_page();
        // The keyboard comes to the first row from wherever it is.
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
            match event.key().as_str() {
                "j" | "k" if plain && is_nowhere() => step(1),
                "u" if plain && is_nowhere() => decide.undo_last(),
                _ => return,
            }
            event.prevent_default();
        });
        on_cleanup(move || keys.remove());
        // What was there once stays, also where a newer answer failed.
        let there = Memo::new(move |before: Option<&bool>| {
            before == Some(&true) || answer.with(|answer| answer.as_ref().is_some_and(|it| it.1.is_ok()))
        });
        let none = Memo::new(move |_| there.get() && known.with(|known| known.buckets.is_empty()));
        let due = move || known.with(|known| known.due.clone());
        let count = Memo::new(move |_| known.with(|known| known.due_count));
        let coming = move || known.with(|known| known.coming.clone());
        // How many have an interval.
        let kept = Memo::new(move |_| known.with(|known| known.kept.1));
        let now = move || {
            let today = day.get();
            known.with(|known| known.reminders.iter().filter(|it| it.day <= today).cloned().collect::<Vec<_>>())
        };
        let is_now = Memo::new(move |_| !now().is_empty());
        let is_coming = Memo::new(move |_| known.with(|known| !known.coming.is_empty()));
        view! {
            <section class="page today" data-testid="today" data-due=move || there.get().then(|| count.get())>
                <h1 tabindex="-1">{t::shell::today()}</h1>
                {move || failed.get().map(|failed| view! { <Trouble words=failed.words() /> })}
                <BackupDue />
                <Show when=move || none.get()><Begin /></Show>
                <Show when=move || there.get() && !none.get()>
                    <Away known />
                    <Show when=move || { kept.get() > 0 }><OfferTelling /></Show>
                    <Kept known day />
                </Show>
                <NewAddresses rows=Memo::new(move |_| known.with(|known| known.new_addresses.clone())) />
                <MaybeMine rows=Memo::new(move |_| known.with(|known| known.own.clone())) />
                <Show when=move || is_now.get()>
                    <h2>{t::today::reminders_due()}</h2>
                    <Reminders rows=now day whole=true />
                </Show>
                <Show when=move || there.get() && !none.get()>
                    <Show when=move || { kept.get() > 0 } fallback=Nobody>
                        <h2>{move || match count.get() {
                            0 => t::today::no_one_due().to_owned(),
                            count => t::today::to_write_to(people(count)),
                        }}</h2>
                        <p class="quiet">{move || match count.get() {
                            0 => t::today::caught_up(),
                            1 => "",
                            _ => t::today::sorted_by(),
                        }}</p>
                    </Show>
                    <ol role="list" class="due-list" data-testid="due-list">
                        <For each=due key=key let:row>{ let apart = apart(known, &row.person.address, row.person.id); view! { <Row row day apart /> } }</For>
                    </ol>
                    <More known shown read=|known| (known.due.len(), known.due_count) />
                    <Show when=move || { count.get() > 0 }><Keys /></Show>
                </Show>
                <Show when=move || there.get()>
                    <Begun />
                    <FollowUps known />
                    <Turns known read=|known| known.your_turn.clone() title=t::today::waiting_for_you() testid="your-turn" waits=true day />
                    <New known />
                    // Whom one is losing is told without any setting.
                    <Fading known />
                    <Birthdays known day />
                    <Own known day />
                    <Show when=move || is_coming.get()>
                        <h2>{t::today::coming()}</h2>
                        <ol role="list" class="due-list" data-testid="coming-list">
                            <For each=coming key=key let:row>{ let apart = apart(known, &row.person.address, row.person.id); view! { <Row row day apart /> } }</For>
                        </ol>
                        <More known shown read=|known| (known.coming.len(), known.coming_count) />
                    </Show>
                    <Turns known read=|known| known.their_turn.clone() title=t::today::waiting_for_them() testid="their-turn" waits=false day />
                    <TakeAlong day />
                </Show>
            </section>
        }
    }

    /// What tells somebody from whoever is called the same: the address, where there is such a one.
    fn apart(known: Memo<TodayView>, address: &str, id: PersonId) -> Option<impl IntoView + use<>> {
        let is_namesake = known.with_untracked(|known| known.namesakes.contains(&id));
        let address = address.to_owned();
        is_namesake.then(|| view! { <span class="quiet" dir="auto">{address}</span>" " })
    }

    /// What the keys do, where there is a keyboard.
    #[component]
    fn Keys() -> impl IntoView {
        let keys = [
            ("J", t::today::keys::next()),
            ("K", t::today::keys::back()),
            ("W", t::today::keys::write()),
            ("C", t::today::keys::call()),
            ("M", t::today::keys::meeting()),
            ("D", t::today::keys::tomorrow()),
            ("H", t::today::keys::week()),
            ("S", t::today::keys::skip()),
            ("U", t::today::keys::undo()),
        ];
        let keys = keys.map(|(key, does)| view! { <span><kbd>{key}</kbd>" "{does}</span> });
        view! { <p class="keys quiet" aria-label=t::today::keys::title()>{keys.collect_view()}</p> }
    }

    /// Shows more of a list that is longer.
    #[component]
    fn More(known: Memo<TodayView>, shown: RwSignal<u32>, read: fn(&TodayView) -> (usize, u32)) -> impl IntoView {
        let left =
            Memo::new(move |_| known.with(|known| u64::from(read(known).1).saturating_sub(read(known).0 as u64)));
        view! {
            <Show when=move || { left.get() > 0 }>
                <button class="text-button" type="button" data-testid="more" on:click=move |_| shown.update(|shown| *shown += MORE)>
                    {move || t::today::show_more(crate::i18n::number(u32::try_from(left.get()).unwrap_or(u32::MAX)))}
                </button>
            </Show>
        }
    }

    /// Shows all of a list of which a few are shown. Of more than [`SHOWN`] it says that these are not all.
    #[component]
    fn Rest(count: Memo<usize>, whole: RwSignal<bool>) -> impl IntoView {
        move || {
            let count = count.get();
            if !whole.get() && count > FEW {
                let all = if count < SHOWN { t::search::show_all_of(count) } else { t::today::show_first(count) };
                return Some(view! {
                    <button class="text-button" type="button" data-testid="rest" on:click=move |_| whole.set(true)>{all}</button>
                });
            }
            None
        }
    }

    /// What a row shows, so that it is drawn anew when it shows something else.
    fn key(row: &DueRow) -> (u64, Day, Option<Day>, String) {
        (row.person.id.0, row.day, row.snoozed, crate::present::due::reason(row))
    }

    /// What was missed in a week away, until it was seen.
    #[component]
    fn Away(known: Memo<TodayView>) -> impl IntoView {
        let engine = Engine::of_page();
        let said = Memo::new(move |_| known.with(|known| known.away.as_ref().and_then(missed)));
        let decide = Decide::of_page();
        let seen = move |_| {
            spawn_local(async move {
                if let Err(failed) = engine.order(Command::SeenAway).await {
                    decide.failed(failed);
                }
            });
        };
        move || {
            said.get().map(|said| {
                view! {
                    <p class="away" data-testid="away">
                        <span>{said}</span>
                        <button class="text-button" type="button" data-testid="away-seen" on:click=seen>{t::today::seen()}</button>
                    </p>
                }
            })
        }
    }

    /// There are buckets, and nobody is in one.
    #[component]
    fn Nobody() -> impl IntoView {
        view! {
            <div class="empty" data-testid="nobody-kept">
                <p>{t::today::buckets_empty()}</p>
                <p>{t::today::add_people()}</p>
                <A href="/sort" attr:class="button primary">{t::today::sort()}</A>
            </div>
        }
    }

    /// The first steps.
    #[component]
    fn Begin() -> impl IntoView {
        view! {
            <div class="empty" data-testid="no-buckets">
                <p>{t::today::who()}</p>
                <p>{t::today::who_hint()}</p>
                <A href="/settings/buckets" attr:class="button primary">{t::today::create_bucket()}</A>
            </div>
        }
    }

    /// With how many one kept in touch, and with how many there was contact month by month.
    #[component]
    fn Kept(known: Memo<TodayView>, day: Memo<Day>) -> impl IntoView {
        let kept = Memo::new(move |_| known.with(|known| (known.kept, known.kept_months.clone())));
        move || {
            let ((kept, all), months) = kept.get();
            (all > 0).then(|| {
                let bars = monthly(&months, day.get()).into_iter().map(|(name, people)| {
                    let height = f64::from(people) / f64::from(all.max(1));
                    view! {
                        <li style=("--share", height.min(1.0).to_string())>
                            <span class="unseen">{t::today::month_contacts(&name, crate::present::text::people(people))}</span>
                            <span aria-hidden="true">{people}</span>
                            <span class="kept-bar" aria-hidden="true"></span>
                            <span class="quiet" aria-hidden="true">{name}</span>
                        </li>
                    }
                });
                view! {
                    <div class="kept" data-testid="kept" data-kept=kept data-of=all>
                        <p>{t::today::on_track(all, kept)}</p>
                        <ol role="list" class="kept-months" aria-labelledby="kept-months">{bars.collect_view()}</ol>
                        <p class="quiet" id="kept-months">{t::today::by_month()}</p>
                    </div>
                }
            })
        }
    }

    /// Those in no bucket whose rhythm has broken off: no setting was made, so this only says so.
    #[component]
    fn Fading(known: Memo<TodayView>) -> impl IntoView {
        let decide = Decide::of_page();
        let calendar = Calendar::of_page();
        let whole = RwSignal::new(false);
        let count = Memo::new(move |_| known.with(|known| known.fading.len()));
        let rows = move || {
            let shown = if whole.get() { SHOWN } else { FEW };
            known.with(|known| known.fading.iter().take(shown).cloned().collect::<Vec<_>>())
        };
        let any = Memo::new(move |_| count.get() > 0);
        let buckets = Memo::new(move |_| known.with(|known| known.buckets.clone()));
        view! {
            <Show when=move || any.get()>
                <h2>{t::today::losing()}</h2>
                <p class="quiet">{t::today::losing_hint()}</p>
            </Show>
            <ul role="list" class="fading" data-testid="fading-list">
                <For each=rows key=|row| (row.person.id.0, row.last) let:row>
                    {
                        let FadingRow { person, rhythm, last, subject } = row;
                        let (id, name) = (person.id, person.name);
                        let called = StoredValue::new(name.clone());
                        let who = move || (called.get_value(), vec![id]);
                        let apart = apart(known, &person.address, id);
                        let fine = {
                            let name = name.clone();
                            move |_| decide.say(t::today::muted(&name), vec![Decision::Mute(id, true)])
                        };
                        let last = i64::from(last.0);
                        view! {
                            <li data-testid="fading" data-address=person.address.clone()>
                                <p>
                                    <A href=format!("/people/{}", slug(id))><b dir="auto">{name}</b></A>" "{apart}
                                    <span class="quiet">{move || broken(rhythm, last, calendar.get())}</span>
                                </p>
                                <a class="button write" href=mailto(&person.address, &subject)>{t::today::write()}</a>
                                <IntoBucket id=format!("bucket-{:016x}", id.0) buckets who />
                                <button class="text-button" type="button" data-testid="fading-fine" data-once="" on:click=fine>{t::today::mute()}</button>
                            </li>
                        }
                    }
                </For>
            </ul>
            <Rest count whole />
            <Show when=move || any.get()>
                <p><A href="/sort" attr:class="quiet-link">{t::today::sort()}</A></p>
            </Show>
        }
    }

    /// The birthdays of the next days.
    #[component]
    fn Birthdays(known: Memo<TodayView>, day: Memo<Day>) -> impl IntoView {
        let rows = Memo::new(move |_| known.with(|known| known.birthdays.clone()));
        move || {
            let rows = rows.get();
            (!rows.is_empty()).then(|| {
                view! {
                    <h2>{t::today::birthdays()}</h2>
                    <ul role="list" class="new-people" data-testid="birthdays">
                        {rows.into_iter().map(|row| {
                            let when = birthday(&row, day.get());
                            view! {
                                <li><A href=format!("/people/{}", slug(row.person))>
                                    <b dir="auto">{row.name}</b>" "<span class="quiet">{when}</span>
                                </A></li>
                            }
                        }).collect_view()}
                    </ul>
                }
            })
        }
    }

    /// The same in one's own calendar.
    #[component]
    fn TakeAlong(day: Memo<Day>) -> impl IntoView {
        let engine = Engine::of_page();
        let failed = RwSignal::new(None::<Failed>);
        let take = move |_| {
            failed.set(None);
            spawn_local(async move {
                let taken = match engine.ask(question::Calendar { day: day.get_untracked(), hour: RINGS }).await {
                    Ok(file) if download(&file.name, &file.media_type, file.text.as_bytes()) => Ok(()),
                    Ok(_) => Err(Failed::NoDownload),
                    Err(why) => Err(why),
                };
                failed.try_set(taken.err());
            });
        };
        let said = move || {
            failed.get().map(|failed| match &failed {
                Failed::Told(problem) if problem.kind == ProblemKind::NotFound => {
                    view! { <p role="status">{t::today::no_calendar()}</p> }.into_any()
                }
                _ => view! { <Trouble words=failed.words() /> }.into_any(),
            })
        };
        view! {
            <div class="take-along">
                <button class="button" type="button" data-testid="calendar-file" on:click=take>{t::today::calendar()}</button>
                <p class="quiet">{t::today::calendar_hint()}</p>
                {said}
            </div>
        }
    }

    /// Conversations that wait for an answer; what can be done about it where it is I for whom they wait.
    #[component]
    fn Turns(
        known: Memo<TodayView>,
        read: fn(&TodayView) -> Vec<TurnRow>,
        title: &'static str,
        testid: &'static str,
        waits: bool,
        day: Memo<Day>,
    ) -> impl IntoView {
        let calendar = Calendar::of_page();
        let rows = Memo::new(move |_| known.with(read));
        let whole = RwSignal::new(false);
        let count = Memo::new(move |_| rows.with(Vec::len));
        move || {
            let rows = rows.get();
            let shown = if whole.get() { SHOWN } else { FEW };
            (!rows.is_empty()).then(|| {
                view! {
                    <h2>{title}</h2>
                    <ul role="list" class="new-people" data-testid=testid>
                        {rows.into_iter().take(shown).map(|TurnRow { person, message, date, subject }| {
                            let written = clock(date).day_number;
                            let apart = apart(known, &person.address, person.id);
                            let acts = waits.then(|| {
                                let acts = Acts::new(person.id, person.name.clone(), day);
                                view! {
                                    <a class="button write" href=mailto(&person.address, &subject)>{t::today::write()}</a>
                                    <Met acts />
                                    <button class="text-button" type="button" data-testid="no-reply" data-once="" on:click=move |_| acts.no_reply(message)>{t::today::no_reply()}</button>
                                }
                            });
                            let subject = if subject.is_empty() { t::common::no_subject().to_owned() } else { subject };
                            view! {
                                <li class="turn" data-testid="turn" data-address=person.address.clone()><A href=message_at(person.id, message)>
                                    <b dir="auto">{person.name}</b>" "{apart}<span dir="auto">{subject}</span>" "
                                    <span class="quiet">{move || ago(written, calendar.get())}</span>
                                </A>{acts}</li>
                            }
                        }).collect_view()}
                    </ul>
                    <Rest count whole />
                }
            })
        }
    }

    /// What to be reminded of in the next days, and the way to add one.
    #[component]
    fn Own(known: Memo<TodayView>, day: Memo<Day>) -> impl IntoView {
        let later = move || {
            let today = day.get();
            known.with(|known| known.reminders.iter().filter(|it| it.day > today).cloned().collect::<Vec<_>>())
        };
        view! {
            <h2>{t::today::reminders()}</h2>
            <Reminders rows=later day whole=true />
            <p><Remind day /></p>
        }
    }

    /// Those who are new, and in no bucket.
    #[component]
    fn New(known: Memo<TodayView>) -> impl IntoView {
        let rows = Memo::new(move |_| known.with(|known| known.new_people.clone()));
        let buckets = Memo::new(move |_| known.with(|known| known.buckets.clone()));
        move || {
            let rows = rows.get();
            (!rows.is_empty()).then(|| view! {
                <h2>{t::today::new_people()}</h2>
                <ul role="list" class="new-people" data-testid="new-people">
                    {rows.into_iter().map(|PersonRow { id, name, address, .. }| {
                        let called = StoredValue::new(name.clone());
                        let who = move || (called.get_value(), vec![id]);
                        let at = address.clone();
                        view! {
                            <li class="new-person" data-testid="new-person" data-address=at>
                                <A href=format!("/people/{}", slug(id))><b dir="auto">{name}</b>" "<span class="quiet" dir="auto">{address}</span></A>
                                <IntoBucket id=format!("bucket-{:016x}", id.0) buckets who />
                            </li>
                        }
                    }).collect_view()}
                </ul>
                <p><A href="/sort" attr:class="quiet-link">{t::today::sort()}</A></p>
            })
        }
    }
}
