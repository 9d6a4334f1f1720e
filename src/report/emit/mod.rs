//! A validation on many machines: ready-made CI files and a Job, one part of the matrix each.
//!
//! What they run is `fedrig validate` with the arguments that gave the matrix, and `--shard`.

mod quote;

use minijinja::value::Serde;
use serde::Serialize;

use crate::report::templates::environment;
use crate::verdict::Cell;
use quote::{for_github, for_kubernetes, for_shell, for_yaml};

/// What is to run.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    /// The arguments of `fedrig validate` that give the matrix, without `--shard` and `--out`.
    pub arguments: Vec<String>,
    /// Its cells, in its order, to say what a shard has; may be empty.
    pub cells: Vec<Cell>,
    /// How many machines share it; 0 is taken for 1.
    pub shards: usize,
}

/// What the templates show.
#[derive(Serialize)]
struct View {
    version: &'static str,
    repository: &'static str,
    shards: Vec<Shard>,
    /// The arguments as a shell reads them, with a blank before each.
    shell: String,
    /// The same, where GitHub reads the text first.
    github: String,
    /// As YAML strings of a Pod, one an argument.
    pod: Vec<String>,
}

#[derive(Serialize)]
struct Shard {
    index: usize,
    cells: Vec<String>,
}

/// A workflow of GitHub Actions.
pub fn github(matrix: &Matrix) -> String {
    render(include_str!("github.yaml"), matrix)
}

/// A pipeline of GitLab's.
pub fn gitlab(matrix: &Matrix) -> String {
    render(include_str!("gitlab.yaml"), matrix)
}

/// An Indexed Job of Kubernetes'.
pub fn job(matrix: &Matrix) -> String {
    render(include_str!("job.yaml"), matrix)
}

fn render(template: &str, matrix: &Matrix) -> String {
    environment().render_str(template, Serde(View::of(matrix))).expect("the template is ours")
}

impl View {
    fn of(matrix: &Matrix) -> Self {
        let Matrix { arguments, cells, shards } = matrix;
        let of = (*shards).max(1);
        let shell: String = arguments.iter().map(|text| format!(" {}", for_shell(text))).collect();
        let shard = |index: usize| {
            // As fedrig deals them out.
            let mine = cells.iter().skip(index - 1).step_by(of);
            Shard { index, cells: mine.map(|cell| for_yaml(&cell.to_string())).collect() }
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            repository: env!("CARGO_PKG_REPOSITORY"),
            shards: (1..=of).map(shard).collect(),
            github: for_github(&shell),
            shell,
            pod: arguments.iter().map(|text| for_yaml(&for_kubernetes(text))).collect(),
        }
    }
}

#[cfg(test)]
#[path = "emit_tests.rs"]
mod tests;
