//! The one door to the terminal. stdout is what was asked for, stderr is everything else.

pub mod access;
pub mod checks;
pub mod credentials;
pub mod diagnosis;
pub mod exit;
pub mod explanations;
pub mod history;
pub mod human;
pub mod json;
pub mod lanes;
pub mod live;
pub mod noting;
pub mod status;
pub mod table;
pub mod terminal;
pub mod tools;
pub mod troubleshooting;

pub use exit::Exit;
