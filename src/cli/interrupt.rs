//! Ctrl-C: the first asks for an orderly end, the second ends at once.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::report::terminal::Terminal;

/// Cancels `cancel` at the first SIGINT or SIGTERM, and `kill` at the second.
pub(super) fn listen(cancel: CancellationToken, kill: CancellationToken, terminal: Terminal) {
    tokio::spawn(async move {
        let (Ok(mut interrupt), Ok(mut terminate)) =
            (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            return;
        };
        for token in [cancel, kill] {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if !token.is_cancelled() {
                terminal
                    .progress("interrupted: what runs is asked to stop; once more ends it at once");
            }
            token.cancel();
        }
    });
}
