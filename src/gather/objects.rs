//! Objects of a cluster: KubeFed's kinds, which are discovered, and those that it stands on.

use futures::future::join_all;
use k8s_openapi::api::core::v1::Secret;
use kube::api::{ListParams, ObjectList};
use kube::core::{ApiResource, DynamicObject};
use kube::{Api, Client};
use serde_json::Value;

use super::{Drawer, in_time};

/// The groups of KubeFed's kinds end with this: core, types, scheduling, multiclusterdns.
const GROUPS: &str = "kubefed.io";

/// A kind, and how much of it is gathered.
struct Wanted {
    resource: ApiResource,
    namespace: Option<String>,
    file: String,
}

/// Puts every object that tells something.
pub(super) async fn gather(client: &Client, namespace: &str, drawer: &Drawer<'_>) {
    let (kubefed, missing) = discovered(client).await;
    for (what, reason) in missing {
        drawer.lacks(&what, &reason);
    }
    let all = kubefed.into_iter().chain(fixed(namespace));
    join_all(all.map(|wanted| put(client, wanted, drawer))).await;
    put_secrets(client, namespace, drawer).await;
}

async fn put(client: &Client, wanted: Wanted, drawer: &Drawer<'_>) {
    let Wanted { resource, namespace, file } = wanted;
    match in_time(list(client, &resource, namespace.as_deref())).await {
        Ok(objects) => drawer.put_objects(&file, &resource.kind, objects),
        Err(reason) => drawer.lacks(&file, &reason),
    }
}

/// The objects of a kind. A list's items don't say what they are, so it is added.
pub(super) async fn list(
    client: &Client,
    resource: &ApiResource,
    namespace: Option<&str>,
) -> Result<Vec<Value>, String> {
    let api: Api<DynamicObject> = match namespace {
        Some(namespace) => Api::namespaced_with(client.clone(), namespace, resource),
        None => Api::all_with(client.clone(), resource),
    };
    let listed: ObjectList<DynamicObject> =
        api.list(&ListParams::default()).await.map_err(|error| error.to_string())?;
    Ok(listed.items.into_iter().map(|object| named(object, resource)).collect())
}

fn named(object: DynamicObject, resource: &ApiResource) -> Value {
    let mut value = serde_json::to_value(object).expect("it was JSON");
    value["apiVersion"] = resource.api_version.clone().into();
    value["kind"] = resource.kind.clone().into();
    if resource.kind == "CustomResourceDefinition" {
        // The schema is the chart's, and longer than all the rest.
        for version in value["spec"]["versions"].as_array_mut().into_iter().flatten() {
            if let Some(version) = version.as_object_mut() {
                version.remove("schema");
            }
        }
    }
    value
}

/// Every kind of KubeFed's that the cluster knows, and why a group did not tell its kinds.
async fn discovered(client: &Client) -> (Vec<Wanted>, Vec<(String, String)>) {
    let groups = match in_time(client.list_api_groups()).await {
        Ok(groups) => groups.groups,
        Err(reason) => return (Vec::new(), vec![("kubefed".to_owned(), reason)]),
    };
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for group in groups.into_iter().filter(|group| group.name.ends_with(GROUPS)) {
        let Some(version) = group.preferred_version.or_else(|| group.versions.first().cloned())
        else {
            continue;
        };
        let kinds = in_time(client.list_api_group_resources(&version.group_version)).await;
        match kinds {
            Ok(kinds) => found.extend(
                kinds
                    .resources
                    .into_iter()
                    .filter(|kind| {
                        !kind.name.contains('/') && kind.verbs.iter().any(|it| it == "list")
                    })
                    .map(|kind| Wanted {
                        file: format!("kubefed/{}.{}.yaml", kind.name, group.name),
                        resource: ApiResource {
                            group: group.name.clone(),
                            version: version.version.clone(),
                            api_version: version.group_version.clone(),
                            kind: kind.kind,
                            plural: kind.name,
                        },
                        namespace: None,
                    }),
            ),
            Err(reason) => missing.push((format!("kubefed/{}", group.name), reason)),
        }
    }
    (found, missing)
}

/// What KubeFed stands on. ConfigMaps and workloads only of the two namespaces that it concerns.
fn fixed(namespace: &str) -> Vec<Wanted> {
    const EVERYWHERE: [(&str, &str, &str, &str); 8] = [
        ("", "v1", "Namespace", "namespaces"),
        ("", "v1", "Node", "nodes"),
        ("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions"),
        ("apiregistration.k8s.io", "v1", "APIService", "apiservices"),
        (
            "admissionregistration.k8s.io",
            "v1",
            "ValidatingWebhookConfiguration",
            "validatingwebhookconfigurations",
        ),
        (
            "admissionregistration.k8s.io",
            "v1",
            "MutatingWebhookConfiguration",
            "mutatingwebhookconfigurations",
        ),
        ("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles"),
        ("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings"),
    ];
    const WITHIN: [(&str, &str, &str, &str); 12] = [
        ("", "v1", "Pod", "pods"),
        ("", "v1", "Service", "services"),
        ("", "v1", "Endpoints", "endpoints"),
        ("", "v1", "ConfigMap", "configmaps"),
        ("", "v1", "ServiceAccount", "serviceaccounts"),
        ("apps", "v1", "Deployment", "deployments"),
        ("apps", "v1", "ReplicaSet", "replicasets"),
        ("apps", "v1", "DaemonSet", "daemonsets"),
        ("batch", "v1", "Job", "jobs"),
        ("coordination.k8s.io", "v1", "Lease", "leases"),
        ("rbac.authorization.k8s.io", "v1", "Role", "roles"),
        ("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
    ];
    let everywhere = EVERYWHERE.iter().map(|kind| Wanted {
        resource: resource(kind),
        namespace: None,
        file: format!("objects/{}.yaml", kind.3),
    });
    let within = [namespace, "kube-system"].into_iter().flat_map(|namespace| {
        WITHIN.iter().map(move |kind| Wanted {
            resource: resource(kind),
            namespace: Some(namespace.to_owned()),
            file: format!("namespaces/{namespace}/{}.yaml", kind.3),
        })
    });
    everywhere.chain(within).collect()
}

pub(super) fn resource(kind: &(&str, &str, &str, &str)) -> ApiResource {
    let (group, version, kind, plural) = *kind;
    let api_version =
        if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    ApiResource {
        group: group.to_owned(),
        version: version.to_owned(),
        api_version,
        kind: kind.to_owned(),
        plural: plural.to_owned(),
    }
}

/// Which Secrets there are, with the names and sizes of their values.
async fn put_secrets(client: &Client, namespace: &str, drawer: &Drawer<'_>) {
    for namespace in [namespace, "kube-system"] {
        let file = format!("namespaces/{namespace}/secrets.yaml");
        let secrets: Api<Secret> = Api::namespaced(client.clone(), namespace);
        match in_time(secrets.list(&ListParams::default())).await {
            Ok(secrets) => {
                let values = secrets.items.into_iter().filter_map(|secret| {
                    let mut value = serde_json::to_value(secret).ok()?;
                    value["apiVersion"] = "v1".into();
                    value["kind"] = "Secret".into();
                    Some(value)
                });
                let about = "Secrets, with sizes in bytes instead of values";
                drawer.put_objects(&file, about, values.collect());
            }
            Err(reason) => drawer.lacks(&file, &reason),
        }
    }
}
