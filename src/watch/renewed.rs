//! A stream that can be begun anew: a watch of a cluster that was cut off may not notice for a minute that
//! it is back, since nobody asks on the old connection.

use futures::stream::BoxStream;
use futures::{Stream, StreamExt, stream};
use tokio::sync::watch::Receiver;

/// The stream that `make` gives, made anew whenever `renew` tells; it ends when the stream does.
pub fn renewed<T: Send + 'static>(
    make: impl Fn() -> BoxStream<'static, T> + Send + 'static,
    renew: Receiver<()>,
) -> impl Stream<Item = T> + Send {
    let begun = make();
    stream::unfold((begun, make, renew), |(mut current, make, mut renew)| async move {
        loop {
            let next = tokio::select! {
                next = current.next() => Some(next),
                // When nobody is left who could tell, the stream goes on as it is.
                Ok(()) = renew.changed() => None,
            };
            match next {
                Some(next) => return next.map(|item| (item, (current, make, renew))),
                None => current = make(),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn what_is_silent_is_made_anew_when_it_is_told_so() {
        let (tell, renew) = tokio::sync::watch::channel(());
        let count = AtomicUsize::new(0);
        let make = move || {
            let count = count.fetch_add(1, Ordering::Relaxed);
            stream::iter([count]).chain(stream::pending()).boxed()
        };
        let mut renewed = pin!(renewed(make, renew));
        assert_eq!(renewed.next().await, Some(0));
        assert_eq!(renewed.next().now_or_never(), None);
        tell.send(()).unwrap();
        assert_eq!(renewed.next().await, Some(1));
        drop(tell);
        assert_eq!(renewed.next().now_or_never(), None);
    }
}
