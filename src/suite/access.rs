//! The suite's own kubeconfig, for as long as it runs.
//!
//! Two specs start a controller that is given the file alone, so it has a current context; and the
//! suite knows the host among the members by the context's name. A copy of our own has both, and
//! names no program that would have to be run.

use std::io::Write;

use tempfile::TempDir;

use super::{Error, SuiteRun};
use crate::kubeconfig::{Kubeconfig, OwnEntry, OwnKubeconfig};
use crate::tool::Access;

/// A kubeconfig for its owner only, removed when this is dropped.
#[derive(Debug)]
pub(super) struct HostAccess {
    pub access: Access,
    _folder: TempDir,
}

impl HostAccess {
    pub fn of(run: &SuiteRun) -> Result<Self, Error> {
        let bad = |source| Error::Kubeconfig { source: Box::new(source) };
        let file = Kubeconfig::read(&run.kubeconfig).map_err(bad)?;
        let entry = file.resolve(&run.context).map_err(bad)?;
        entry.refuse_programs(&[]).map_err(bad)?;
        let folder = tempfile::Builder::new().prefix("fedrig-suite-").tempdir();
        let unmade =
            |source| Error::File { path: std::env::temp_dir(), what: "written to", source };
        let folder = folder.map_err(unmade)?;
        let path = folder.path().join("kubeconfig");
        let entries = vec![OwnEntry::of(run.host.clone(), entry)];
        let written = OwnKubeconfig { entries }.write(&path);
        written.map_err(|source| Error::NotWritten { source })?;
        std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .and_then(|mut file| writeln!(file, "current-context: {}", run.host))
            .map_err(|source| Error::File { path: path.clone(), what: "written", source })?;
        Ok(Self { access: Access::of(path, (&run.host).into()), _folder: folder })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;
    use crate::suite::run::tests::sample;

    fn run(user: &str, folder: &std::path::Path) -> SuiteRun {
        let text = format!(
            "apiVersion: v1\nkind: Config\n\
             clusters: [{{name: c, cluster: {{server: 'https://10.0.0.1:6443'}}}}]\n\
             users: [{{name: u, user: {user}}}]\n\
             contexts: [{{name: admin@c, context: {{cluster: c, user: u}}}}]\n"
        );
        let kubeconfig: PathBuf = folder.join("config");
        std::fs::write(&kubeconfig, text).unwrap();
        SuiteRun { kubeconfig, context: "admin@c".parse().unwrap(), ..sample(folder) }
    }

    #[test]
    fn the_copy_has_the_hosts_name_as_its_current_context_and_is_gone_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let host = HostAccess::of(&run("{token: t0p}", folder.path())).unwrap();
        let path = host.access.kubeconfig.clone();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("\ncurrent-context: eu-central\n"), "{text}");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let read = Kubeconfig::read(&path).unwrap();
        read.resolve(&"eu-central".parse().unwrap()).unwrap();
        drop(host);
        assert!(!path.exists());
    }

    #[test]
    fn a_program_is_not_passed_on() {
        let folder = tempfile::tempdir().unwrap();
        let run = run(
            "{exec: {apiVersion: client.authentication.k8s.io/v1, command: aws}}",
            folder.path(),
        );
        assert!(matches!(HostAccess::of(&run), Err(Error::Kubeconfig { .. })));
    }
}
