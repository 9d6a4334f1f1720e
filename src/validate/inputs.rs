//! What a cell's verdict was made from: with the same, an earlier verdict is taken over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::federation::image_of;
use super::{Request, Tools};
use crate::verdict::{Cell, CellReport, CellVerdict, Stage};

/// What a cell's verdict was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Inputs {
    fedrig: String,
    cell: Cell,
    members: usize,
    stages: BTreeSet<Stage>,
    /// Name and id of each image that the engine has of it.
    images: Vec<(String, String)>,
}

impl Inputs {
    /// As they are now.
    pub async fn of(cell: &Cell, request: &Request, tools: &Tools) -> Self {
        let mut images = Vec::new();
        for name in [image_of(&cell.kubefed), node_image(cell)] {
            if let Ok(Some(image)) = tools.docker().find_image(&name).await {
                images.push((name, image.id));
            }
        }
        Self {
            fedrig: env!("CARGO_PKG_VERSION").to_owned(),
            cell: cell.clone(),
            members: request.members,
            stages: request.stages.clone(),
            images,
        }
    }

    /// What an earlier run found with the same, in the cell's folder.
    pub fn find_verdict(&self, folder: &Path) -> Option<CellReport> {
        let earlier: Self = read(&file(folder))?;
        let report: CellReport = read(&report_file(folder))?;
        (earlier == *self && report.verdict != CellVerdict::NotJudged).then_some(report)
    }

    /// Notes them beside the cell's report.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        write(&file(folder), self)
    }
}

/// The node image of a cell's clusters.
pub(super) fn node_image(cell: &Cell) -> String {
    format!("kindest/node:v{}", cell.kubernetes)
}

fn file(folder: &Path) -> PathBuf {
    folder.join("inputs.json")
}

/// Where a cell's report is.
pub(super) fn report_file(folder: &Path) -> PathBuf {
    folder.join("cell.json")
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// Writes it whole or not at all.
pub(super) fn write(path: &Path, value: &impl Serialize) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, value)?;
    file.persist(path)?;
    Ok(())
}
