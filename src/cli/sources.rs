//! Where release files come from: the flag, the file, or upstream.

use super::Common;
use super::surroundings::Machine;
use crate::fetch::{Fetcher, HttpSettings, Mirror, Platform, Settings};
use crate::spec::{self, Federation};
use crate::tool::Exec;

/// The mirror of the command line, or else that of the file.
pub(super) fn mirror(
    common: &Common,
    machine: &Machine,
    federation: &Federation,
) -> Result<Option<Mirror>, String> {
    let flag = common.mirror.as_deref().map(|text| machine.mirror(text)).transpose()?;
    Ok(flag.or_else(|| federation.mirror.as_ref().map(named_mirror)))
}

/// The mirror that a federation.yaml names, for the fetcher.
fn named_mirror(mirror: &spec::Mirror) -> Mirror {
    match mirror {
        spec::Mirror::Directory(path) => Mirror::Directory(path.clone()),
        spec::Mirror::Url(url) => Mirror::Url(url.clone()),
    }
}

/// The fetcher of this machine.
pub(super) fn fetcher(
    mirror: Option<Mirror>,
    machine: &Machine,
    exec: Exec,
) -> Result<Fetcher, String> {
    let platform = Platform::of_this_binary()
        .ok_or("upstream has no releases for this operating system or processor")?;
    let settings = Settings {
        store: machine.cache.join("tools"),
        mirror,
        search_path: machine.search_path.clone(),
        platform,
        exec,
        http: HttpSettings::default(),
    };
    Fetcher::new(settings).map_err(|error| error.to_string())
}
