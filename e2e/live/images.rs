//! An image that does not come: told early, and taken back by the next `up`.

use crate::federation::{NAME, NAMESPACE, second_home, up};
use crate::support::cluster::Cluster;
use crate::support::lab::HOST;
use crate::support::manifest;

/// Nobody serves this registry: the name is reserved for that.
const NOWHERE: &str = "registry.invalid/kubefed:v0.10.0";

#[test]
fn an_upgrade_to_an_image_that_never_comes_is_taken_back_by_up() {
    up();
    let home = second_home();
    let kubefed = format!("kubefed: {{image: '{NOWHERE}'}}");
    home.put("federation.yaml", manifest::federation(NAME, &kubefed));
    let said = home.run(["up"]);
    assert_eq!(said.code, Some(5), "{said}");
    assert!(said.stderr.contains(NOWHERE), "{said}");

    home.put("federation.yaml", manifest::federation(NAME, ""));
    home.ok(["up"]);
    assert_eq!(home.ok(["plan"]).stdout, "nothing to do\n");
    for name in ["kubefed-controller-manager", "kubefed-admission-webhook"] {
        let deployment = Cluster::named(HOST).json(["get", "deployment", name, "-n", NAMESPACE]);
        let container = &deployment["spec"]["template"]["spec"]["containers"][0];
        assert_eq!(container["image"], "quay.io/kubernetes-multicluster/kubefed:v0.10.0");
        assert_eq!(deployment["status"]["updatedReplicas"], deployment["spec"]["replicas"]);
        assert_eq!(deployment["status"]["unavailableReplicas"], serde_json::Value::Null);
    }
}
