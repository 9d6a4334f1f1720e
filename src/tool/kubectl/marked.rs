//! What kubectl deletes by a label.

use std::time::Duration;

use super::{Kubectl, LIMIT};
use crate::tool::ToolFailure;

impl Kubectl {
    /// Deletes the objects of a type that `selector` selects, and waits up to `limit` until they are gone.
    pub async fn delete_marked(
        &self,
        namespace: &str,
        resource: &str,
        selector: &str,
        limit: Duration,
    ) -> Result<(), ToolFailure> {
        let call = self
            .call()
            .flag("--namespace", namespace)
            .args(["delete", resource, "--ignore-not-found", "--wait", "--output", "name"])
            .flag("--selector", selector)
            .flag("--timeout", format!("{}s", limit.as_secs()));
        self.exec.run(call, limit + LIMIT).await.map(drop)
    }

    /// Deletes them without waiting until they are gone.
    pub async fn delete_marked_later(
        &self,
        namespace: &str,
        resource: &str,
        selector: &str,
    ) -> Result<(), ToolFailure> {
        let call = self
            .call()
            .flag("--namespace", namespace)
            .args(["delete", resource, "--ignore-not-found", "--wait=false", "--output", "name"])
            .flag("--selector", selector);
        self.run(call).await
    }
}
