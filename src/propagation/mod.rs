//! How long objects take from the host to each member: makes federated ConfigMaps, watches them arrive in
//! every member at once, and takes all of it away again.

mod arrivals;
mod error;
mod measure;
mod objects;

pub use error::Error;
pub use measure::{Measured, Order, measure};
