//! federation.yaml.
