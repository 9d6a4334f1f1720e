use super::*;

fn kubefed(version: &str) -> KubeFed {
    KubeFed {
        version: version.parse().unwrap(),
        namespace: "kfs".parse().unwrap(),
        release: "kubefed".parse().unwrap(),
        scope: crate::spec::Scope::Cluster,
        chart: None,
        registry: None,
        image: None,
        registry_mirror: None,
        hooks: Hooks::Fedrig,
        values: serde_json::Map::new(),
    }
}

fn names(kubefed: &KubeFed) -> Vec<String> {
    let images = wanted_images(kubefed).into_iter();
    images
        .map(|WantedImage { image, home }| match image == home {
            true => image.to_string(),
            false => format!("{image} for {home}"),
        })
        .collect()
}

#[test]
fn without_a_word_they_are_upstreams() {
    assert_eq!(names(&kubefed("0.10.0")), ["quay.io/kubernetes-multicluster/kubefed:v0.10.0"]);
    let values = image_values(&kubefed("0.10.0"));
    assert_eq!(values["controller"], serde_json::json!({"tag": "v0.10.0"}));
}

#[rstest::rstest]
#[case::of_the_chart(
    "0.10.0",
    "m.example/x/bitnami/kubectl:1.17.16 for docker.io/bitnami/kubectl:1.17.16"
)]
#[case::of_a_chart_that_has_no_value_for_it("0.7.0", "docker.io/bitnami/kubectl:1.17.16")]
fn a_mirror_stands_for_the_homes_of_all_images(#[case] version: &str, #[case] hook: &str) {
    let mut kubefed = kubefed(version);
    kubefed.registry_mirror = Some("m.example/x".parse().unwrap());
    kubefed.hooks = Hooks::Chart(None);
    let path = format!("kubernetes-multicluster/kubefed:v{version}");
    let own = format!("m.example/x/{path} for quay.io/{path}");
    assert_eq!(names(&kubefed), [own, hook.to_owned()]);
}

#[test]
fn an_image_of_the_file_is_taken_as_it_is_written() {
    let mut kubefed = kubefed("0.10.0");
    let image = format!("reg.example/fork/kubefed:v1@sha256:{}", "a".repeat(64));
    kubefed.image = Some(image.parse().unwrap());
    kubefed.registry_mirror = Some("m.example".parse().unwrap());
    assert_eq!(names(&kubefed), [image]);
    let values = &image_values(&kubefed)["webhook"];
    assert_eq!(values["repository"], "reg.example/fork");
    assert_eq!(values["tag"], format!("v1@sha256:{}", "a".repeat(64)));
}

#[test]
fn the_values_of_the_file_win_and_a_chart_of_ones_own_is_not_guessed_at() {
    let mut kubefed = kubefed("0.10.0");
    kubefed.chart = Some("/charts/kubefed".into());
    assert!(names(&kubefed).is_empty());
    let values =
        serde_json::json!({"controllermanager": {"controller": {"repository": "r.example/a"}}});
    kubefed.values = values.as_object().unwrap().clone();
    kubefed.chart = None;
    assert_eq!(
        names(&kubefed),
        ["r.example/a/kubefed:v0.10.0", "quay.io/kubernetes-multicluster/kubefed:v0.10.0"]
    );
}
