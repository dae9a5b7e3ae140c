//! A company: its people, the history of all of them, its name, and another that becomes part of it.

use super::hand::Hand;

const OF_INITECH: [&str; 4] = ["With some others", "My stapler", "Re: TPS reports", "TPS reports"];
const OF_BOTH: [&str; 6] =
    ["With some others", "My stapler", "Re: TPS reports", "TPS reports", "Re: Welcome aboard", "Welcome aboard"];

async fn company(hand: &Hand, name: &str) {
    hand.browser.go("/companies").await.unwrap();
    let open = format!(
        "const row = [...document.querySelectorAll('[data-testid=company-row]')].find((it) => it.innerText.includes('{name}'));
         row?.click(); return !!row;"
    );
    hand.until(&open).await;
    hand.says("company-name", name).await;
}

#[tokio::test]
async fn a_company_has_its_people_and_their_history_is_renamed_and_takes_another_in() {
    let mut hand = Hand::start().await;
    hand.browser.go("/companies").await.unwrap();
    hand.until("return document.querySelectorAll('[data-testid=company-row]').length > 5;").await;
    hand.browser.screenshots("companies").await.unwrap();
    company(&hand, "Initech").await;
    hand.until("return document.querySelectorAll('[data-testid=member]').length === 2;").await;
    hand.history(&OF_INITECH).await;
    hand.browser.screenshots("company").await.unwrap();
    hand.edit("company-name", "Initech Limited").await;
    hand.says("company-name", "Initech Limited").await;
    hand.reload().await;
    hand.says("company-name", "Initech Limited").await;

    hand.menu("[data-testid=merge-company]").await;
    let globex = "const item = [...document.querySelectorAll('.menu:popover-open [data-do]')].find((it) => it.textContent === 'Globex'); item?.click(); return !!item;";
    hand.until(globex).await;
    hand.press("merge-company-yes").await;
    hand.told("Merged the two companies").await;
    hand.history(&OF_BOTH).await;
    hand.until("return document.querySelectorAll('[data-testid=member]').length === 3;").await;
    hand.undo().await;
    hand.history(&OF_INITECH).await;
    company(&hand, "Globex").await;
    hand.history(&["Re: Welcome aboard", "Welcome aboard"]).await;
    hand.end().await;
}
