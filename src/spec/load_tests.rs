//! Whole reports, as a person reads them.

use super::*;
use crate::spec::{ProblemKind, testing::Desk};

#[test]
fn all_problems_are_found_at_once() {
    let desk = Desk::new();
    insta::assert_snapshot!(desk.problems("\
apiVersion: fedrig/v1
kind: Federation
metadata: {name: two_regions}
host:
  name: eu-central
  contxet: kind-eu
  join: yes
members:
  - name: EU_West
    context: kind-us
    region: Us East
  - name: 12
  - us-east
kubefed:
  version: 0.10
  scope: cluster
  values: {global: {scope: Namespaced}}
  image: x
tools: {helmm: {version: 3.19.5}, kind: {version: new}}
mirror: http://mirror.example
timeouts: {ready: 3, chart: 2d}
"), @"");
}
