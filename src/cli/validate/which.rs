//! Which cells: named on the command line, or in a file.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use semver::Version;

use crate::cli::files;
use crate::from_source::SourceTree;
use crate::report::Exit;
use crate::report::terminal::Terminal;
use crate::spec::matrix::{is_tagged, multiply, stage_named, with_cause};
use crate::spec::{KubeFed as Wanted, Matrix};
use crate::tool::version;
use crate::verdict::{KubeFed, Scope, Shard, Stage};

#[derive(Debug, Args)]
pub(super) struct Which {
    /// A KubeFed version, or the folder of a source tree; can be given several times [default: the
    /// newest version].
    #[arg(long, value_name = "VERSION|DIR", value_parser = kubefed)]
    kubefed: Vec<Named>,
    /// The release that source trees stand on: what is known of it is expected of them [default: the
    /// newest].
    #[arg(long, value_name = "VERSION", value_parser = whole_version)]
    stands_on: Option<Version>,
    /// An image instead of the release's, with the chart and kubefedctl of `--kubefed`.
    #[arg(long, value_name = "IMAGE", value_parser = tagged)]
    image: Option<String>,
    /// A Kubernetes version; can be given several times [default: 1.33.13].
    #[arg(long, value_name = "VERSION", value_parser = whole_version)]
    kubernetes: Vec<Version>,
    /// What the control plane looks after; can be given several times [default: cluster].
    #[arg(long, value_enum, value_name = "SCOPE")]
    scope: Vec<ScopeWord>,
    /// A file with the cells, instead of the flags.
    #[arg(
        short,
        long,
        value_name = "FILE",
        conflicts_with_all = ["kubefed", "stands_on", "image", "kubernetes", "scope"]
    )]
    file: Option<PathBuf>,
}

/// A KubeFed on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    Release(Version),
    Tree(PathBuf),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScopeWord {
    /// All namespaces.
    Cluster,
    /// KubeFed's own namespace.
    Namespaced,
}

/// The newest Kubernetes that KubeFed was tried on.
const KUBERNETES: Version = Version::new(1, 33, 13);

impl Which {
    /// The matrix; what is wrong with its file was reported.
    pub fn matrix(&self, current_dir: &Path, terminal: &Terminal) -> Result<Matrix, Exit> {
        match &self.file {
            Some(file) => Matrix::load(file, current_dir).map_err(|problems| {
                terminal.error(&format!("error: {problems}"));
                Exit::Usage
            }),
            None => self.product(current_dir).map_err(|text| files::usage(terminal, &text)),
        }
    }

    /// The arguments that give the same matrix again, on another machine.
    pub fn arguments(&self) -> Vec<String> {
        if let Some(file) = &self.file {
            return vec!["--file".to_owned(), file.display().to_string()];
        }
        let scopes = self.scope.iter().filter_map(ScopeWord::to_possible_value);
        let pairs = [
            ("--kubefed", self.kubefed.iter().map(ToString::to_string).collect()),
            ("--stands-on", self.stands_on.iter().map(ToString::to_string).collect()),
            ("--image", self.image.iter().cloned().collect()),
            ("--kubernetes", self.kubernetes.iter().map(ToString::to_string).collect()),
            ("--scope", scopes.map(|scope| scope.get_name().to_owned()).collect::<Vec<_>>()),
        ];
        let flags = pairs.into_iter().flat_map(|(flag, values): (&str, Vec<String>)| {
            values.into_iter().flat_map(move |value| [flag.to_owned(), value])
        });
        flags.collect()
    }

    fn product(&self, current_dir: &Path) -> Result<Matrix, String> {
        let named = or(&self.kubefed, Named::Release(Wanted::usual_version()));
        let kubefeds: Vec<KubeFed> = match (&self.image, named.as_slice()) {
            (Some(image), [Named::Release(version)]) => {
                vec![KubeFed::Image { image: image.clone(), version: version.clone() }]
            }
            (Some(_), _) => return Err("`--image` stands on one version, `--kubefed`".to_owned()),
            (None, named) => {
                let each = named.iter().map(|named| self.meant(named, current_dir));
                each.collect::<Result<_, _>>()?
            }
        };
        let scope = |word: &ScopeWord| match word {
            ScopeWord::Cluster => Scope::Cluster,
            ScopeWord::Namespaced => Scope::Namespaced,
        };
        let scopes = or(&self.scope.iter().map(scope).collect::<Vec<_>>(), Scope::Cluster);
        let cells = multiply(&kubefeds, &or(&self.kubernetes, KUBERNETES), &scopes);
        Ok(Matrix { cells, members: None, skip: Vec::new() })
    }

    fn meant(&self, named: &Named, current_dir: &Path) -> Result<KubeFed, String> {
        let path = match named {
            Named::Release(version) => return Ok(KubeFed::Release(version.clone())),
            Named::Tree(path) => path,
        };
        let version = self.stands_on.clone().unwrap_or_else(Wanted::usual_version);
        let SourceTree { path, digest } =
            SourceTree::read(&current_dir.join(path)).map_err(|error| with_cause(&error))?;
        Ok(KubeFed::Tree { path, digest, version })
    }
}

/// `0.10.0`, or a folder, which has a `/` or is `.` or `..`.
fn kubefed(text: &str) -> Result<Named, String> {
    if text.contains('/') || [".", ".."].contains(&text) {
        return Ok(Named::Tree(text.into()));
    }
    let version = version::parse(text).map(Named::Release);
    version.ok_or_else(|| {
        format!("`{text}` is neither a version such as 0.10.0 nor a folder such as ./kubefed")
    })
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Release(version) => write!(f, "{version}"),
            Self::Tree(path) => write!(f, "{}", path.display()),
        }
    }
}

/// What was given, each once, or the default.
fn or<T: Clone + PartialEq>(given: &[T], default: T) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for one in given {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
    if all.is_empty() {
        all.push(default);
    }
    all
}

fn whole_version(text: &str) -> Result<Version, String> {
    version::parse(text).ok_or_else(|| format!("`{text}` is not a version such as 0.10.0"))
}

fn tagged(text: &str) -> Result<String, String> {
    match is_tagged(text) {
        true => Ok(text.to_owned()),
        false => Err(format!("an image has to have a tag: `{text}:canary`")),
    }
}

/// A stage by its name.
pub(super) fn stage(text: &str) -> Result<Stage, String> {
    let known = || Stage::ALL.map(Stage::name).join(", ");
    stage_named(text).ok_or_else(|| format!("there is no stage `{text}`; there are {}", known()))
}

/// `2/3`: the second of three.
pub(super) fn shard(text: &str) -> Result<Shard, String> {
    let parts = text
        .split_once('/')
        .and_then(|(index, of)| Some(Shard { index: index.parse().ok()?, of: of.parse().ok()? }));
    match parts {
        Some(shard) if shard.index >= 1 && shard.index <= shard.of => Ok(shard),
        Some(_) | None => Err(format!("`{text}` is not a part such as 1/3")),
    }
}

/// What names begin with: short, since the names of two clusters together have 63 characters.
pub(super) fn prefix(text: &str) -> Result<String, String> {
    let is_label = text.parse::<crate::name::ClusterName>().is_ok();
    match is_label && text.len() <= 8 {
        true => Ok(text.to_owned()),
        false => Err("use 1 to 8 lower-case letters, digits and `-`".to_owned()),
    }
}
