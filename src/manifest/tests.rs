//! Manifests from text.

use serde_json::json;

use super::{read, without_server_made};

const SHOP: &str = "\
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
# a comment alone is no document of its own
---
apiVersion: v1
kind: ConfigMap
metadata: {name: prices, namespace: shop}
data:
  text: |
    ---
    not a document
";

#[test]
fn each_document_is_an_object_and_a_comment_is_none() {
    let (found, flaws) = read(SHOP, "shop.yaml");
    assert_eq!(flaws, []);
    let names: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["Namespace/shop", "ConfigMap/prices"]);
    assert_eq!(found[1].body["data"]["text"], "---\nnot a document\n");
}

#[test]
fn every_document_that_is_wrong_is_told_of_with_its_number() {
    let text =
        "kind: ConfigMap\n---\napiVersion: v1\nkind: A\nmetadata: {name: b}\n---\n[1]\n---\na: [\n";
    let (found, flaws) = read(text, "x.yaml");
    assert_eq!(found.len(), 1);
    let flaws: Vec<String> = flaws.iter().map(ToString::to_string).collect();
    assert_eq!(flaws[0], "x.yaml, document 1: `apiVersion`, `metadata.name` is missing");
    assert_eq!(flaws[1], "x.yaml, document 3: this is no object of Kubernetes");
    assert!(flaws[2].starts_with("x.yaml, document 4: this can't be read"), "{flaws:?}");
}

#[test]
fn a_list_is_its_items_and_what_is_federated_is_refused() {
    let list = json!({"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}},
        {"apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedSecret", "metadata": {"name": "b"}},
    ]});
    let (found, flaws) = read(&list.to_string(), "list.json");
    assert_eq!(found.len(), 1);
    assert!(flaws[0].message.contains("federated already"), "{flaws:?}");
}

#[test]
fn what_the_server_made_goes_and_what_a_person_wrote_stays() {
    let object = json!({"apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "web", "uid": "1", "resourceVersion": "2", "labels": {"app": "web"},
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"}},
        "spec": {"clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"], "ports": [{"port": 80}]},
        "status": {"loadBalancer": {}}});
    let left = without_server_made(object.as_object().unwrap());
    let wanted = json!({"apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "web", "labels": {"app": "web"}},
        "spec": {"ports": [{"port": 80}]}});
    assert_eq!(serde_json::Value::Object(left), wanted);
}
