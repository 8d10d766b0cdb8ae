//! Chromium without a window, driven by the DevTools protocol over a pair of pipes.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The names under which the browser is installed.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A laptop's screen, in pixels.
const SCREEN: (u32, u32) = (1366, 768);

/// Chromium with one page open.
pub(crate) struct Browser {
    process: Child,
    commands: ChildStdin,
    messages: BufReader<ChildStdout>,
    session: Option<String>,
    sent: u64,
    /// How many pages it has opened.
    pages: u32,
    /// How wide its window is \[px\].
    width: u32,
    /// Errors and warnings of the page's console, exceptions, and dialogs.
    complaints: Vec<String>,
    _profile: TempDir,
}

impl Browser {
    /// Starts the browser.
    ///
    /// # Panics
    ///
    /// If there is none: a test that was asked for must not pass without it.
    pub(crate) fn start() -> Self {
        let name = NAMES.into_iter().find(|name| is_installed(name));
        let name = name.unwrap_or_else(|| {
            panic!("no browser: install Debian's package `chromium`, or put one of {NAMES:?} in the PATH")
        });
        let profile = TempDir::new().expect("a temporary folder");
        // Chromium reads commands from descriptor 3 and writes messages to descriptor 4, which only a shell can set up.
        let mut process = Command::new("sh")
            .args(["-c", r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null"#, "sh"])
            .args([
                name,
                "--headless",
                "--remote-debugging-pipe",
                "--no-sandbox",
            ])
            .args(["--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        let commands = process.stdin.take().expect("a pipe");
        let messages = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut browser = Self {
            process,
            commands,
            messages,
            session: None,
            sent: 0,
            pages: 0,
            width: SCREEN.0,
            complaints: Vec::new(),
            _profile: profile,
        };
        browser.open_page();
        browser
    }

    fn open_page(&mut self) {
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = self.call(
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        );
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        self.screen(SCREEN.1);
    }

    /// Makes the window as wide as a laptop's, and so high.
    pub(crate) fn screen(&mut self, height: u32) {
        self.window(SCREEN.0, height);
    }

    /// Makes the window so wide and so high; a narrow one is that of a telephone.
    pub(crate) fn window(&mut self, width: u32, height: u32) {
        let mobile = width < 700;
        self.width = width;
        self.call(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile }),
        );
        self.frames();
    }

    /// Waits for two frames: what follows the size of the window has done so.
    pub(crate) fn frames(&mut self) {
        self.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
    }

    /// The page as it is printed: of its medium, and told of the print.
    pub(crate) fn print(&mut self, is_printed: bool) {
        let (medium, event) = if is_printed {
            ("print", "beforeprint")
        } else {
            ("", "afterprint")
        };
        self.call("Emulation.setEmulatedMedia", json!({ "media": medium }));
        self.value(&format!("window.dispatchEvent(new Event('{event}'))"));
        self.frames();
    }

    /// Writes the page as a PDF; returns how many sheets it has.
    pub(crate) fn pdf(&mut self, file: &Path) -> usize {
        let printed = self.call(
            "Page.printToPDF",
            json!({ "printBackground": true, "preferCSSPageSize": true }),
        );
        let data = printed["data"].as_str().expect("a document");
        let data = BASE64_STANDARD.decode(data).expect("a document in base 64");
        std::fs::write(file, &data).expect("the document is written");
        let sheets = data.windows(11).filter(|part| *part == b"/Type /Page");
        sheets.count()
    }

    /// Opens a file and waits until its scripts have run.
    pub(crate) fn open(&mut self, file: &Path) {
        self.open_at(file, "");
    }

    /// Opens a file at a fragment, anew.
    pub(crate) fn open_at(&mut self, file: &Path, fragment: &str) {
        // With a query it is another page than the one that may be open.
        self.pages += 1;
        let url = format!("file://{}?{}{fragment}", file.display(), self.pages);
        self.call("Page.navigate", json!({ "url": url }));
        while self.message()["method"] != "Page.loadEventFired" {}
    }

    /// Has the reader prefer `light` or `dark`.
    pub(crate) fn prefer(&mut self, scheme: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": [feature] }),
        );
    }

    /// The value of an expression in the page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let answer = self.call(
            "Runtime.evaluate",
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true }),
        );
        assert!(
            answer.get("exceptionDetails").is_none(),
            "`{expression}`: {answer}"
        );
        answer["result"]["value"].clone()
    }

    /// A number that an expression in the page has.
    pub(crate) fn number(&mut self, expression: &str) -> f64 {
        let value = self.value(expression);
        value
            .as_f64()
            .unwrap_or_else(|| panic!("`{expression}` is {value}, not a number"))
    }

    /// An event of the mouse: `mouseMoved`, `mousePressed`, `mouseReleased` or, with a distance, `mouseWheel`, which comes with
    /// the key Ctrl.
    pub(crate) fn mouse(&mut self, event: &str, x: f64, y: f64, wheel: f64) {
        let button = if event == "mouseWheel" || event == "mouseMoved" {
            "none"
        } else {
            "left"
        };
        let keys = if wheel == 0.0 { 0 } else { 2 };
        self.call(
            "Input.dispatchMouseEvent",
            json!({ "type": event, "x": x, "y": y, "button": button, "clickCount": 1, "deltaX": 0, "deltaY": wheel, "modifiers": keys }),
        );
    }

    /// A key that is pressed and released.
    pub(crate) fn key(&mut self, key: &str) {
        for event in ["keyDown", "keyUp"] {
            self.call(
                "Input.dispatchKeyEvent",
                json!({ "type": event, "key": key }),
            );
        }
    }

    /// Writes a picture of the whole page.
    pub(crate) fn picture(&mut self, file: &Path) {
        let width = self.width;
        let height = self.number("document.documentElement.scrollHeight");
        self.window(width, height as u32);
        let picture = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let data = picture["data"].as_str().expect("a picture");
        let data = BASE64_STANDARD.decode(data).expect("a picture in base 64");
        std::fs::write(file, data).expect("the picture is written");
        self.window(width, SCREEN.1);
    }

    /// What the page complained of, from its beginning on.
    pub(crate) fn complaints(&mut self) -> &[String] {
        // An answer to this comes after all that was said before.
        self.value("0");
        &self.complaints
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let mut command = json!({ "id": self.sent, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        let mut text = command.to_string().into_bytes();
        text.push(0);
        self.commands
            .write_all(&text)
            .expect("the browser takes a command");
        loop {
            let mut message = self.message();
            if message["id"] == self.sent {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].take();
            }
        }
    }

    fn message(&mut self) -> Value {
        let mut text = Vec::new();
        self.messages
            .read_until(0, &mut text)
            .expect("the browser says something");
        assert_eq!(text.pop(), Some(0), "the browser has ended");
        let message: Value = serde_json::from_slice(&text).expect("messages are JSON");
        let parameters = &message["params"];
        let is_complaint = match message["method"].as_str() {
            Some("Runtime.exceptionThrown" | "Page.javascriptDialogOpening") => true,
            Some("Runtime.consoleAPICalled") => {
                parameters["type"] == "error" || parameters["type"] == "warning"
            }
            Some("Log.entryAdded") => {
                let level = &parameters["entry"]["level"];
                level == "error" || level == "warning"
            }
            _ => false,
        };
        if is_complaint {
            self.complaints.push(parameters.to_string());
        }
        message
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The browser may have ended by itself; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_installed(name: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(name).is_file())
}
