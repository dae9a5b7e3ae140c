//! Those who are filtered out, each with the reason, and the ways to make people of them.

use super::hand::Hand;
use super::mailbox::PEOPLE;

/// Goes to the list of those who are filtered out.
async fn others(hand: &Hand) {
    hand.browser.go("/people").await.unwrap();
    hand.until("const it = document.querySelector('[name=group][value=others]'); it?.click(); return !!it;").await;
}

async fn back(hand: &Hand) {
    hand.browser.go("/people").await.unwrap();
    hand.until("const it = document.querySelector('[name=group][value=people]'); it?.click(); return !!it;").await;
}

#[tokio::test]
async fn each_who_is_filtered_out_has_a_reason_and_becomes_a_person_with_one_click() {
    let mut hand = Hand::start().await;
    others(&hand).await;
    for (address, reason) in [
        ("news@shop.example", "A mailing list, newsletter or other bulk mail."),
        ("no-reply@robot.example", "An automated sender"),
        ("info@bigco.example", "several people may read"),
        ("carl@seen.example", "They only ever appeared alongside you"),
        ("sue@acme.example", "At acme.example, your own domain"),
    ] {
        // Firefox gives no text of a row that is out of sight.
        let script = format!(
            "const row = document.querySelector('[data-testid=person-row][data-address=\"{address}\"]');
             row?.scrollIntoView({{ block: 'nearest' }});
             return row?.innerText.includes('{reason}');"
        );
        if let Err(error) = hand.browser.until(&script).await {
            let shown = hand.browser.run("return document.querySelector('.long-list')?.innerText;").await;
            panic!("{address}: {shown:?}: {error}");
        }
    }
    hand.browser.screenshots("others").await.unwrap();
    hand.browser.run("document.querySelector('.long-list').scrollTop = 0;").await.unwrap();
    hand.click("[data-testid=person-row][data-address='carl@seen.example']").await;
    hand.sees("carl@seen.example").await;
    hand.click("[data-testid=why] summary").await;
    let why = |text: &str| {
        format!("return document.querySelector('[data-testid=why-text]')?.innerText.includes('{text}') ?? false;")
    };
    hand.until(&why("They only ever appeared alongside you")).await;
    hand.press("is-person").await;
    // Now it is asked for as with everyone else.
    hand.press("why-open").await;
    hand.until(&why("You chose to show them in People")).await;
    hand.until("return document.querySelector('[data-testid=apart-reason]') === null && document.querySelector('[data-testid=person-address]') !== null;").await;
    back(&hand).await;
    let mut more = PEOPLE.to_vec();
    more.push("carl@seen.example");
    hand.people(&more).await;

    others(&hand).await;
    hand.click("[data-testid=person-row][data-address='dora@seen.example']").await;
    hand.press("domain-person").await;
    hand.told("Everyone at seen.example is now shown in People: 1 person more").await;
    back(&hand).await;
    more.push("dora@seen.example");
    hand.people(&more).await;
    hand.reload().await;
    hand.people(&more).await;
    hand.end().await;
}

#[tokio::test]
async fn only_those_i_wrote_to_after_it_was_said_who_goes() {
    let hand = Hand::start().await;
    hand.browser.go("/settings/who").await.unwrap();
    hand.click("[name=who][value=written]").await;
    hand.agree(0, 6).await;
    let gone = [
        "ada@old.example",
        "bartik@univac.example",
        "hopper@mark-one.example",
        "ivan@inbound.example",
        "milton@initech.example",
        "sue@home.example",
    ];
    let left: Vec<&str> = PEOPLE.into_iter().filter(|known| !gone.contains(known)).collect();
    hand.people(&left).await;
    hand.undo().await;
    hand.people(&PEOPLE).await;
    hand.end().await;
}
