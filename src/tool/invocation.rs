//! A call of a foreign program as a value: it can be compared, shown and pasted before it runs.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use super::Access;

/// A call of a program.
///
/// `Display` is what a person would paste into a shell. Secrets never are arguments; what goes to
/// standard input is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Invocation {
    program: PathBuf,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    stdin: Option<Vec<u8>>,
    concealed: bool,
    shown: Option<(OsString, OsString)>,
    log: Option<PathBuf>,
}

impl Invocation {
    /// A call of `program`, an absolute path.
    pub fn of(program: &Path) -> Self {
        Self {
            program: program.to_owned(),
            args: Vec::new(),
            env: Vec::new(),
            stdin: None,
            concealed: false,
            shown: None,
            log: None,
        }
    }

    /// Adds one argument.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    pub fn args<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, args: I) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Adds a flag and its value as two arguments.
    pub fn flag(self, flag: &str, value: impl AsRef<OsStr>) -> Self {
        self.arg(flag).arg(value)
    }

    /// Names the kubeconfig. What is shown is the person's own file, which is there afterwards, too.
    pub fn kubeconfig(self, access: &Access) -> Self {
        let mut call = self.flag("--kubeconfig", access.file());
        call.shown = Some((access.file().into(), access.kubeconfig.clone().into()));
        call
    }

    /// Sets a variable in the child's environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Gives the child these bytes on standard input; without them it has none.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }

    /// Also writes all that the child says, on both streams, to the end of this file. For programs
    /// that say no secrets.
    pub fn logged_to(mut self, file: &Path) -> Self {
        self.log = Some(file.to_owned());
        self
    }

    /// Shows nothing but the program: the arguments and variables are somebody else's, and may be
    /// secrets.
    pub fn concealed(mut self) -> Self {
        self.concealed = true;
        self
    }

    /// The program's absolute path.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The arguments in order.
    pub fn arguments(&self) -> &[OsString] {
        &self.args
    }

    /// The variables set for the child.
    pub fn environment(&self) -> &[(OsString, OsString)] {
        &self.env
    }

    /// What the child reads.
    pub fn input(&self) -> Option<&[u8]> {
        self.stdin.as_deref()
    }

    /// Where all that the child says is written as well.
    pub fn log(&self) -> Option<&Path> {
        self.log.as_deref()
    }

    /// The program's file name: `helm`, `kubefedctl`.
    pub fn tool(&self) -> String {
        self.program.file_name().unwrap_or(self.program.as_os_str()).to_string_lossy().into_owned()
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.concealed {
            return write!(f, "{} …", quoted(&self.program.to_string_lossy()));
        }
        for (name, value) in &self.env {
            write!(f, "{}={} ", name.to_string_lossy(), quoted(&value.to_string_lossy()))?;
        }
        f.write_str(&quoted(&self.program.to_string_lossy()))?;
        for arg in &self.args {
            let arg = match &self.shown {
                Some((real, shown)) if real == arg => shown,
                Some(_) | None => arg,
            };
            write!(f, " {}", quoted(&arg.to_string_lossy()))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invocation(`{self}`)")
    }
}

/// Quotes a word for a POSIX shell where it needs it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_concealed_call_shows_the_program_alone() {
        let call = Invocation::of(Path::new("/opt/login")).env("PASSWORD", "s3").arg("s3");
        let call = call.concealed();
        assert_eq!(format!("{call} {call:?}"), "/opt/login … Invocation(`/opt/login …`)");
    }

    #[test]
    fn a_call_reads_as_it_would_be_typed() {
        let call = Invocation::of(Path::new("/opt/helm"))
            .arg("status")
            .flag("--kube-context", "it's here")
            .env("HELM_NO_PLUGINS", "1");
        assert_eq!(
            call.to_string(),
            r"HELM_NO_PLUGINS=1 /opt/helm status --kube-context 'it'\''s here'"
        );
    }

    #[test]
    fn the_persons_file_is_shown_where_a_copy_is_read() {
        let access = Access {
            copy: Some("/run/eu".into()),
            ..Access::of("/home/me/config".into(), "eu".parse().unwrap())
        };
        let call = Invocation::of(Path::new("/opt/kubectl")).kubeconfig(&access);
        assert_eq!(call.arguments()[1], "/run/eu");
        assert_eq!(call.to_string(), "/opt/kubectl --kubeconfig /home/me/config");
    }

    #[test]
    fn what_goes_to_standard_input_is_not_shown() {
        let call = Invocation::of(Path::new("/opt/kubectl")).arg("apply").stdin("token: t0p");
        assert!(!format!("{call} {call:?}").contains("t0p"));
    }
}
