//! A part of a matrix, for one of several machines.

use crate::verdict::{Cell, Shard};

/// The cells of a shard: the same on every machine, and dealt out so that neighbours, which take alike
/// long, go to different ones.
pub fn part(cells: Vec<Cell>, shard: Option<Shard>) -> Vec<Cell> {
    let Some(Shard { index, of }) = shard else { return cells };
    let mine = |at: &usize| at % of == index - 1;
    cells.into_iter().enumerate().filter(|(at, _)| mine(at)).map(|(_, cell)| cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{KubeFed, Scope};

    #[test]
    fn shards_have_every_cell_once() {
        let cell = |minor| Cell {
            kubefed: KubeFed::Release(semver::Version::new(0, minor, 0)),
            kubernetes: semver::Version::new(1, 33, 13),
            scope: Scope::Cluster,
        };
        let all: Vec<Cell> = (0..7).map(cell).collect();
        let shards = (1..=3).map(|index| part(all.clone(), Some(Shard { index, of: 3 })));
        let mut dealt: Vec<Cell> = shards.flatten().collect();
        dealt.sort_by_key(|cell| cell.kubefed.version().minor);
        assert_eq!(dealt, all);
        assert_eq!(part(all.clone(), None), all);
    }
}
