//! Where tools and chart come from, and what they have to be: flags first, then federation.yaml.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Common;
use super::surroundings::Machine;
use crate::fetch::{
    Bytes, Fetcher, HttpSettings, LockFile, LockFileError, Locking, Mirror, Platform, Settings,
};
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;
use crate::spec::{self, Federation, MirrorWish};
use crate::tool::Exec;

/// Where tools and chart come from.
#[derive(Debug, Clone, Default)]
pub(super) struct Supplies {
    mirror: Option<Mirror>,
    bytes: Bytes,
    authorities: Option<Vec<u8>>,
    lock: Option<Arc<LockFile>>,
}

impl Supplies {
    /// As the command line and the file say.
    pub fn read(
        common: &Common,
        machine: &Machine,
        federation: Option<&Federation>,
    ) -> Result<Self, String> {
        let flag = common.mirror.as_deref().map(|text| machine.mirror(text)).transpose()?;
        // A mirror of the command line is another one than the file's, in all that is said of it.
        let wish = federation.and_then(|federation| federation.mirror.as_ref());
        let wish = wish.filter(|_| flag.is_none());
        let rebuilds = common.mirror_rebuilds || wish.is_some_and(|wish| wish.rebuilds);
        let given = common.ca_file.as_ref().map(|file| machine.spec.current_dir.join(file));
        let ca = given.or_else(|| wish.and_then(|wish| wish.ca.clone()));
        Ok(Self {
            mirror: flag.or_else(|| wish.map(named_mirror)),
            bytes: if rebuilds { Bytes::Rebuilt } else { Bytes::Upstream },
            authorities: ca.map(|file| certificates(&file)).transpose()?,
            lock: None,
        })
    }

    /// With the lock file beside a federation.yaml; what is wrong with it was reported.
    pub fn locked(
        mut self,
        federation: &Federation,
        locking: Locking,
        terminal: &Terminal,
    ) -> Result<Self, Exit> {
        let read = LockFile::read(&beside(federation), locking);
        let lock = read.map_err(|error| {
            report(&error, terminal);
            Exit::Tools
        });
        self.lock = Some(Arc::new(lock?));
        Ok(self)
    }

    /// The lock file, to be saved at the end.
    pub fn lock(&self) -> Option<Arc<LockFile>> {
        self.lock.clone()
    }

    /// The fetcher of this machine.
    pub fn fetcher(self, machine: &Machine, exec: Exec) -> Result<Fetcher, String> {
        let platform = Platform::of_this_binary()
            .ok_or("upstream has no releases for this operating system or processor")?;
        let is_locked = |lock: &Arc<LockFile>| lock.locking() == Locking::Locked;
        // What is in PATH is known by its version alone, and the lock file asks for more.
        let search_path = match self.lock.as_ref().is_some_and(is_locked) {
            true => None,
            false => machine.search_path.clone(),
        };
        let settings = Settings {
            store: machine.store(),
            mirror: self.mirror,
            bytes: self.bytes,
            lock: self.lock,
            search_path,
            platform,
            exec,
            http: HttpSettings { authorities: self.authorities, ..HttpSettings::default() },
        };
        Fetcher::new(settings).map_err(|error| error.to_string())
    }
}

/// Writes what was learnt. A lock file that can't be written makes no run fail: nothing was lost but
/// the memory.
pub(super) fn save(lock: &LockFile, terminal: &Terminal) {
    if let Err(error) = lock.save() {
        report(&error, terminal);
    }
}

fn report(error: &LockFileError, terminal: &Terminal) {
    terminal.error(&Diagnosis::of(error, error.hints()).render());
}

/// The lock file of a federation.
fn beside(federation: &Federation) -> PathBuf {
    federation.file.with_file_name("fedrig.lock")
}

fn named_mirror(wish: &MirrorWish) -> Mirror {
    match &wish.from {
        spec::Mirror::Directory(path) => Mirror::Directory(path.clone()),
        spec::Mirror::Url(url) => Mirror::Url(url.clone()),
    }
}

/// Certificates are looked at when they are used; a file without any would be taken as none.
fn certificates(file: &Path) -> Result<Vec<u8>, String> {
    let pem = std::fs::read(file)
        .map_err(|error| format!("the certificates `{}` can't be read: {error}", file.display()))?;
    let has_one = String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----");
    if has_one { Ok(pem) } else { Err(format!("`{}` has no certificate (PEM)", file.display())) }
}
