//! How the page fits: narrow windows, paper, names of any script; and what assistive technology meets.

use coldstart::prelude::*;
use coldstart::results::{Recording, Report};
use serde_json::Value;

use crate::devtools::Browser;
use crate::shop::Shop;
use crate::{HOSTILE, assert_no_complaints, folder, open, pictures, providers, run, text};

/// The variable with the path of `axe.min.js`.
const AXE: &str = "AXE_CORE";

fn shop() -> Report {
    let shop = Shop {
        stock_each: 4,
        invoice_each: 5,
        ..Default::default()
    };
    run(&shop, Recording::Full)
}

/// A shop in which all has names of other scripts, with marks that control terminals and turn texts around.
fn named_shop() -> Report {
    let mut report = shop();
    let arabic = "دالة\u{202e} معالجة الصور الطويلة جدا للمستخدمين الجدد في المتجر الكبير";
    let chinese = "处理图像的函数处理图像的函数处理图像的函数处理图像的函数";
    let hebrew = "שרת 12 <b>";
    for row in &mut report.invocations {
        row.function = if &*row.function == "stock" {
            chinese.into()
        } else {
            arabic.into()
        };
        if row.node.as_deref() == Some("worker[0]") {
            row.node = Some(hebrew.into());
        }
        row.failure_cause = row
            .failure_cause
            .take()
            .map(|_| format!("\u{1b}[31m\u{7} {arabic} {HOSTILE}"));
    }
    for function in &mut report.functions {
        function.function = if &*function.function == "stock" {
            chinese.into()
        } else {
            arabic.into()
        };
    }
    for node in &mut report.nodes {
        if &*node.node == "worker[0]" {
            node.node = hebrew.into();
        }
    }
    for node in &mut report.timeline.nodes {
        if &*node.node == "worker[0]" {
            node.node = hebrew.into();
        }
    }
    let cause = format!("\u{1b}[31m\u{7} {arabic} {HOSTILE}");
    report.summary.failures = [(cause, 8)].into_iter().collect();
    report.simulation = arabic.repeat(3);
    report
}

/// What axe-core finds on the page that is open.
pub(crate) fn findings(browser: &mut Browser) -> Vec<String> {
    let path = std::env::var(AXE).unwrap_or_else(|_| {
        panic!("{AXE} must be the path of axe.min.js: it is in the npm package `axe-core`, and in the Python package `axe-playwright-python`")
    });
    let script =
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{AXE}: {path}: {error}"));
    browser.value(&format!("(() => {{ {script} }})(); 0"));
    let found = browser.value("axe.run(document).then((found) => found.violations)");
    let found = found.as_array().expect("a list");
    let told = |one: &Value| format!("{}: {}: {}", one["id"], one["help"], one["nodes"]);
    found.iter().map(told).collect()
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn axe_core_finds_nothing() {
    let pages = [
        ("axe-shop", shop()),
        ("axe-names", named_shop()),
        ("axe-many", providers(20_000, Recording::Full)),
        ("axe-summary", providers(2_000, Recording::Summary)),
    ];
    for (name, report) in pages {
        let mut browser = open(name, &report);
        if browser.value("data.activity.kind") == "lanes" {
            browser.value("document.querySelector('#activity-chart .pane canvas').focus()");
            browser.key("Home");
            browser.key("Enter");
        }
        for theme in ["light", "dark"] {
            browser.prefer(theme);
            browser.frames();
            assert_eq!(
                browser.value("document.documentElement.dataset.theme"),
                theme
            );
            for width in [1366, 360] {
                browser.window(width, 768);
                let found = findings(&mut browser);
                assert!(found.is_empty(), "{name}, {theme}, {width}: {found:#?}");
            }
        }
    }
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn a_telephone_does_not_scroll_sideways() {
    let pages = [
        ("phone-shop", shop()),
        ("phone-names", named_shop()),
        ("phone-many", providers(20_000, Recording::Full)),
    ];
    for (name, report) in pages {
        let mut browser = open(name, &report);
        browser.window(360, 640);
        let wide = browser.number("document.documentElement.scrollWidth");
        assert!(wide <= 360.0, "{name}: {wide}");
        let beyond = browser.value(
            "[...document.querySelectorAll('body *')].filter((one) => !one.closest('h1, .scroll, .skip, .spoken, #tooltip, .u-legend') && one.getBoundingClientRect().right > 361)\
             .map((one) => one.outerHTML.slice(0, 200))",
        );
        assert_eq!(beyond, serde_json::json!([]), "{name}");
        browser.picture(&folder().join(format!("{name}-light.png")));
        browser.value("document.getElementById('theme').click()");
        browser.picture(&folder().join(format!("{name}-dark.png")));
        assert_no_complaints(&mut browser);
    }
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn names_of_any_script_keep_to_their_place() {
    let report = named_shop();
    let mut browser = open("names", &report);
    // Each name is isolated, in the direction of its own script.
    let cells = "[...document.querySelectorAll('#functions-table td.text')]";
    let isolated = browser.value(&format!("{cells}.every((cell) => cell.dir === 'auto')"));
    assert_eq!(isolated, true);
    let cause = text(&mut browser, "#failures-table td.text");
    assert!(
        cause.starts_with("\\u{1b}[31m\\u{7} "),
        "control characters are seen: {cause:?}"
    );
    let cut = browser.value(
        "(() => { const cell = document.querySelector('#functions-table td.text'); const style = getComputedStyle(cell); \
         return style.textOverflow === 'ellipsis' && cell.title.length > 20 && cell.offsetWidth < 400; })()",
    );
    assert_eq!(cut, true);
    pictures(&mut browser, "names");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn paper_is_light_and_has_all_of_it() {
    let shop = Shop {
        nodes: 60,
        orders: 240,
        pause: SimDuration::from_millis(10),
        length: SimDuration::from_secs(60),
        ..Default::default()
    };
    let report = run(&shop, Recording::Full);
    let mut browser = open("print", &report);
    browser.prefer("dark");
    browser.frames();
    let rows = "Math.round(Number(document.querySelector('#activity-chart .pane').scrollHeight))";
    let rows = browser.number(rows);
    browser.print(true);
    assert_eq!(
        browser.value("document.documentElement.dataset.theme"),
        "light"
    );
    let sheets = browser.number("[...document.querySelectorAll('.sheet')].reduce((sum, sheet) => sum + sheet.offsetHeight, 0)");
    assert!(sheets >= rows - 4.0, "{sheets} of {rows} pixels of rows");
    for control in ["button", "select", "input", ".hint", "nav"] {
        let shown = format!(
            "[...document.querySelectorAll('{control}')].filter((one) => one.offsetParent !== null && !one.closest('th')).length"
        );
        assert_eq!(browser.number(&shown), 0.0, "{control}");
    }
    let cut = browser.value(
        "[...document.querySelectorAll('.scroll, .pane')].filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)\
         .map((one) => `${one.getAttribute('aria-label')} ${one.scrollWidth} ${one.clientWidth}`)",
    );
    assert_eq!(cut, serde_json::json!([]));
    browser.print(false);
    assert_eq!(
        browser.value("document.querySelectorAll('.sheet').length"),
        0
    );
    assert_no_complaints(&mut browser);
    let pages = browser.pdf(&folder().join("print.pdf"));
    assert!(pages >= 2, "{pages} sheets");
}

/// A page fits a telephone, and axe-core finds nothing in it, light or dark, wide or narrow.
pub(crate) fn assert_fits_and_is_accessible(browser: &mut Browser, name: &str) {
    browser.window(360, 640);
    let wide = browser.number("document.documentElement.scrollWidth");
    assert!(wide <= 360.0, "{wide}");
    browser.picture(&folder().join(format!("{name}-light.png")));
    for theme in ["light", "dark"] {
        browser.prefer(theme);
        browser.frames();
        for width in [1366, 360] {
            browser.window(width, 768);
            let found = findings(browser);
            assert!(found.is_empty(), "{theme}, {width}: {found:#?}");
        }
    }
}
