//! The playground, as a reader meets it: opened from a file in a browser without a window. `playground/build.sh` builds it.

#[path = "../browser/devtools.rs"]
#[allow(dead_code, reason = "the pages of reports need more of it")]
mod devtools;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use devtools::Browser;
use serde_json::{Value, json};

/// Where Axe is that checks for accessibility; without it nothing is checked.
const AXE: &str = "AXE_CORE";

/// The page.
///
/// # Panics
///
/// If it has not been built: a test that was asked for must not pass without it.
fn page() -> PathBuf {
    let page = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../playground/index.html");
    page.canonicalize()
        .unwrap_or_else(|_| panic!("no playground: build it with `playground/build.sh`, which needs a compiler for WebAssembly"))
}

fn open() -> Browser {
    let mut browser = Browser::start();
    browser.prefer("light");
    browser.open(&page());
    browser.value("begun");
    browser
}

#[track_caller]
fn assert_no_complaints(browser: &mut Browser) {
    let complaints = browser.complaints();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

fn text(browser: &mut Browser, expression: &str) -> String {
    let value = browser.value(expression);
    let text = value.as_str();
    text.unwrap_or_else(|| panic!("`{expression}` is {value}, not a text"))
        .to_owned()
}

/// Runs what is in the editor; what the page says of it.
fn run(browser: &mut Browser) -> String {
    text(browser, "run().then(() => element('state').textContent)")
}

/// Writes a text into the editor, with a caret where it has a `|`.
fn write(browser: &mut Browser, written: &str, format: &str) {
    let (before, after) = written.split_once('|').unwrap_or((written, ""));
    let written = json!({ "text": format!("{before}{after}"), "format": format });
    let caret = before.encode_utf16().count();
    browser.value(&format!(
        "show({written}); text.focus(); text.setSelectionRange({caret}, {caret})"
    ));
}

/// Runs a file of a folder with the command.
fn command(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the command runs")
}

#[test]
#[ignore = "needs a browser and the playground: playground/test.sh"]
fn results_of_all_examples_are_those_of_the_command_to_the_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("playground/examples");
    let mut browser = open();
    let count = browser.number("examples.length") as usize;
    assert_eq!(count, fs::read_dir(&folder).expect("the examples").count());
    for index in 0..count {
        browser.value(&format!(
            "element('example').selectedIndex = {index}; element('example').dispatchEvent(new Event('change'))"
        ));
        let name = text(&mut browser, "element('example').value");
        let state = run(&mut browser);
        assert!(
            state.starts_with("Run in"),
            "{name}: {state} {}",
            text(&mut browser, "element('message').textContent")
        );
        let native = command(&folder, &["run", &name, "--quiet", "--json", "-"]);
        assert!(native.status.success(), "{name}");
        let expected = String::from_utf8(native.stdout).expect("a text");
        let result: Value = serde_json::from_str(&expected).expect("it is JSON");
        assert!(
            result["report"]["summary"]["invocations"].as_u64() >= Some(2),
            "{name}"
        );
        // Compared at once: a difference of megabytes helps nobody.
        assert!(
            text(&mut browser, "stored.text()") == expected,
            "{name}: the result is another"
        );
        assert_eq!(
            browser.value("element('download').download"),
            format!("{}.result.json", name.rsplit_once('.').expect("a name").0)
        );
        assert_eq!(
            browser.value("element('page').srcdoc.includes('<title>coldstart report</title>')"),
            true
        );
        assert_eq!(
            browser.value(
                "element('page').hidden || element('download').hidden || !element('message').hidden"
            ),
            false
        );
    }
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs a browser and the playground: playground/test.sh"]
fn mistakes_are_told_as_the_command_tells_them_and_marked() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut browser = open();
    let photos = text(&mut browser, "text.value");
    browser.value("name = 'mine'");
    for (right, wrong, marked) in [
        ("cores = 10", "kores = 10", Some("kores")),
        ("\"1min\"", "\"1 minute\"", Some("\"")),
        ("[service]", "[service", Some(" ")),
        ("dst = \"worker\"", "dst = \"wörker\"", None),
        ("links = [\"lan\"]", "links = []", None),
    ] {
        assert!(photos.contains(right), "{right}");
        let text_of = photos.replacen(right, wrong, 1);
        fs::write(folder.path().join("mine.toml"), &text_of).expect("it is written");
        let native = command(folder.path(), &["run", "mine.toml", "--quiet"]);
        assert_eq!(native.status.code(), Some(2), "{wrong}");
        let told = String::from_utf8(native.stderr).expect("a text");
        write(&mut browser, &text_of, "toml");
        assert_eq!(run(&mut browser), "Not run.", "{wrong}");
        let message = text(&mut browser, "element('message').textContent");
        assert_eq!(told.trim_end(), format!("error: {message}"));
        let is_marked = browser
            .value("text.getAttribute('aria-invalid') === 'true' && !element('place').hidden");
        assert_eq!(is_marked, marked.is_some(), "{wrong}");
        if let Some(marked) = marked {
            assert_eq!(
                text(
                    &mut browser,
                    "document.querySelector('#marks mark').textContent"
                ),
                marked
            );
            browser.value("element('place').click()");
            let selected = "text.value.slice(text.selectionStart, text.selectionEnd)";
            assert_eq!(text(&mut browser, selected), marked.trim());
        }
    }
    let traced = format!("{photos}\n[[traces]]\nname = \"day\"\npath = \"day\"\n");
    write(&mut browser, &traced, "toml");
    assert_eq!(run(&mut browser), "Not run.");
    let message = text(&mut browser, "element('message').textContent");
    assert!(message.contains("cannot read files"), "{message}");
    // What was wrong is forgotten when it is mended.
    write(&mut browser, &photos, "toml");
    assert!(run(&mut browser).starts_with("Run in"));
    assert_eq!(
        browser.value("element('message').hidden && !text.hasAttribute('aria-invalid')"),
        true
    );
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs a browser and the playground: playground/test.sh"]
fn keys_and_choices_are_completed() {
    let mut browser = open();
    for (written, format, offered, others) in [
        ("contr|", "toml", &["controller_host"][..], &["cores"][..]),
        ("[serv|", "toml", &["service"], &["name"]),
        (
            "[service]\n|",
            "toml",
            &["head_host", "compute_hosts", "scheduler"],
            &["functions"],
        ),
        (
            "[service]\nscheduler = \"|",
            "toml",
            &["fcfs", "least_loaded"],
            &["LRU"],
        ),
        (
            "[service]\nscheduler = { kind = \"random\", |",
            "toml",
            &["seed"],
            &["bound", "kind"],
        ),
        (
            "[platform]\nhosts = [\n { name = \"a\", |",
            "toml",
            &["speed", "cores", "disk"],
            &["name"],
        ),
        (
            "[platform]\nhosts = [{ disk = { | } }]",
            "toml",
            &["size", "read_bw"],
            &["cores"],
        ),
        (
            "[[functions]]\nbody = [{ op = \"|",
            "toml",
            &["sleep", "compute", "allocate"],
            &[],
        ),
        (
            "[[functions]]\nbody = [{ op = \"sleep\", |",
            "toml",
            &["seconds"],
            &["flops"],
        ),
        ("allow_refusal = |", "toml", &["true", "false"], &[]),
        ("network_model = |", "toml", &["reference", "ideal"], &[]),
        (
            "{ \"|",
            "json",
            &["controller_host", "platform"],
            &["cores"],
        ),
        (
            "{ \"service\": { \"tariff\": \"|",
            "json",
            &["aws_lambda"],
            &["USD"],
        ),
        (
            "{ \"timeline\": [{ \"invoke\": \"f\", |",
            "json",
            &["id", "sleep"],
            &["register"],
        ),
        ("# comment |", "toml", &[], &["name"]),
    ] {
        write(&mut browser, written, format);
        browser.value(&format!("completion.show('{format}', true)"));
        let labels = browser.value("completion.labels");
        let labels: Vec<&str> = labels
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for label in offered {
            assert!(
                labels.contains(label),
                "`{written}`: no {label} in {labels:?}"
            );
        }
        for label in others {
            assert!(!labels.contains(label), "`{written}`: {label}");
        }
    }
    // Written by hand: a key, and its choice.
    write(&mut browser, "netw|", "toml");
    browser.value("text.dispatchEvent(new Event('input'))");
    assert_eq!(browser.value("completion.labels"), json!(["network_model"]));
    let about = text(&mut browser, "element('about').textContent");
    assert!(about.starts_with("How bytes move over links."), "{about}");
    browser.key("Enter");
    assert_eq!(text(&mut browser, "text.value"), "network_model = ");
    browser.value("completion.show('toml', true)");
    browser.key("ArrowDown");
    assert_eq!(
        browser.value("text.getAttribute('aria-activedescendant')"),
        "choice-1"
    );
    browser.key("Enter");
    assert_eq!(
        text(&mut browser, "text.value"),
        "network_model = \"ideal\""
    );
    write(&mut browser, "netw|", "toml");
    browser.value("text.dispatchEvent(new Event('input'))");
    browser.key("Escape");
    assert_eq!(browser.value("completion.labels"), json!([]));
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs a browser and the playground: playground/test.sh"]
fn an_address_holds_a_scenario() {
    let mut browser = open();
    let written = "{\n  \"name\": \"größer & <b>✓</b>\"\n}";
    write(&mut browser, written, "json");
    browser.value("element('share').click()");
    let hash = text(
        &mut browser,
        "new Promise((done) => { const look = () => location.hash ? done(location.hash) : setTimeout(look, 20); look(); })",
    );
    assert!(hash.starts_with("#json="), "{hash}");
    browser.open_at(&page(), &hash);
    browser.value("begun");
    assert_eq!(text(&mut browser, "text.value"), written);
    assert_eq!(browser.value("element('format').value"), "json");
    browser.open_at(&page(), &hash[..hash.len() - 9]);
    browser.value("begun");
    let message = text(&mut browser, "element('message').textContent");
    assert!(message.contains("cannot be read"), "{message}");
    assert!(text(&mut browser, "text.value").contains("resize"));
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs a browser and the playground: playground/test.sh"]
fn a_run_can_be_stopped_and_another_one_started() {
    let mut browser = open();
    let photos = text(&mut browser, "text.value");
    let endless = format!(
        "{photos}\n[[workloads]]\nname = \"many\"\nfunction = \"resize\"\narrivals = \"Regular::every(100s)\"\nuntil = \"10000d\"\n"
    );
    write(&mut browser, &endless, "toml");
    let state = text(
        &mut browser,
        "(() => { const over = run(); setTimeout(() => element('stop').click(), 300); return over; })().then(() => element('state').textContent)",
    );
    assert!(state.starts_with("Stopped after"), "{state}");
    write(&mut browser, &photos, "toml");
    assert!(run(&mut browser).starts_with("Run in"));
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs a browser and the playground: playground/test.sh"]
fn nothing_keeps_anybody_out() {
    let Some(axe) = std::env::var_os(AXE) else {
        println!("not checked: set {AXE} to the path of axe.min.js");
        return;
    };
    let axe = fs::read_to_string(axe).expect("Axe");
    let mut browser = open();
    browser.value(&format!("{axe}; 0"));
    for step in [
        "choose(examples[0])",
        "run()",
        "element('theme').click()",
        "(text.focus(), text.setSelectionRange(0, 0), completion.show('toml', true))",
        "(show({ text: 'kores = 1', format: 'toml' }), run())",
    ] {
        browser.value(&format!("Promise.resolve({step}).then(() => 0)"));
        // What is in the frame has tests of its own.
        let found = browser.value("axe.run({ exclude: ['#page'] }, { iframes: false }).then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`))");
        assert_eq!(found, json!([]), "after {step}");
    }
}
