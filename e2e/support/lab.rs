//! The clusters that `scripts/lab.sh` made, and the tools from its mirror.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A lab: its clusters, a mirror, a binary.
pub struct Lab {
    /// The folder with the kubeconfigs.
    pub folder: PathBuf,
    /// The mirror with the release files.
    pub mirror: PathBuf,
    /// The binary under test.
    pub binary: PathBuf,
}

/// The host of the federation in the lab.
pub const HOST: &str = concat!(env!("FEDRIG_LAB_NAME"), "-eu");
/// Its other member.
pub const MEMBER: &str = concat!(env!("FEDRIG_LAB_NAME"), "-us");
/// Its third member, in a lab of three clusters.
pub const THIRD: &str = concat!(env!("FEDRIG_LAB_NAME"), "-ap");
/// The container network of the clusters.
pub const NETWORK: &str = concat!("fedrig-", env!("FEDRIG_LAB_NAME"));

impl Lab {
    /// The lab of this run. Without one the test fails: it never skips.
    pub fn get() -> &'static Self {
        static LAB: OnceLock<Lab> = OnceLock::new();
        LAB.get_or_init(|| {
            let variable = |name: &str| {
                #[expect(clippy::disallowed_methods, reason = "scripts/lab.sh says it this way")]
                let value = std::env::var_os(name);
                PathBuf::from(value.expect("these tests need a lab: run `make e2e`"))
            };
            let lab = Self {
                folder: variable("FEDRIG_LAB"),
                mirror: variable("FEDRIG_MIRROR"),
                binary: variable("FEDRIG"),
            };
            lab.unpack_tools();
            lab
        })
    }

    /// The kubeconfig of a cluster of the lab.
    pub fn kubeconfig(&self, cluster: &str) -> PathBuf {
        self.folder.join(format!("{cluster}.kubeconfig"))
    }

    /// The kubeconfigs of both clusters, as a person would have them in `KUBECONFIG`.
    pub fn kubeconfigs(&self) -> String {
        let [host, member] = [HOST, MEMBER].map(|name| self.kubeconfig(name).display().to_string());
        format!("{host}:{member}")
    }

    /// The folder in which all tests keep the tools that fedrig fetched.
    pub fn cache(&self) -> PathBuf {
        self.folder.join("cache")
    }

    /// A real tool: `kubectl`, `helm` or `kubefedctl`.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    fn unpack_tools(&self) {
        let bin = self.folder.join("bin");
        fs::create_dir_all(&bin).unwrap();
        let kubectl = self.mirror.join("release/v1.33.13/bin/linux/amd64/kubectl");
        install(&fs::read(kubectl).unwrap(), &bin.join("kubectl"));
        install(
            &unpacked(&self.mirror.join("helm-v3.19.5-linux-amd64.tar.gz"), "helm"),
            &bin.join("helm"),
        );
        let releases = "kubernetes-sigs/kubefed/releases/download";
        let kubefedctl = format!("{releases}/v0.10.0/kubefedctl-0.10.0-linux-amd64.tgz");
        let kubefedctl = unpacked(&self.mirror.join(kubefedctl), "kubefedctl");
        install(&kubefedctl, &bin.join("kubefedctl"));
    }
}

fn unpacked(archive: &Path, name: &str) -> Vec<u8> {
    let file = flate2::read::GzDecoder::new(fs::File::open(archive).unwrap());
    let mut archive = tar::Archive::new(file);
    let mut entries = archive.entries().unwrap().map(Result::unwrap);
    let mut entry = entries.find(|entry| entry.path().unwrap().ends_with(name)).unwrap();
    let mut bytes = Vec::new();
    std::io::copy(&mut entry, &mut bytes).unwrap();
    bytes
}

fn install(bytes: &[u8], path: &Path) {
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
