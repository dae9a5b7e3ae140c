//! Why a session ended, and what its page is told of it.

use crate::metrics::Ended;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionEnd {
    /// Its work was done, or failed for good.
    Done,
    /// The page closed the socket or gives no sign of life.
    Gone,
    /// The socket broke, or what came through it is too large or no WebSocket frame.
    Broken,
    /// The page said what no page of ours says.
    Nonsense,
    /// The relay stops, or the session lasted as long as any may.
    Stopped,
}

impl SessionEnd {
    pub(super) fn code(self) -> CloseCode {
        match self {
            Self::Done | Self::Gone => CloseCode::Normal,
            Self::Broken => CloseCode::Protocol,
            Self::Nonsense => CloseCode::Policy,
            Self::Stopped => CloseCode::Away,
        }
    }
    pub(super) fn counted(self) -> Ended {
        match self {
            Self::Done => Ended::Done,
            Self::Gone => Ended::Gone,
            Self::Broken => Ended::Broken,
            Self::Nonsense => Ended::Nonsense,
            Self::Stopped => Ended::Stopped,
        }
    }
}
