//! Runs the cells, some at once, and puts their reports together.

use std::sync::Arc;

use futures::{StreamExt, stream};
use jiff::Timestamp;

use super::cell::CellRun;
use super::desk::Desk;
use super::inputs::Inputs;
use super::{Event, Request, Resume, Tools, cell_id, machine};
use crate::verdict::{Cell, CellReport, SCHEMA, Validation};

/// Runs every cell of the request, or takes over what an earlier run found of it. Cells that were not
/// begun when the run is cancelled are not in the report.
pub async fn run(request: Request, tools: Tools) -> Validation {
    let began = Timestamp::now();
    let started = std::time::Instant::now();
    let (request, tools) = (Arc::new(request), Arc::new(tools));
    let machine = machine::this(&tools).await;
    let cells = stream::iter(request.cells.clone())
        .map(|cell| one(cell, &request, &tools))
        .buffered(request.parallel.max(1))
        .filter_map(std::future::ready)
        .collect()
        .await;
    Validation {
        schema: SCHEMA,
        fedrig: env!("CARGO_PKG_VERSION").to_owned(),
        began,
        took_s: started.elapsed().as_secs_f64(),
        machines: vec![machine],
        shard: request.shard,
        cells,
    }
}

async fn one(cell: Cell, request: &Arc<Request>, tools: &Arc<Tools>) -> Option<CellReport> {
    if tools.cancel.is_cancelled() {
        return None;
    }
    let desk = Desk::of(cell, request, tools);
    if request.resume == Resume::Yes {
        let inputs = Inputs::of(&desk.cell, request, tools).await;
        if let Some(report) = inputs.find_verdict(&desk.folder()) {
            let id = cell_id(&desk.cell);
            (tools.hearing)(&Event::CellTakenOver { id: &id, report: &report });
            return Some(report);
        }
    }
    Some(CellRun::of(desk).run().await)
}
