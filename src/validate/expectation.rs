//! What is expected of a cell, from what is known of KubeFed's versions.

use crate::compat::{join_obstacle, obstacle};
use crate::verdict::{Cell, Expectation};

/// What is expected of a cell. What is known is in `compat`, with its sources; of versions
/// that nothing is known of, it is expected that they work.
pub fn expectation(cell: &Cell) -> Expectation {
    let (kubefed, kubernetes) = (cell.kubefed.version(), &cell.kubernetes);
    match obstacle(kubefed, kubernetes).or_else(|| join_obstacle(kubefed, kubernetes)) {
        Some(why) => Expectation::Fails(without_cluster(&why)),
        None => Expectation::Works,
    }
}

/// The words for an obstacle go on from a cluster's name: `runs Kubernetes 1.24.17, and KubeFed …`.
fn without_cluster(why: &str) -> String {
    why.split_once(", and ").map_or(why, |(_, why)| why).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{KubeFed, Scope};

    #[rstest::rstest]
    #[case::the_newest("0.10.0", "1.33.13", None)]
    #[case::the_seeds("0.7.0", "1.21.14", None)]
    #[case::old_webhooks("0.7.0", "1.24.17", Some("v1beta1"))]
    #[case::no_token("0.8.1", "1.24.17", Some("token"))]
    fn a_cell_that_can_not_work_says_why(
        #[case] kubefed: &str,
        #[case] kubernetes: &str,
        #[case] why: Option<&str>,
    ) {
        let kubefed = KubeFed::Release(kubefed.parse().unwrap());
        let kubernetes = kubernetes.parse().unwrap();
        let expected = expectation(&Cell { kubefed, kubernetes, scope: Scope::Cluster });
        match (why, expected) {
            (None, Expectation::Works) => {}
            (Some(why), Expectation::Fails(text)) => assert!(text.contains(why), "{text}"),
            (_, other) => panic!("{other:?}"),
        }
    }
}
