use super::super::fixtures::*;
use super::super::{Silent, Wanted};
use super::*;
use crate::tool::Program;

/// A store with a helm and a chart.
async fn filled() -> (tempfile::TempDir, Inventory) {
    let folder = tempfile::tempdir().unwrap();
    let mirror = published().write_to(&folder.path().join("mirror"));
    let fetcher = fetcher(folder.path(), mirror);
    fetcher.program(&helm(), &Silent).await.unwrap();
    fetcher.chart(&version("0.10.0"), &Silent).await.unwrap();
    let inventory = Inventory::at(folder.path().join("store"));
    (folder, inventory)
}

fn names(items: &[Item]) -> Vec<String> {
    let name = |item: &Item| format!("{} {} {}", item.name, item.version, item.platform);
    items.iter().map(name).collect()
}

/// As if the thing had last been used so long ago.
fn unused_for(inventory: &Inventory, item: &Item, age: Duration) {
    let index = File::open(inventory.store.index(&item.key)).unwrap();
    index.set_modified(SystemTime::now() - age).unwrap();
}

const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

#[tokio::test]
async fn what_is_there_is_listed_with_its_origin() {
    let (_folder, inventory) = filled().await;
    let items = inventory.list();
    assert_eq!(names(&items), ["helm 3.19.5 linux-amd64", "kubefed-chart 0.10.0 any"]);
    assert_eq!(items[0].size, 10_000);
    assert_ne!(items[0].sha256, items[0].archive_sha256, "it came in an archive");
    assert!(items[0].from.ends_with("mirror/helm-v3.19.5-linux-amd64.tar.gz"));
    assert_eq!(Inventory::at("/nowhere".into()).list(), []);
}

#[tokio::test]
async fn a_changed_file_is_found_even_when_its_stamp_says_nothing() {
    let (_folder, inventory) = filled().await;
    let items = inventory.list();
    fs::write(&items[0].path, "changed").unwrap();
    fs::remove_file(&items[1].path).unwrap();
    let states: Vec<_> = inventory.verify().into_iter().map(|(_, state)| state).collect();
    let found = Digest::of_reader(&b"changed"[..]).unwrap();
    assert_eq!(states, [Soundness::Altered { found }, Soundness::Missing]);
}

#[tokio::test]
async fn what_nobody_used_for_long_is_taken_away() {
    let (_folder, inventory) = filled().await;
    let items = inventory.list();
    unused_for(&inventory, &items[0], 2 * MONTH);
    let dry = inventory.prune(MONTH, Doing::Dry).unwrap();
    assert_eq!((names(&dry.items), dry.bytes), (vec!["helm 3.19.5 linux-amd64".into()], 10_000));
    assert_eq!(inventory.list().len(), 2);
    assert_eq!(names(&inventory.prune(MONTH, Doing::Really).unwrap().items), names(&dry.items));
    assert_eq!(names(&inventory.list()), ["kubefed-chart 0.10.0 any"]);
    assert!(!items[0].path.parent().unwrap().exists());
}

#[tokio::test]
async fn a_use_makes_a_thing_recent() {
    let (folder, inventory) = filled().await;
    unused_for(&inventory, &inventory.list()[0], 2 * MONTH);
    let mirror = published().write_to(&folder.path().join("mirror"));
    let wanted = Wanted::exactly(Program::Helm, version("3.19.5"));
    fetcher(folder.path(), mirror).program(&wanted, &Silent).await.unwrap();
    assert_eq!(inventory.prune(MONTH, Doing::Really).unwrap(), Pruned::default());
}

#[tokio::test]
async fn what_somebody_fetches_right_now_stays() {
    let (_folder, inventory) = filled().await;
    let item = inventory.list().remove(0);
    unused_for(&inventory, &item, 2 * MONTH);
    let _guard = inventory.store.lock(&item.key, || ()).await.unwrap();
    assert_eq!(inventory.prune(MONTH, Doing::Really).unwrap(), Pruned::default());
    assert!(item.path.exists());
}

#[tokio::test]
async fn old_leftovers_go_and_new_ones_stay() {
    let (folder, inventory) = filled().await;
    let left = |name: &str, age: Duration| {
        let path = folder.path().join("store").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "half").unwrap();
        File::open(&path).unwrap().set_modified(SystemTime::now() - age).unwrap();
        path
    };
    let old = left("tmp/helm@3.0.0@linux-amd64.x", 2 * STALE);
    let new = left("tmp/helm@3.0.1@linux-amd64.x", Duration::ZERO);
    let pruned = inventory.prune(MONTH, Doing::Really).unwrap();
    assert_eq!((pruned.leftovers, pruned.bytes), (vec![old.clone()], 4));
    assert_eq!([old.exists(), new.exists()], [false, true]);
}
