//! A federated workload's replicas, spread over the members by KubeFed's ReplicaSchedulingPreference:
//! what is wished for, what is wrong with it, what KubeFed will make of it, and what it has made. Reads
//! only; the object is written by who asks for it.

mod clients;
mod object;
mod placement;
mod problem;
mod requested;
mod seen;
mod state;
mod streams;
mod watch;
mod workload;

pub use clients::{Clients, Target};
pub use object::{find, object};
pub use problem::Problem;
pub use requested::{Requested, Share};
pub use seen::{InMember, Seen};
pub use state::{Change, Row, State, changes};
pub use watch::{Wish, watch};
pub use workload::{Kind, Workload};
