//! The registry of policies is the one list of them: what the book and the compiler say agrees with it.

use coldstart::serverless::policy::PolicyKind;
use coldstart::serverless::policy::registry::{self, Entry};

use crate::support::chapters::assert_table;
use crate::support::files::repository;

fn row(entry: &Entry) -> String {
    let parameters = entry.parameters.iter();
    let parameters: Vec<String> = parameters
        .map(|one| format!("`{}`: {}", one.name, one.doc))
        .collect();
    format!(
        "| {} | `{}` | `{}` | {} | {} | {} |\n",
        entry.kind,
        entry.name,
        entry.type_name,
        entry.doc,
        parameters.join("; "),
        entry.source
    )
}

#[test]
fn the_book_has_every_policy() {
    let head =
        "| kind | name | type | what it does | parameters | source |\n|---|---|---|---|---|---|\n";
    let table = registry::all().map(row).collect::<String>();
    assert_table(
        "reference/policies.md",
        ("policies", "end of policies"),
        &format!("{head}{table}"),
    );
}

#[test]
fn the_compiler_names_every_policy_to_those_who_give_something_else() {
    let folders = [
        (PolicyKind::Admission, "admission"),
        (PolicyKind::Discipline, "discipline"),
        (PolicyKind::Scheduler, "scheduler"),
        (PolicyKind::Reuse, "reuse"),
        (PolicyKind::KeepAlive, "keep_alive"),
        (PolicyKind::Eviction, "eviction"),
        (PolicyKind::Scaler, "scaler"),
        (PolicyKind::StartUp, "start_up"),
    ];
    for (kind, folder) in folders {
        let file = format!("sim-runtime/src/serverless/policy/{folder}/mod.rs");
        let text = std::fs::read_to_string(repository(&file)).expect("the trait of the kind");
        let note = text
            .lines()
            .find(|line| line.contains("note = "))
            .expect("a note");
        for entry in registry::entries(kind) {
            let name = format!("`{}`", entry.type_name);
            assert!(note.contains(&name), "add {name} to the note in {file}");
        }
    }
}
