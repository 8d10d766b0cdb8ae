//! Entries that are read, written and refused.

use super::*;
use crate::units::short::{millis, secs};

fn entry(json: &str) -> Entry {
    serde_json::from_str(json).unwrap()
}

fn refused(json: &str) -> String {
    serde_json::from_str::<Entry>(json).unwrap_err().to_string()
}

fn at_once(action: Action) -> Entry {
    Entry {
        delay: Delay::None,
        action,
    }
}

#[test]
fn each_entry_is_one_action() {
    assert_eq!(
        entry(r#"{"register": "g"}"#),
        at_once(Action::Register("g".to_owned()))
    );
    assert_eq!(
        entry(r#"{"wait": "i0"}"#),
        at_once(Action::Wait("i0".to_owned()))
    );
    assert_eq!(entry(r#"{"wait_all": true}"#), at_once(Action::WaitAll));
    assert_eq!(
        entry(r#"{"turn_off_link": "l"}"#),
        at_once(Action::TurnOffLink("l".to_owned()))
    );
}

#[test]
fn an_invocation_may_have_a_sleep_and_a_body_of_its_own() {
    let invoke = |sleep, body, unknown_service| {
        at_once(Action::Invoke {
            function: "f".to_owned(),
            id: "i".to_owned(),
            sleep,
            body,
            unknown_service,
            retry: None,
            kind: InvocationKind::Sync,
        })
    };
    assert_eq!(
        entry(r#"{"invoke": "f", "id": "i"}"#),
        invoke(None, None, false)
    );
    assert_eq!(
        entry(r#"{"invoke": "f", "id": "i", "sleep": 3}"#),
        invoke(Some(secs(3)), None, false)
    );
    assert_eq!(
        entry(r#"{"invoke": "f", "id": "i", "body": []}"#),
        invoke(None, Some(Vec::new()), false)
    );
    assert_eq!(
        entry(r#"{"invoke": "f", "id": "i", "unknown_service": true}"#),
        invoke(None, None, true)
    );
}

#[test]
fn an_entry_may_be_delayed() {
    assert_eq!(
        entry(r#"{"wait": "i", "after": 0.25}"#).delay,
        Delay::After(millis(250))
    );
    assert_eq!(
        entry(r#"{"wait": "i", "at": "2 s"}"#).delay,
        Delay::At(SimTime::ZERO + secs(2))
    );
    assert!(
        refused(r#"{"wait": "i", "at": 1, "after": 1}"#)
            .starts_with("an entry has `after` or `at`, not both")
    );
}

#[test]
fn an_entry_that_does_not_do_one_thing_is_refused() {
    assert!(
        refused(r#"{"after": 1}"#)
            .starts_with("an entry does one thing; add `invoke`, `run`, `register`")
    );
    assert!(
        refused(r#"{"wait": "i", "wait_all": true}"#)
            .starts_with("an entry does one thing, here `wait` and `wait_all`")
    );
    assert!(
        refused(r#"{"wait": "i", "sleep": 1}"#)
            .starts_with("`sleep` belongs to `invoke`, not to `wait`")
    );
    assert!(
        refused(r#"{"run": "w", "id": "i", "sleep": 1}"#)
            .starts_with("`sleep` belongs to `invoke`, not to `run`")
    );
    assert!(refused(r#"{"run": "w"}"#).starts_with("a `run` entry needs a key `id`"));
    assert!(refused(r#"{"wait_all": false}"#).starts_with("`wait_all` can only be true"));
    assert!(
        refused(r#"{"invoke": "f", "id": "i", "kind": "async", "retry": {}}"#)
            .starts_with("an invocation of the kind `async` is repeated by the provider")
    );
    assert!(refused(r#"{"invoke": "f"}"#).starts_with("an `invoke` entry needs a key `id`"));
}

#[test]
fn an_entry_is_written_as_it_is_read() {
    for json in [
        r#"{"invoke":"f","id":"i","sleep":3.0}"#,
        r#"{"at":2.0,"wait":"i"}"#,
        r#"{"after":0.5,"wait_all":true}"#,
        r#"{"register":"g"}"#,
        r#"{"run":"w","id":"o"}"#,
        r#"{"turn_off_link":"l"}"#,
        r#"{"invoke":"f","id":"i","kind":"async"}"#,
    ] {
        assert_eq!(serde_json::to_string(&entry(json)).unwrap(), json);
    }
}
