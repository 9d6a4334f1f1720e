//! A revision of a helm release, as helm keeps it in a Secret: read without starting helm.
//!
//! helm can take a tenth of a second to say what is already here, and a run that changes nothing
//! asks for it twice.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use k8s_openapi::api::core::v1::Secret;
use serde::Deserialize;

use super::ReleaseView;
use crate::tool::helm::Deployed;

/// The most that a revision unpacks to, in bytes: a Secret takes 1 MiB, charts are text.
const LIMIT: u64 = 64 << 20;

#[derive(Deserialize)]
struct Revision {
    version: u64,
    info: Info,
    chart: Chart,
    #[serde(default)]
    config: serde_json::Value,
}

#[derive(Deserialize)]
struct Info {
    status: String,
}

#[derive(Deserialize)]
struct Chart {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    version: String,
}

/// What a Secret of helm's says, or nothing when it can't be read: then helm has to be asked.
///
/// Source: helm's `pkg/storage/driver/util.go`: JSON, packed by gzip, in base64.
pub(super) fn read(secret: &Secret) -> Option<ReleaseView> {
    parse(&secret.data.as_ref()?.get("release")?.0)
}

fn parse(kept: &[u8]) -> Option<ReleaseView> {
    let packed = STANDARD.decode(kept).ok()?;
    let unpacked = GzDecoder::new(packed.as_slice()).take(LIMIT);
    let revision: Revision = serde_json::from_reader(std::io::BufReader::new(unpacked)).ok()?;
    let deployed = Deployed {
        status: revision.info.status,
        revision: revision.version,
        chart_version: revision.chart.metadata.version.parse().ok(),
    };
    Some(ReleaseView { deployed, values: revision.config })
}

/// Reads what a cluster may have there, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(crate) fn door(bytes: &[u8]) {
    use std::io::Write;

    drop(parse(bytes));
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let packed = packer.write_all(bytes).and_then(|()| packer.finish());
    drop(packed.map(|packed| parse(STANDARD.encode(packed).as_bytes())));
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use serde_json::json;

    use super::*;

    fn kept(revision: &serde_json::Value) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(revision.to_string().as_bytes()).unwrap();
        STANDARD.encode(packer.finish().unwrap()).into_bytes()
    }

    #[test]
    fn a_revision_tells_status_number_chart_and_values() {
        let revision = json!({
            "name": "kubefed", "version": 3, "info": {"status": "deployed", "notes": "…"},
            "chart": {"metadata": {"name": "kubefed", "version": "0.10.0"}, "templates": []},
            "config": {"a": 1}, "manifest": "…",
        });
        let view = parse(&kept(&revision)).unwrap();
        assert_eq!(view.deployed.status, "deployed");
        assert_eq!(view.deployed.revision, 3);
        assert_eq!(view.deployed.chart_version, Some(semver::Version::new(0, 10, 0)));
        assert_eq!(view.values, json!({"a": 1}));
    }

    #[test]
    fn without_values_there_are_none() {
        let revision = json!({
            "version": 1, "info": {"status": "failed"}, "chart": {"metadata": {"version": "x"}},
        });
        let view = parse(&kept(&revision)).unwrap();
        assert_eq!((view.values, view.deployed.chart_version), (serde_json::Value::Null, None));
    }

    #[test]
    fn what_helm_did_not_write_is_not_read() {
        assert_eq!(parse(b"not base64!"), None);
        assert_eq!(parse(STANDARD.encode("no gzip").as_bytes()), None);
        assert_eq!(parse(&kept(&json!({"version": 1}))), None);
    }
}
