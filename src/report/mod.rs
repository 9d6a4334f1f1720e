//! The one door to the terminal. stdout is what was asked for, stderr is everything else.

pub mod access;
pub mod checks;
pub mod credentials;
pub mod diagnosis;
pub mod emit;
pub mod env;
pub mod events;
pub mod exit;
pub mod explanations;
pub mod gather;
pub mod history;
pub mod human;
pub mod json;
pub mod lanes;
pub mod live;
mod markup;
pub mod noting;
pub mod profile;
pub mod propagation;
pub mod spread;
pub mod spread_live;
pub mod status;
pub mod status_watch;
pub mod suite;
pub mod table;
mod templates;
pub mod terminal;
pub mod tools;
pub mod troubleshooting;
pub mod validating;
pub mod validation;

pub use exit::Exit;
