//! The one door to the terminal. stdout is what was asked for, stderr is everything else.

pub mod diagnosis;
pub mod exit;
pub mod human;
pub mod json;
pub mod live;
pub mod status;
pub mod terminal;

pub use exit::Exit;
