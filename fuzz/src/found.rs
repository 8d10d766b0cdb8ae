//! Inputs that went wrong, kept so that they can be tried again.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A folder of such inputs.
#[derive(Clone)]
pub(crate) struct Found {
    target: &'static str,
    folder: PathBuf,
}

impl Found {
    pub(crate) fn new(target: &'static str, folder: &Path) -> Self {
        Self {
            target,
            folder: folder.to_owned(),
        }
    }

    /// Keeps an input, and says how to try it again.
    pub(crate) fn keep(&self, input: &[u8]) -> String {
        let mut hasher = DefaultHasher::new();
        input.hash(&mut hasher);
        let name = format!("{}-{:016x}", self.target, hasher.finish());
        let path = self.folder.join(name);
        let kept = fs::create_dir_all(&self.folder).and_then(|()| fs::write(&path, input));
        match kept {
            Ok(()) => {
                let program = std::env::args().next().unwrap_or_default();
                let path = path.display();
                format!("try it again with\n    {program} --input {path}")
            }
            Err(error) => format!("{} cannot be written: {error}", path.display()),
        }
    }
}

/// Panics of an input, of which each is told once, by its place.
#[derive(Clone, Default)]
pub(crate) struct Panics {
    new: Arc<Mutex<Vec<String>>>,
}

impl Panics {
    /// From now on all panics but those that are expected are noted, and none is printed.
    pub(crate) fn noted() -> Self {
        let panics = Self::default();
        let own = panics.clone();
        let known = Mutex::new(BTreeSet::new());
        std::panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
            if coldstart::kernel::guard::is_expected() {
                return;
            }
            let place = panic.location().map(ToString::to_string);
            let is_new = known.lock().is_ok_and(|mut known| known.insert(place));
            if let (true, Ok(mut new)) = (is_new, own.new.lock()) {
                new.push(panic.to_string());
            }
        }));
        panics
    }

    /// What has been noted since it was last asked.
    pub(crate) fn take(&self) -> Vec<String> {
        self.new
            .lock()
            .map(|mut new| std::mem::take(&mut *new))
            .unwrap_or_default()
    }
}
