//! Clusters that can't be reached, through the binary: `src/watch/reach_tests.rs` has every kind.

use crate::api_server::ApiServer;
use crate::binary::{Home, Said};
use crate::home;
use crate::tools::HELM;

/// `up` with the kubeconfig, and a helm that need not do anything.
fn up(home: &Home, kubeconfig: &str) -> Said {
    home.put("kubeconfig", kubeconfig);
    let helm = home.stub("helm", HELM);
    home.put(
        "federation.yaml",
        format!(
            "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {{name: x}}\nhost: {{name: eu, kubeconfig: kubeconfig, context: here, endpoint: 'https://192.0.2.1:6443'}}\ntools: {{helm: {{path: {}}}}}\n",
            helm.display()
        ),
    );
    home.run(["up"])
}

#[test]
fn a_cluster_whose_server_is_gone_is_named_with_the_cause_and_the_next_step() {
    let server = ApiServer::start();
    let kubeconfig = server.kubeconfig.clone();
    drop(server);
    let said = up(&home(), &kubeconfig);
    said.is_refused(4, "error: cluster `eu` can't be reached with context `here`");
    said.is_refused(4, "caused by: its API server refused the connection: nothing listens there");
    said.is_refused(4, "cluster-info` asks it");
}

#[test]
fn a_cluster_of_another_ca_is_named_with_the_cause() {
    let (one, other) = (ApiServer::start(), ApiServer::start());
    let field = "certificate-authority-data: ";
    let ca = |text: &str| {
        let (_, rest) = text.split_once(field).unwrap();
        rest.split('}').next().unwrap().to_owned()
    };
    let kubeconfig = one.kubeconfig.replace(&ca(&one.kubeconfig), &ca(&other.kubeconfig));
    up(&home(), &kubeconfig).is_refused(4, "is not signed by the CA in the kubeconfig");
}
