//! The commands that work on a federation.

/// What is done to a federation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Up,
    /// Only looks, so it may run beside the others.
    Plan,
    /// Only looks, and is no run that history tells of.
    Status,
    Down,
    Join,
    Unjoin,
    Rotate,
    Federate,
    Unfederate,
    /// Writes one object, whole or not at all, and then looks on: it holds up nobody.
    Spread,
}

impl Verb {
    /// Whether it takes the workloads of the file to where they belong.
    pub fn minds_workloads(self) -> bool {
        match self {
            Self::Up | Self::Plan => true,
            Self::Status
            | Self::Down
            | Self::Join
            | Self::Unjoin
            | Self::Rotate
            | Self::Federate
            | Self::Unfederate
            | Self::Spread => false,
        }
    }

    /// Its word in history and locks.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Plan => "plan",
            Self::Status => "status",
            Self::Down => "down",
            Self::Join => "join",
            Self::Unjoin => "unjoin",
            Self::Rotate => "rotate",
            Self::Federate => "federate",
            Self::Unfederate => "unfederate",
            Self::Spread => "spread",
        }
    }
}
