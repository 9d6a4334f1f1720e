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
    /// Writes one object, whole or not at all, and then looks on: it holds up nobody.
    Spread,
}

impl Verb {
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
            Self::Spread => "spread",
        }
    }
}
