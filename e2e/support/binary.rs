//! The real binary, in an environment of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A home for one test: nothing of the user's is seen or touched.
pub struct Home {
    folder: tempfile::TempDir,
    binary: PathBuf,
    cache: PathBuf,
    mirror: Option<PathBuf>,
    variables: Vec<(String, String)>,
}

/// What a run said and how it ended.
pub struct Said {
    /// The exit code; nothing when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Home {
    /// A home in which `binary` runs, with the tools that it fetches in `cache`.
    pub fn new(binary: &Path, cache: &Path, mirror: Option<&Path>) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            binary: binary.to_owned(),
            cache: cache.to_owned(),
            mirror: mirror.map(Path::to_owned),
            variables: Vec::new(),
        }
    }

    /// Sets a variable for the runs that follow.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// A path in the home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the home, and gives its path.
    pub fn put(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Runs it to its end.
    pub fn run<const N: usize>(&self, args: [&str; N]) -> Said {
        self.run_all(&args)
    }

    /// The same, with arguments that are put together.
    pub fn run_all(&self, args: &[&str]) -> Said {
        Said::of(self.command(args).output().unwrap())
    }

    /// Runs it to its end, which has to be a good one.
    pub fn ok<const N: usize>(&self, args: [&str; N]) -> Said {
        let said = self.run(args);
        assert_eq!(said.code, Some(0), "fedrig {args:?}\n{said}");
        said
    }

    /// Starts it, with pipes to its output.
    pub fn start<const N: usize>(&self, args: [&str; N]) -> Child {
        let mut command = self.command(&args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null());
        command.spawn().unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        #[expect(clippy::disallowed_methods, reason = "the binary under test")]
        let mut command = Command::new(&self.binary);
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("USER", "tester")
            .env("PATH", "/usr/bin:/bin")
            .env("FEDRIG_STATE_DIR", self.path("state"))
            .env("FEDRIG_CACHE_DIR", &self.cache);
        if let Some(mirror) = &self.mirror {
            // The stack's files are built from source.
            command.env("FEDRIG_MIRROR", mirror).env("FEDRIG_MIRROR_REBUILDS", "true");
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Said {
    /// Of a process that has ended.
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts the exit code, and that standard error has this text.
    pub fn is_refused(&self, code: i32, text: &str) {
        assert_eq!(self.code, Some(code), "{self}");
        assert!(self.stderr.contains(text), "wanted: {text}\n{self}");
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "code {:?}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}
