//! What is emitted is YAML, and says what is meant.

use semver::Version;

use super::*;
use crate::verdict::{KubeFed, Scope};

const HOSTILE: [&str; 4] = ["it's", "$(reboot)", "${{ secrets.X }}", "a\n    - run: b"];

fn matrix() -> Matrix {
    let cell = |minor| Cell {
        kubefed: KubeFed::Release(Version::new(0, minor, 0)),
        kubernetes: Version::new(1, 33, 13),
        scope: Scope::Cluster,
    };
    let arguments = ["--cell", "0.10.0@1.33.13"].map(str::to_owned).to_vec();
    Matrix { arguments, cells: (7..11).map(cell).collect(), shards: 3 }
}

fn yaml(text: &str) -> serde_json::Value {
    serde_saphyr::from_str(text).unwrap()
}

#[test]
fn a_workflow_of_github() {
    insta::assert_snapshot!(github(&matrix()));
}

#[test]
fn a_pipeline_of_gitlab() {
    insta::assert_snapshot!(gitlab(&matrix()));
}

#[test]
fn a_job_of_kubernetes() {
    insta::assert_snapshot!(job(&matrix()));
}

#[test]
fn every_shard_is_there_once() {
    let matrix = matrix();
    let shards = &yaml(&github(&matrix))["jobs"]["validate"]["strategy"]["matrix"]["shard"];
    assert_eq!(shards, &serde_json::json!([1, 2, 3]));
    let shards = &yaml(&gitlab(&matrix))["validate"]["parallel"]["matrix"][0]["SHARD"];
    assert_eq!(shards, &serde_json::json!(["1", "2", "3"]));
    assert_eq!(yaml(&job(&matrix))["spec"]["completions"], 3);
    assert_eq!(yaml(&job(&Matrix::default()))["spec"]["completions"], 1);
}

#[test]
fn an_argument_stays_one_argument() {
    let arguments = HOSTILE.map(str::to_owned).to_vec();
    let matrix = Matrix { arguments, shards: 2, ..Matrix::default() };
    let github = yaml(&github(&matrix));
    let step = github["jobs"]["validate"]["steps"][2]["run"].as_str().unwrap();
    assert_eq!(
        step,
        "fedrig validate 'it'\\''s' '$(reboot)' '${{ '${{' }} secrets.X }}' 'a     - run: b' \
         --shard ${{ matrix.shard }}/2 --out report"
    );
    let job = yaml(&job(&matrix));
    let arguments = &job["spec"]["template"]["spec"]["containers"][0]["args"];
    assert_eq!(
        arguments.as_array().unwrap()[2..],
        ["it's", "$$(reboot)", "$${{ secrets.X }}", "a\n    - run: b"]
    );
    let gitlab = yaml(&gitlab(&matrix));
    let script = gitlab["validate"]["script"][0].as_str().unwrap();
    assert!(script.contains("'it'\\''s' '$(reboot)' '${{ secrets.X }}' 'a     - run: b'"));
}
