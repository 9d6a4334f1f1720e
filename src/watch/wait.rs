//! The one loop that waits: for an object to become as wanted, with a deadline and the reason.

use std::fmt::Debug;
use std::pin::pin;
use std::time::Duration;

use futures::StreamExt;
use futures::future::ready;
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Resource};
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::shared::{SharedWatch, of_new};

/// What an object says about the question that is waited for.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict<T> {
    /// The wait is over, well.
    Yes(T),
    /// Not yet, and why: one sentence.
    NotYet(String),
    /// It never will be, and why: waiting on is of no use.
    Never(String),
}

/// Why a wait ended without its object.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WaitError {
    /// The deadline passed.
    #[error("not within {} s; last seen {} s ago: {last}", limit.as_secs(), age.as_secs())]
    TimedOut {
        /// How long was waited.
        limit: Duration,
        /// The last reason why not.
        last: String,
        /// How old that reason is.
        age: Duration,
    },
    /// It can't become as wanted any more.
    #[error("{reason}")]
    Never {
        /// Why.
        reason: String,
    },
    /// The run was cancelled.
    #[error("the run was cancelled; last seen: {last}")]
    Cancelled {
        /// The last reason why not.
        last: String,
    },
}

/// How a wait is limited, and who hears of its reasons.
pub struct Waiting<'a> {
    /// The longest that is waited.
    pub limit: Duration,
    /// Ends the wait early.
    pub cancel: &'a CancellationToken,
    /// Hears each new reason once.
    pub say: &'a (dyn Fn(&str) + Send + Sync),
}

/// Watches the object `name` until `judge` says Yes or Never, or the limit is over.
pub async fn await_object<K, T>(
    api: Api<K>,
    name: &str,
    waiting: Waiting<'_>,
    judge: impl Fn(Option<&K>) -> Verdict<T>,
) -> Result<T, WaitError>
where
    K: Resource + Clone + DeserializeOwned + Debug + Send + 'static,
{
    let selected = watcher::Config::default().fields(&format!("metadata.name={name}"));
    let events = watcher(api, selected).default_backoff();
    await_events(events, waiting, judge).await
}

/// The same for an object that was just made, by a watch that others share.
pub async fn await_shared<K, T>(
    watch: &SharedWatch<K>,
    name: &str,
    waiting: Waiting<'_>,
    judge: impl Fn(Option<&K>) -> Verdict<T>,
) -> Result<T, WaitError>
where
    K: Resource + Clone + DeserializeOwned + Debug + Send + Sync + 'static,
{
    await_sights(of_new(watch.sights(name)), waiting, judge).await
}

async fn await_events<K, T, E: std::fmt::Display>(
    events: impl futures::Stream<Item = Result<watcher::Event<K>, E>>,
    waiting: Waiting<'_>,
    judge: impl Fn(Option<&K>) -> Verdict<T>,
) -> Result<T, WaitError> {
    let mut listed = false;
    let sights = events.filter_map(|event| {
        ready(match event {
            Ok(watcher::Event::Init) => {
                listed = false;
                None
            }
            Ok(watcher::Event::InitApply(object)) => {
                listed = true;
                Some(Ok(Some(object)))
            }
            Ok(watcher::Event::Apply(object)) => Some(Ok(Some(object))),
            Ok(watcher::Event::InitDone) if listed => None,
            Ok(watcher::Event::InitDone | watcher::Event::Delete(_)) => Some(Ok(None)),
            Err(error) => Some(Err(error)),
        })
    });
    await_sights(sights, waiting, judge).await
}

async fn await_sights<K, T, E: std::fmt::Display>(
    sights: impl futures::Stream<Item = Result<Option<K>, E>>,
    waiting: Waiting<'_>,
    judge: impl Fn(Option<&K>) -> Verdict<T>,
) -> Result<T, WaitError> {
    let mut sights = pin!(sights);
    let deadline = Instant::now() + waiting.limit;
    let mut last = ("nothing was seen yet".to_owned(), Instant::now());
    loop {
        let seen = tokio::select! {
            seen = sights.next() => seen,
            () = waiting.cancel.cancelled() => {
                return Err(WaitError::Cancelled { last: last.0 });
            }
            () = tokio::time::sleep_until(deadline) => {
                let (last, since) = last;
                return Err(WaitError::TimedOut { limit: waiting.limit, last, age: since.elapsed() });
            }
        };
        let verdict = match seen {
            Some(Ok(object)) => judge(object.as_ref()),
            Some(Err(error)) => Verdict::NotYet(format!("the watch failed: {error}")),
            None => Verdict::Never("the watch ended".to_owned()),
        };
        match verdict {
            Verdict::Yes(found) => return Ok(found),
            Verdict::Never(reason) => return Err(WaitError::Never { reason }),
            Verdict::NotYet(reason) => {
                if reason != last.0 {
                    (waiting.say)(&reason);
                }
                last = (reason, Instant::now());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    fn even(number: Option<&u32>) -> Verdict<u32> {
        match number {
            Some(number) if number % 2 == 0 => Verdict::Yes(*number),
            Some(13) => Verdict::Never("thirteen".to_owned()),
            Some(number) => Verdict::NotYet(format!("{number} is odd")),
            None => Verdict::NotYet("no number".to_owned()),
        }
    }

    async fn wait(
        events: Vec<Result<watcher::Event<u32>, String>>,
        cancel: &CancellationToken,
    ) -> (Result<u32, WaitError>, Vec<String>) {
        let said = std::sync::Mutex::new(Vec::new());
        let say = |reason: &str| said.lock().unwrap().push(reason.to_owned());
        let waiting = Waiting { limit: Duration::from_secs(30), cancel, say: &say };
        let events = stream::iter(events).chain(stream::pending());
        let result = await_events(events, waiting, even).await;
        (result, said.into_inner().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn each_reason_is_said_once_until_it_is_true() {
        use watcher::Event::{Apply, Init, InitDone};
        let events = vec![Ok(Init), Ok(InitDone), Ok(Apply(1)), Ok(Apply(1)), Ok(Apply(4))];
        let (result, said) = wait(events, &CancellationToken::new()).await;
        assert_eq!(result, Ok(4));
        assert_eq!(said, ["no number", "1 is odd"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_time_out_says_what_was_seen_last_and_when() {
        let events = vec![Ok(watcher::Event::Apply(7))];
        let (result, _) = wait(events, &CancellationToken::new()).await;
        let error = result.unwrap_err();
        assert_eq!(error.to_string(), "not within 30 s; last seen 30 s ago: 7 is odd");
    }

    #[tokio::test(start_paused = true)]
    async fn a_broken_watch_is_a_reason_and_not_the_end() {
        let events = vec![Err("connection refused".to_owned()), Ok(watcher::Event::Apply(2))];
        let (result, said) = wait(events, &CancellationToken::new()).await;
        assert_eq!((result, said.len()), (Ok(2), 1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_can_never_be_ends_the_wait_at_once() {
        let events = vec![Ok(watcher::Event::Apply(13))];
        let (result, _) = wait(events, &CancellationToken::new()).await;
        assert_eq!(result, Err(WaitError::Never { reason: "thirteen".to_owned() }));
    }

    #[tokio::test(start_paused = true)]
    async fn a_cancelled_wait_ends() {
        let cancel = CancellationToken::new();
        cancel.cancel();
        let (result, _) = wait(Vec::new(), &cancel).await;
        assert!(matches!(result, Err(WaitError::Cancelled { .. })));
    }
}
