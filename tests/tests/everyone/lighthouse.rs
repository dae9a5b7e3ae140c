//! Lighthouse gives the app, as it is built for users, everything that it has to give but for speed, which is measured
//! by the bench.

use kith_tests::browser::OnlyChromium;
use kith_tests::lighthouse;
use kith_tests::relay::Relay;

#[tokio::test]
async fn lighthouse_gives_full_marks_for_accessibility_and_best_practices() {
    if OnlyChromium::Lighthouse.is_missing() {
        return;
    }
    let relay = Relay::start(None).unwrap();
    let report = lighthouse::check(&relay.url()).await.unwrap();
    assert_eq!((report.accessibility, report.best_practices), (100.0, 100.0), "{:#?}", report.failed);
}
