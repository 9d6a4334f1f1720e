//! How long objects took to the members: as a table, a picture, and a page.

mod chart;
mod page;
mod table;
mod view;

pub use chart::svg;
pub use page::html;
pub use table::table;
pub use view::View;
