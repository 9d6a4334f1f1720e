//! What this module reads that others wrote, for tests and for fuzzing.

use std::io::Write;

use super::mirror::Location;
use super::{bundle, chart_index, checksum, image, lock_file, unpack};

/// A packed tarball, as it comes from a server.
pub(crate) fn archive(bytes: &[u8]) {
    drop(unpack::unpack(bytes, "linux-amd64/helm", &mut std::io::sink(), 1 << 20));
}

/// The same, and what is packed is arbitrary: the tarball itself.
pub(crate) fn tarball(bytes: &[u8]) {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let packed = packer.write_all(bytes).and_then(|()| packer.finish());
    archive(&packed.expect("memory takes everything"));
}

/// The manifest of a bundle.
pub(crate) fn bundle(bytes: &[u8]) {
    bundle::door(bytes);
}

/// A checksum file.
pub(crate) fn checksum(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let location = Location::File("/m/sum".into());
    if let Err(error) = checksum::find(&text, "kind-linux-amd64", &location) {
        drop((error.to_string(), error.hints()));
    }
}

/// The list of charts.
pub(crate) fn chart_index(bytes: &[u8]) {
    let versions = chart_index::versions(&String::from_utf8_lossy(bytes));
    drop(chart_index::list(&versions));
}

/// The name of an image, the state of a container, and a registry's wish for a log-in.
pub(crate) fn image(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    image::door(bytes);
    if let Ok(name) = text.parse::<image::ImageName>() {
        drop((name.to_string(), name.chart_parts(), image::ImageBytes::of_container(&name, &text)));
    }
    drop(text.parse::<image::RegistryMirror>());
}

/// A lock file.
pub(crate) fn lock_file(bytes: &[u8]) {
    drop(lock_file::parse(&String::from_utf8_lossy(bytes)));
}
