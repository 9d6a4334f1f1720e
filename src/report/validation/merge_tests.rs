//! What can be merged, and what is said of the rest.

use super::*;
use crate::report::validation::testing::validation;

fn parts(of: usize) -> Vec<Part> {
    let whole = validation();
    let part = |index: usize| {
        let cells = whole.cells.iter().skip(index - 1).step_by(of).cloned().collect();
        let shard = Some(Shard { index, of });
        let validation = Validation { cells, shard, ..whole.clone() };
        Part { file: format!("shard-{index}/report.json"), validation }
    };
    (1..=of).map(part).collect()
}

fn misfits(parts: &[Part]) -> Vec<String> {
    merge(parts).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn shards_make_the_whole_matrix_in_its_order() {
    for of in 1..=7 {
        let mut parts = parts(of);
        parts.reverse();
        let merged = merge(&parts).unwrap();
        assert_eq!(merged.cells, validation().cells, "{of}");
        assert_eq!((merged.machines.len(), merged.shard), (of, None));
    }
}

#[test]
fn it_lasts_as_long_as_any_of_them_ran() {
    let took = |began: &str, took_s: f64| {
        let mut parts = parts(2);
        parts[0].validation.took_s = 100.0;
        parts[1].validation.began = began.parse().unwrap();
        parts[1].validation.took_s = took_s;
        let merged = merge(&parts).unwrap();
        assert_eq!(merged.began, validation().began);
        merged.took_s
    };
    assert_eq!(took("2026-11-24T08:00:40Z", 100.0), 140.0, "both at once");
    assert_eq!(took("2026-11-24T08:00:40Z", 10.0), 100.0, "one inside of the other");
    assert_eq!(took("2026-11-24T09:00:00Z", 10.0), 110.0, "one long after the other");
}

#[test]
fn a_missing_shard_is_named() {
    let mut parts = parts(4);
    parts.drain(1..3);
    assert_eq!(misfits(&parts), ["shard 2, 3 of 4 is missing"]);
}

#[test]
fn a_cell_that_is_there_twice_has_to_be_the_same() {
    let mut parts = parts(2);
    parts.push(parts[0].clone());
    assert_eq!(merge(&parts).unwrap().cells, validation().cells);
    parts[2].file = "again/report.json".to_owned();
    parts[2].validation.cells[0].took_s += 1.0;
    assert_eq!(
        misfits(&parts),
        ["`shard-1/report.json` and `again/report.json` both have KubeFed 0.10.0 on Kubernetes \
          1.33.13, cluster scope, and differ"]
    );
}

#[test]
fn parts_of_different_matrices_and_versions_are_told_at_once() {
    let mut parts = parts(2);
    parts[1].validation.fedrig = "0.2.0".to_owned();
    parts[1].validation.shard = None;
    assert_eq!(
        misfits(&parts),
        [
            "`shard-1/report.json` is of fedrig 0.1.0, and `shard-2/report.json` of 0.2.0",
            "`shard-1/report.json` is shard 1 of 2, and `shard-2/report.json` is a whole matrix",
            "shard 2 of 2 is missing",
        ]
    );
}

#[test]
fn nothing_is_no_report() {
    assert_eq!(misfits(&[]), ["there is no report to merge"]);
}
