//! The Gantt chart: what is drawn of many nodes, search and filter, the keyboard, the pinned invocation.

use coldstart::prelude::*;
use coldstart::results::{Recording, Report};

use crate::devtools::Browser;
use crate::shop::Shop;
use crate::{assert_no_complaints, open, pictures, point, run, text};

/// A shop whose orders look into the stock and are refused an invoice now and then.
fn busy_shop() -> Report {
    let shop = Shop {
        stock_each: 4,
        invoice_each: 5,
        ..Default::default()
    };
    run(&shop, Recording::Full)
}

fn rows(report: &Report, wanted: impl Fn(&coldstart::results::InvocationRow) -> bool) -> usize {
    report.invocations.iter().filter(|row| wanted(row)).count()
}

/// Chooses an option of a list of the chart's filters, by its text.
fn choose(browser: &mut Browser, label: &str, option: &str) {
    browser.value(&format!(
        "(() => {{ const list = document.querySelector('#activity-filters select[aria-label=\"{label}\"]'); \
         list.value = [...list.options].find((one) => one.text === '{option}').value; \
         list.dispatchEvent(new Event('change')); }})()"
    ));
}

fn search(browser: &mut Browser, wanted: &str) {
    browser.value(&format!(
        "(() => {{ const field = document.querySelector('#activity-filters input'); field.value = '{wanted}'; \
         field.dispatchEvent(new Event('input')); }})()"
    ));
}

fn matching(browser: &mut Browser) -> String {
    text(browser, "#activity-filters output")
}

fn focus(browser: &mut Browser) {
    browser.value("document.querySelector('#activity-chart .pane canvas').focus()");
}

/// The number of the invocation that the page says the keyboard is at.
fn current(browser: &mut Browser) -> u64 {
    let spoken = text(browser, "#activity-chart .spoken");
    let number = spoken.strip_prefix("Invocation ").expect("an invocation");
    let (number, _) = number.split_once(':').expect("its details");
    number.parse().expect("a number")
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn the_canvas_of_five_hundred_nodes_is_as_high_as_its_box() {
    let shop = Shop {
        nodes: 500,
        orders: 2_000,
        pause: SimDuration::from_millis(10),
        length: SimDuration::from_secs(60),
        ..Default::default()
    };
    let report = run(&shop, Recording::Full);
    let mut browser = open("nodes-500", &report);
    let nodes = browser.number("data.activity.nodes.length");
    assert_eq!(nodes, 500.0, "orders keep all nodes busy");
    let highest = "Math.max(...[...document.querySelectorAll('canvas')].map((canvas) => canvas.getBoundingClientRect().height))";
    let (highest, window) = (browser.number(highest), browser.number("innerHeight"));
    assert!(highest <= window, "{highest} of {window} pixels");
    let notes = text(&mut browser, "#notes");
    assert!(
        notes.contains("Of 501 nodes, 500 belong to services with so many"),
        "{notes}"
    );
    let pane = "document.querySelector('#activity-chart .pane')";
    let all = browser.number(&format!("{pane}.scrollHeight"));
    assert!(all > 500.0 * 14.0, "{all} pixels for 500 nodes");
    // At the end of the box are the invocations of the last node.
    browser.value(&format!("{pane}.scrollTop = {pane}.scrollHeight"));
    browser.frames();
    let height = browser.number(&format!("{pane}.clientHeight"));
    let (x, y) = point(&mut browser, 0.7, height - 12.0);
    browser.mouse("mouseMoved", x, y, 0.0);
    let shown = text(&mut browser, "#tooltip");
    let mut busy = report.nodes.iter().rev();
    let last = &busy.find(|node| node.invocations > 0).expect("nodes").node;
    assert!(shown.contains(&**last), "{shown}");
    pictures(&mut browser, "nodes-500");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn search_and_filters_leave_what_was_asked_for() {
    let report = busy_shop();
    let mut browser = open("filters", &report);
    let all = report.invocations.len();
    assert_eq!(matching(&mut browser), format!("{all} invocations"));
    let assert_shown = |browser: &mut Browser, count: usize| {
        assert!(count > 0 && count < all);
        assert_eq!(matching(browser), format!("{count} of {all} invocations"));
    };
    choose(&mut browser, "Function", "stock");
    assert_shown(&mut browser, rows(&report, |row| &*row.function == "stock"));
    choose(&mut browser, "Start", "cold");
    let cold_stock = rows(&report, |row| {
        &*row.function == "stock" && row.cold_cause.is_some()
    });
    assert_shown(&mut browser, cold_stock);
    choose(&mut browser, "Function", "all functions");
    choose(&mut browser, "Start", "cold and hot");
    choose(&mut browser, "Outcome", "refused");
    assert_shown(&mut browser, rows(&report, |row| row.refused));
    choose(&mut browser, "Outcome", "all outcomes");
    let node = report.nodes[1].node.clone();
    choose(&mut browser, "Node", &node);
    let there = rows(&report, |row| row.node.as_ref() == Some(&node));
    assert_shown(&mut browser, there);
    choose(&mut browser, "Node", "all nodes");
    search(&mut browser, "INVOICE");
    assert_shown(
        &mut browser,
        rows(&report, |row| &*row.function == "invoice"),
    );
    search(&mut browser, "#7");
    assert_shown(&mut browser, 1);
    search(&mut browser, "nobody is called so");
    assert_eq!(matching(&mut browser), format!("0 of {all} invocations"));
    search(&mut browser, "");
    assert_eq!(matching(&mut browser), format!("{all} invocations"));
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn the_keyboard_walks_pins_and_lets_go() {
    let report = busy_shop();
    let mut browser = open("keyboard", &report);
    focus(&mut browser);
    browser.key("Home");
    assert_eq!(current(&mut browser), 0);
    browser.key("End");
    let last = report.invocations.last().expect("invocations").id;
    assert_eq!(current(&mut browser), last);
    browser.key("Home");
    browser.key("ArrowRight");
    let next = current(&mut browser);
    let row = |id: u64| &report.invocations[id as usize];
    assert_ne!(next, 0);
    // The next of the same lane: of the same container, and later.
    assert_eq!(row(next).container, row(0).container);
    assert!(row(next).dispatch > row(0).dispatch);
    browser.key("ArrowLeft");
    assert_eq!(current(&mut browser), 0);
    browser.key("ArrowDown");
    assert_ne!(current(&mut browser), 0);
    browser.key("ArrowUp");
    browser.key("Home");
    // Right, again and again, comes to all that were dispatched.
    let walked: std::collections::BTreeSet<u64> = (0..report.invocations.len())
        .map(|_| {
            let at = current(&mut browser);
            browser.key("ArrowRight");
            at
        })
        .collect();
    let dispatched = rows(&report, |row| row.dispatch.is_some());
    assert_eq!(walked.len(), dispatched);
    let outlined = browser.value("document.activeElement.matches(':focus-visible') && getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outlined, "solid", "the focus is visible");
    let at = current(&mut browser);
    browser.key("Enter");
    let pinned = text(&mut browser, "#activity-pinned h3");
    assert_eq!(pinned, format!("Invocation {at}, pinned"));
    browser.key("Escape");
    assert_eq!(
        browser.value("document.getElementById('activity-pinned').hidden"),
        true
    );
    assert_no_complaints(&mut browser);
}

/// How many arrows between lanes are drawn: each has a line and what sets it off from what is below.
fn arrows(browser: &mut Browser) -> f64 {
    browser.number(
        "(() => { let curves = 0; const curve = CanvasRenderingContext2D.prototype.bezierCurveTo; \
         CanvasRenderingContext2D.prototype.bezierCurveTo = function () { curves += 1; return curve.apply(this, arguments); }; \
         timeRange.reset(); CanvasRenderingContext2D.prototype.bezierCurveTo = curve; return curves / 2; })()",
    )
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn a_pinned_invocation_names_its_caller_and_leads_to_it() {
    let report = busy_shop();
    let mut browser = open("callers", &report);
    let mut called = report.invocations.iter();
    let called = called
        .find(|row| &*row.function == "stock")
        .expect("a call");
    let caller = called.caller.strip_prefix("order#").expect("an order");
    search(&mut browser, &format!("#{}", called.id));
    focus(&mut browser);
    browser.key("Home");
    browser.key("Enter");
    search(&mut browser, "");
    let shown = text(&mut browser, "#activity-pinned");
    assert!(shown.contains(&format!("callerorder#{caller}")), "{shown}");
    assert_eq!(arrows(&mut browser), 1.0);
    browser.picture(&crate::folder().join("callers-light.png"));
    browser.value("document.querySelector('#activity-pinned [title=\"Pin the invocation that called it\"]').click()");
    let pinned = text(&mut browser, "#activity-pinned h3");
    assert_eq!(pinned, format!("Invocation {caller}, pinned"));
    // And back again.
    browser.value("document.querySelector('#activity-pinned [title=\"Pin the first invocation that it called\"]').click()");
    let pinned = text(&mut browser, "#activity-pinned h3");
    assert_eq!(pinned, format!("Invocation {}, pinned", called.id));
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn a_refused_invocation_is_a_tick_that_can_be_pinned() {
    let report = busy_shop();
    let mut browser = open("refused", &report);
    let legend = text(&mut browser, "#activity-legend");
    assert!(legend.contains("refused"), "{legend}");
    let refused = report.invocations.iter().find(|row| row.refused);
    let refused = refused.expect("a refused invocation");
    let end = browser.number("data.end");
    let left = browser
        .number("document.querySelector('#activity-chart .pane').clientWidth < 560 ? 96 : 136");
    let width = browser.number("document.querySelector('#activity-chart .pane').clientWidth");
    let across = left + (width - left) * refused.requested.as_secs_f64() / end;
    // Below the count of those that wait.
    let (x, y) = point(&mut browser, across / width, 53.0);
    for event in ["mouseMoved", "mousePressed", "mouseReleased"] {
        browser.mouse(event, x, y, 0.0);
    }
    let pinned = text(&mut browser, "#activity-pinned");
    assert!(
        pinned.contains(&format!("Invocation {}, pinned", refused.id)),
        "{pinned}"
    );
    assert!(pinned.contains("refused: "), "{pinned}");
    pictures(&mut browser, "refused");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn what_a_sample_did_not_record_is_not_shown_as_idle() {
    let recording = Recording::sampled(4).expect("not zero");
    let shop = Shop {
        orders: 400,
        ..Default::default()
    };
    let report = run(&shop, recording);
    let mut browser = open("sampled", &report);
    let legend = text(&mut browser, "#activity-legend");
    assert!(legend.contains("not recorded: busy or idle"), "{legend}");
    assert!(!legend.contains("idle container"), "{legend}");
    let drawn = crate::charts::drawn(&mut browser, "");
    let says = |label: &str| drawn.iter().any(|text| text.text == label);
    assert!(says("of those recorded"), "{drawn:?}");
    pictures(&mut browser, "sampled");
    assert_no_complaints(&mut browser);
}
