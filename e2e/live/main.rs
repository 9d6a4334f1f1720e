//! The end-to-end suite on real clusters.
fn main() {}
