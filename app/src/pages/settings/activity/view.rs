use super::model::{CommandRow, PAGE_ROWS};
use crate::i18n::t;
use leptos::prelude::*;

type Connections = Memo<Vec<(u32, Vec<CommandRow>)>>;

/// The commands, by connection.
#[component]
pub(super) fn List(
    all: Memo<Option<usize>>,
    drawn: Connections,
    held: RwSignal<bool>,
    limit: RwSignal<usize>,
) -> impl IntoView {
    let some = Memo::new(move |_| all.get().is_some_and(|all| all > 0));
    let more = Memo::new(move |_| all.get().is_some_and(|all| all > limit.get()));
    let each = move || drawn.with(|drawn| drawn.iter().map(|it| it.0).collect::<Vec<_>>());
    let several = Memo::new(move |_| drawn.with(|drawn| drawn.len() > 1));
    view! {
        <Show when=move || all.get() == Some(0)>
            <p class="all-well" data-testid="activity-empty">{t::activity::none()}</p>
        </Show>
        <Show when=move || some.get()>
            <div class="actions">
                <button
                    class="button"
                    type="button"
                    data-testid="activity-hold"
                    aria-pressed=move || held.get().to_string()
                    on:click=move |_| held.update(|held| *held = !*held)
                >
                    {t::activity::pause()}
                </button>
            </div>
        </Show>
        <div class="activity" data-testid="activity" data-all=move || all.get()>
            <For each key=|it| *it children=move |connection| view! { <Connection connection drawn several /> } />
        </div>
        <Show when=move || more.get()>
            <button
                class="button"
                type="button"
                data-testid="activity-more"
                on:click=move |_| limit.update(|limit| *limit += PAGE_ROWS)
            >
                {t::activity::earlier()}
            </button>
        </Show>
    }
}

#[component]
fn Connection(connection: u32, drawn: Connections, several: Memo<bool>) -> impl IntoView {
    let lines = move || {
        let of =
            |drawn: &Vec<(u32, Vec<CommandRow>)>| drawn.iter().find(|it| it.0 == connection).map(|it| it.1.clone());
        drawn.with(of).unwrap_or_default()
    };
    view! {
        <section data-testid="activity-connection" data-connection=connection aria-label=t::activity::connection(connection)>
            <Show when=move || several.get()>
                <h3>{t::activity::connection(connection)}</h3>
            </Show>
            <ol role="list" class="commands">
                <For each=lines key=Clone::clone children=move |line| view! { <Row line /> } />
            </ol>
        </section>
    }
}

#[component]
fn Row(line: CommandRow) -> impl IntoView {
    let (mark, meaning) = line.end.mark();
    let command = line.command.clone();
    view! {
        <li data-testid="activity-row" data-at=line.sent.1 data-outcome=line.end.name() data-command=command>
            <span class="command-time">{line.time}</span>
            <span class="command-end" title=meaning>
                <span aria-hidden="true">{mark}</span>
                <span class="unseen">{meaning}</span>
            </span>
            <code class="command-text">{line.command}</code>
            <span class="command-took">{line.took}</span>
            {line.words.map(|words| view! { <q class="command-words" dir="auto">{words}</q> })}
        </li>
    }
}
