//! Kubeconfigs for the tests: a federation's own, and the user's in every style that YAML has.

use serde_json::{Value, json};

use super::Wanted;

/// fedrig's own kubeconfig for two clusters.
pub(super) fn own(token: &str) -> Value {
    let server = "https://172.18.0.2:6443";
    let item = |name: &str| {
        [
            json!({"name": name, "cluster": {"server": server, "certificate-authority-data": "UEVN"}}),
            json!({"name": name, "context": {"cluster": name, "user": name, "namespace": "default"}}),
            json!({"name": name, "user": {"token": token}}),
        ]
    };
    let [east, on] = [item("us-east"), item("on")];
    json!({"clusters": [east[0], on[0]], "contexts": [east[1], on[1]], "users": [east[2], on[2]]})
}

/// What a federation wants of it.
pub(super) fn wanted(federation: &str, prefix: &str, token: &str) -> Wanted {
    let federation = federation.parse().unwrap();
    Wanted::of(&own(token), &federation, &[], prefix).ok().unwrap()
}

/// A kubeconfig of the user's that random numbers choose; zeros choose what is plainest.
pub(super) fn user_file(choices: &[u8]) -> String {
    let mut chooser = Chooser { choices, at: 0 };
    let text = match chooser.pick(8) {
        6 => json_file(&mut chooser),
        7 => ["", "# nothing yet", "---\n", "\n\n", "# tabs\there\n"][chooser.pick(5)].to_owned(),
        _ => block_file(&mut chooser),
    };
    let text = if chooser.pick(4) == 3 { text.trim_end().to_owned() } else { text };
    if chooser.pick(4) == 3 { text.replace('\n', "\r\n") } else { text }
}

struct Chooser<'a> {
    choices: &'a [u8],
    at: usize,
}

impl Chooser<'_> {
    fn pick(&mut self, among: usize) -> usize {
        let chosen = self.choices.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(chosen) % among
    }

    fn one(&mut self, among: &[&'static str]) -> &'static str {
        among[self.pick(among.len())]
    }
}

fn json_file(chooser: &mut Chooser<'_>) -> String {
    let mut file = json!({"apiVersion": "v1", "kind": "Config", "current-context": "a"});
    for (list, field) in super::LISTS {
        match chooser.pick(4) {
            0 => file[list] = json!([{"name": "a", field: {"x": [1, {"y": null}]}}, {"name": "b"}]),
            1 => file[list] = json!([]),
            2 => file[list] = Value::Null,
            _ => {}
        }
    }
    match chooser.pick(4) {
        0 => serde_json::to_string_pretty(&file).unwrap() + "\n",
        1 => serde_json::to_string_pretty(&file).unwrap().replace("  ", "\t"),
        2 => "{}\n".to_owned(),
        _ => file.to_string(),
    }
}

fn block_file(chooser: &mut Chooser<'_>) -> String {
    let head =
        chooser.one(&["", "# mine, ünïcode\n", "---\n", "\n---  # start\n", "%YAML 1.1\n---\n"]);
    let mut fields = vec!["apiVersion: v1\n".to_owned(), "kind:   Config # quoted?\n".to_owned()];
    fields.push(
        chooser
            .one(&[
                "current-context: a\n",
                "current-context: \"\"\n",
                "preferences: {}\n",
                "preferences:\n  colors: true\n",
                "extensions:\n- name: x\n  extension: {deep: [1, 2]}\n",
                "unknown: &kept [1,\n  2]\nagain: *kept\n",
                "note: |\n  kept\n\n  whole\n",
            ])
            .to_owned(),
    );
    for (list, field) in super::LISTS {
        let text = list_text(chooser, list, field);
        let at = chooser.pick(fields.len() + 1);
        let at = fields.len() - at;
        fields.insert(at, text);
    }
    let tail = chooser.one(&["", "# the end\n", "\n\n", "  # indented\ttail\n", "...\n"]);
    format!("{head}{}{tail}", fields.concat())
}

fn list_text(chooser: &mut Chooser<'_>, list: &str, field: &str) -> String {
    let key = chooser.one(&["", "\"", "'"]);
    let key = format!("{key}{list}{key}{}", chooser.one(&["", "", " "]));
    let note = chooser.one(&["", "", " # these", "\t# tab"]);
    match chooser.pick(9) {
        0..4 => {
            let indent = chooser.one(&["", "  ", "    "]);
            let items = (0..=chooser.pick(3)).map(|_| item_text(chooser, indent, field));
            format!("{key}:{note}\n{}", items.collect::<String>())
        }
        4 => String::new(),
        5 => format!("{key}: {}{note}\n", chooser.one(&["[]", "[ ]", "[ # none\n  ]"])),
        6 => format!("{key}:{}{note}\n", chooser.one(&[" null", "", " ~", "  NULL"])),
        7 => format!("{key}: &{list} !!seq []{note}\n"),
        _ => {
            let one = format!("{{name: a, {field}: {{server: 'x'}}}}");
            let two = format!("{{\"name\":\"b\",\"{field}\":{{}}}}");
            let form = chooser.pick(3);
            let items = [
                format!("[{one}]"),
                format!("[\n  {one}, # one\n  {two},\n]"),
                format!("[ {one} , {two}]"),
            ];
            format!("{key}: {}{note}\n", items[form])
        }
    }
}

fn item_text(chooser: &mut Chooser<'_>, indent: &str, field: &str) -> String {
    let before = chooser.one(&["", "", "# a comment\n", "\n", "      # deep\n"]);
    let name = chooser.one(&["a", "b", "\"c d\"", "'kind-x@y'", "gke_p_z_n"]);
    let value = chooser.one(&[
        "server: https://x:1",
        "token: \"a # b\"  # not a secret",
        "text: |\n        one\n\n        two",
        "text: |+\n        kept\n\n",
        "text: >-\n        folded\n        more\n",
        "list:\n      - 1\n      - {a: b}",
        "plain: goes\n        on",
        "nothing:",
    ]);
    let text = match chooser.pick(4) {
        0 => format!("- name: {name}\n  {field}:\n      {value}\n"),
        1 => format!("- {field}:\n      {value}\n  name: {name}\n"),
        2 => format!("-\n  name: {name}\n  {field}:\n      {value}\n"),
        _ => format!("-   {{name: {name}, {field}: {{}}}}\n"),
    };
    let indented = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("{indent}{line}\n"),
    });
    format!("{before}{}", indented.collect::<String>())
}
