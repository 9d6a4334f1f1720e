//! kind's configuration of a cluster, as the user wrote it, and what fedrig adds.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde_json::{Map, Value, json};

use super::ranges::Ranges;
use crate::tool::version;

/// A configuration of kind's.
#[derive(Debug, Clone, PartialEq)]
pub struct KindConfig(Map<String, Value>);

/// Why a text is not a configuration of kind's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KindConfigError {
    /// It is no YAML, or more than one document.
    #[error("it can't be read as YAML: {reason}")]
    NotYaml {
        /// Why, with the place.
        reason: String,
    },
    /// It is YAML of something else.
    #[error("it is no configuration of kind's: it needs `kind: Cluster` and `apiVersion: {API}`")]
    NotKinds,
}

/// The version of kind's configuration that its releases since 0.6 read.
const API: &str = "kind.x-k8s.io/v1alpha4";

impl Default for KindConfig {
    fn default() -> Self {
        let fields = [("kind", "Cluster"), ("apiVersion", API)];
        Self(fields.map(|(name, value)| (name.to_owned(), value.into())).into_iter().collect())
    }
}

impl std::str::FromStr for KindConfig {
    type Err = KindConfigError;

    fn from_str(text: &str) -> Result<Self, KindConfigError> {
        let options = serde_saphyr::options! { with_snippet: false };
        let read: Result<Value, _> = serde_saphyr::from_str_with_options(text, options);
        let value = read.map_err(|error| KindConfigError::NotYaml { reason: error.to_string() })?;
        match value {
            Value::Object(fields) if fields.get("kind") == Some(&"Cluster".into()) => {
                let is_kinds = fields.get("apiVersion") == Some(&API.into());
                if is_kinds { Ok(Self(fields)) } else { Err(KindConfigError::NotKinds) }
            }
            _ => Err(KindConfigError::NotKinds),
        }
    }
}

impl KindConfig {
    /// The same with these ranges, unless the user chose some, or IPv6.
    pub(super) fn with_ranges(mut self, ranges: Ranges) -> Self {
        let Some(networking) = self.part("networking") else { return self };
        if networking.get("ipFamily").is_some_and(|family| family != "ipv4") {
            return self;
        }
        networking.entry("podSubnet").or_insert(ranges.pods.to_string().into());
        networking.entry("serviceSubnet").or_insert(ranges.services.to_string().into());
        self
    }

    /// The same with an API server whose certificate is good for these addresses as well.
    pub(super) fn with_addresses(mut self, addresses: &[Ipv4Addr]) -> Self {
        let add =
            |ip: &Ipv4Addr| json!({"op": "add", "path": "/apiServer/certSANs/-", "value": ip});
        let patch = Value::from_iter(addresses.iter().map(add));
        // Without group and version it fits every version of kubeadm's configuration.
        let patch = json!({"kind": "ClusterConfiguration", "patch": patch.to_string()});
        if let Some(patches) = self.list("kubeadmConfigPatchesJSON6902") {
            patches.push(patch);
        }
        self
    }

    /// The same with ECDSA keys, which are made in no time: kubeadm's 14 RSA keys take a core some
    /// seconds a cluster. Where the node image `image` tells no version, or one whose kubeadm may not
    /// have the gate, keys stay as they are; a patch of the user's comes later and is stronger.
    ///
    /// Source: `cmd/kubeadm/app/features/features.go`: from 1.19 on, until `v1beta3` goes.
    pub(super) fn with_quick_keys(mut self, image: &str) -> Self {
        let tag = image.split('@').next().and_then(|name| name.rsplit_once(':'));
        let version = tag.and_then(|(_, tag)| version::parse(tag));
        let has_gate = |of: &semver::Version| of.major == 1 && (19..=33).contains(&of.minor);
        if version.is_some_and(|version| has_gate(&version))
            && let Some(patches) = self.list("kubeadmConfigPatches")
        {
            let gate = "kind: ClusterConfiguration\nfeatureGates: {PublicKeysECDSA: true}\n";
            patches.insert(0, gate.into());
        }
        self
    }

    /// The ports of this machine that it takes.
    pub(super) fn ports(&self) -> Vec<SocketAddr> {
        let at = |fields: &Value, address: &str, port: &str, default: Ipv4Addr| {
            let port = u16::try_from(fields[port].as_u64()?).ok().filter(|port| *port > 0)?;
            let address = fields[address].as_str().and_then(|text| text.parse().ok());
            Some(SocketAddr::new(address.unwrap_or(IpAddr::V4(default)), port))
        };
        let is_tcp = |mapping: &&Value| {
            mapping["protocol"].as_str().is_none_or(|text| text.eq_ignore_ascii_case("tcp"))
        };
        let api = self.0.get("networking").and_then(|networking| {
            at(networking, "apiServerAddress", "apiServerPort", Ipv4Addr::LOCALHOST)
        });
        let mappings = self.nodes().iter().filter_map(|node| node["extraPortMappings"].as_array());
        let mapped = mappings
            .flatten()
            .filter(is_tcp)
            .filter_map(|mapping| at(mapping, "listenAddress", "hostPort", Ipv4Addr::UNSPECIFIED));
        api.into_iter().chain(mapped).collect()
    }

    /// How many nodes it makes.
    pub(super) fn node_count(&self) -> usize {
        self.nodes().len().max(1)
    }

    /// As text for kind.
    pub(super) fn render(&self) -> String {
        // JSON is YAML.
        serde_json::to_string_pretty(&self.0).expect("a JSON value is JSON")
    }

    fn nodes(&self) -> &[Value] {
        self.0.get("nodes").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn part(&mut self, name: &str) -> Option<&mut Map<String, Value>> {
        self.0.entry(name).or_insert(json!({})).as_object_mut()
    }

    fn list(&mut self, name: &str) -> Option<&mut Vec<Value>> {
        self.0.entry(name).or_insert(json!([])).as_array_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges() -> Ranges {
        Ranges {
            pods: "10.128.0.0/16".parse().unwrap(),
            services: "10.192.0.0/16".parse().unwrap(),
        }
    }

    #[test]
    fn ranges_and_addresses_are_added() {
        let config = KindConfig::default().with_ranges(ranges());
        let config = config.with_addresses(&[Ipv4Addr::new(172, 19, 0, 3)]);
        insta::assert_snapshot!(config.render());
    }

    #[test]
    fn the_users_ranges_stay() {
        let text =
            format!("kind: Cluster\napiVersion: {API}\nnetworking: {{podSubnet: 10.7.0.0/16}}");
        let config: KindConfig = text.parse().unwrap();
        let text = config.with_ranges(ranges()).render();
        assert!(text.contains("10.7.0.0/16") && text.contains("10.192.0.0/16"), "{text}");
        let text = format!("kind: Cluster\napiVersion: {API}\nnetworking: {{ipFamily: dual}}");
        let dual: KindConfig = text.parse().unwrap();
        assert_eq!(dual.clone().with_ranges(ranges()), dual);
    }

    #[rstest::rstest]
    #[case::known("kindest/node:v1.33.13", true)]
    #[case::with_a_digest("kindest/node:v1.21.14@sha256:0", true)]
    #[case::without_the_gate("kindest/node:v1.34.0", false)]
    #[case::of_a_registry_with_a_port("localhost:5000/node", false)]
    #[case::not_told("kindest/node:latest", false)]
    fn keys_are_quick_where_kubeadm_can(#[case] image: &str, #[case] are: bool) {
        let text = KindConfig::default().with_quick_keys(image).render();
        assert_eq!(text.contains("PublicKeysECDSA: true"), are, "{text}");
    }

    #[test]
    fn the_ports_of_this_machine_are_known() {
        let text = format!(
            "kind: Cluster\napiVersion: {API}\nnetworking: {{apiServerPort: 7443}}\nnodes:\n- role: control-plane\n  extraPortMappings:\n  - {{containerPort: 80, hostPort: 8080, listenAddress: 127.0.0.1}}\n  - {{containerPort: 53, hostPort: 53, protocol: UDP}}\n- role: worker\n"
        );
        let config: KindConfig = text.parse().unwrap();
        let ports: Vec<String> = config.ports().iter().map(ToString::to_string).collect();
        assert_eq!(ports, ["127.0.0.1:7443", "127.0.0.1:8080"]);
        assert_eq!(config.node_count(), 2);
    }

    #[test]
    fn something_else_is_no_configuration_of_kinds() {
        let parse = |text: &str| text.parse::<KindConfig>().unwrap_err();
        assert_eq!(parse("kind: Federation"), KindConfigError::NotKinds);
        assert_eq!(parse("kind: Cluster"), KindConfigError::NotKinds);
        assert!(parse("a: [").to_string().starts_with("it can't be read as YAML: "));
    }

    #[test]
    fn every_configuration_of_the_repository_is_one() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("kind-configs");
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            assert!(text.starts_with("# Proves: "), "{text}");
            text.parse::<KindConfig>().unwrap();
        }
    }
}
