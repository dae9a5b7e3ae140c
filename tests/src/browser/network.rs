//! A network that is slow, or does not bring everything. All of it needs
//! [`OnlyChromium::Network`](super::OnlyChromium).

use super::Browser;
use anyhow::Result;
use serde_json::json;

impl Browser {
    /// From now on these addresses do not come, each a pattern with `*`; all others do.
    pub async fn block(&self, addresses: &[&str]) -> Result<()> {
        let chromium = self.own.chromium()?;
        chromium.devtools("Network.enable", json!({})).await?;
        chromium.devtools("Network.setBlockedURLs", json!({ "urls": addresses })).await.map(drop)
    }

    /// From now on the network is that of a slow phone: 1,638 kbit/s, and 150 ms for each answer.
    pub async fn slow_down(&self) -> Result<()> {
        let chromium = self.own.chromium()?;
        chromium.devtools("Network.enable", json!({})).await?;
        let slow = json!({"offline": false, "latency": 150, "downloadThroughput": 204_750, "uploadThroughput": 93_750});
        chromium.devtools("Network.emulateNetworkConditions", slow).await.map(drop)
    }
}
