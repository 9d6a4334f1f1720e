//! Where the time of a run went: as text, as a trace for a trace viewer, as a picture.

mod picture;
mod trace;
mod waterfall;

pub use picture::svg;
pub use trace::trace;
pub use waterfall::waterfall;
