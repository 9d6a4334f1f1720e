use std::path::Path;

use super::*;

fn read(body: &str) -> Result<Matrix, Problems> {
    let text = format!("apiVersion: fedrig/v1alpha1\nkind: Matrix\n{body}");
    Matrix::of_text(&text, Path::new("matrix.yaml"), Path::new("/"))
}

fn names(matrix: &Matrix) -> Vec<String> {
    matrix.cells.iter().map(ToString::to_string).collect()
}

#[test]
fn cells_come_one_by_one_and_as_a_product() {
    let matrix = read(
        "cells:\n  - {kubefed: v0.7.0, kubernetes: 1.21.14}\nproduct:\n  kubefed: [0.8.1]\n  kubernetes: [1.23.17, 1.24.17]\n  scopes: [Cluster, Namespaced]\n",
    );
    assert_eq!(
        names(&matrix.unwrap()),
        [
            "KubeFed 0.7.0 on Kubernetes 1.21.14, cluster scope",
            "KubeFed 0.8.1 on Kubernetes 1.23.17, cluster scope",
            "KubeFed 0.8.1 on Kubernetes 1.23.17, namespaced scope",
            "KubeFed 0.8.1 on Kubernetes 1.24.17, cluster scope",
            "KubeFed 0.8.1 on Kubernetes 1.24.17, namespaced scope",
        ]
    );
}

#[test]
fn an_image_stands_on_a_release() {
    let matrix = read(
        "cells:\n  - kubefed: {image: localhost:5000/kubefed:canary, version: 0.10.0}\n    kubernetes: 1.33.13\n",
    );
    let (image, version) = ("localhost:5000/kubefed:canary".to_owned(), Version::new(0, 10, 0));
    assert_eq!(matrix.unwrap().cells[0].kubefed, KubeFed::Image { image, version });
}

#[test]
fn a_tree_is_looked_at_beside_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().join("kubefed");
    for part in ["cmd/hyperfed", "cmd/kubefedctl", "test/e2e", "charts/kubefed"] {
        std::fs::create_dir_all(tree.join(part)).unwrap();
    }
    std::fs::write(tree.join("go.mod"), "module sigs.k8s.io/kubefed\n").unwrap();
    let file = folder.path().join("matrix.yaml");
    let text = "apiVersion: fedrig/v1alpha1\nkind: Matrix\ncells:\n  - {kubefed: {tree: kubefed}, kubernetes: 1.33.13}\n";
    let read = || Matrix::of_text(text, &file, Path::new("/"));
    let said = read().unwrap_err().to_string();
    assert!(said.contains("it has no `charts/kubefed/Chart.yaml`"), "{said}");
    std::fs::write(tree.join("charts/kubefed/Chart.yaml"), "version: 0.0.6\n").unwrap();
    let matrix = read().unwrap();
    assert_eq!(matrix.cells[0].kubefed.version(), &Version::new(0, 10, 0));
    assert!(names(&matrix)[0].starts_with("KubeFed tree kubefed "), "{:?}", names(&matrix));
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let problems = read(
        "members: many\nskip: [siute]\ncells:\n  - {kubefed: latest, kubernetes: 1.33}\n  - {kubefed: 0.10.0, kubernetes: 1.33.13, scope: cluster}\n  - {kubefed: {image: kubefed, version: 0.10.0}, kubernetes: 1.33.13}\n  - {kubefed: 0.10.0, kubernets: 1.33.13}\n",
    );
    insta::assert_snapshot!(problems.unwrap_err().to_string());
}

#[rstest::rstest]
#[case::nothing("")]
#[case::an_empty_list("cells: []\n")]
fn a_matrix_without_cells_is_none(#[case] body: &str) {
    assert!(read(body).unwrap_err().to_string().contains("there are no cells"));
}

#[test]
fn a_cell_is_there_once() {
    let twice = "cells: [{kubefed: 0.10.0, kubernetes: 1.33.13}]\nproduct: {kubefed: [0.10.0], kubernetes: [1.33.13]}\n";
    assert!(read(twice).unwrap_err().to_string().contains("is there twice"));
}

#[test]
fn the_schema_in_the_documents_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/matrix.schema.json");
    let schema = format!("{:#}\n", Matrix::schema());
    #[expect(clippy::disallowed_methods, reason = "how a test is told to write")]
    if std::env::var_os("FEDRIG_WRITE_SCHEMA").is_some() {
        std::fs::write(&path, &schema).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap() == schema, "run `make schema`");
}

#[test]
fn the_example_is_right() {
    let text = include_str!("../../examples/matrix.yaml");
    let matrix = Matrix::of_text(text, Path::new("examples/matrix.yaml"), Path::new("/")).unwrap();
    assert_eq!(matrix.cells.len(), 5);
}
