//! Chance that can be had again: a seed gives the same numbers each time.

use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A xorshift generator.
pub struct Chance(u64);

impl Chance {
    /// From FEDRIG_SEED, or from the clock; and the seed, to be printed.
    pub fn seeded() -> (Self, u64) {
        #[expect(clippy::disallowed_methods, reason = "a run is had again by its seed")]
        let given = std::env::var("FEDRIG_SEED").ok().and_then(|seed| seed.parse().ok());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let seed = given.unwrap_or(now) | 1;
        (Self(seed), seed)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// How many rounds: FEDRIG_ROUNDS, or the story's own number.
pub fn rounds(usual: u32) -> u32 {
    #[expect(clippy::disallowed_methods, reason = "a short run says its number")]
    let given = std::env::var("FEDRIG_ROUNDS").ok();
    given.and_then(|rounds| rounds.parse().ok()).unwrap_or(usual)
}

/// Lets a time pass: what happens in it is the story.
pub fn pass(time: Duration) {
    let (_keep_open, nothing) = mpsc::channel::<()>();
    let _ = nothing.recv_timeout(time);
}
