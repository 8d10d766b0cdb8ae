//! Files that do not have their names yet, and folders that were made for them. None of them stays behind if a run fails,
//! or is ended by a signal.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile};

/// What temporary files are called, before some random letters.
const PREFIX: &str = ".coldstart-";

/// All that has been made, in this order. What has its name by now is no longer where it was, and is not found here.
static MADE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// While this is held, signals wait.
fn made() -> MutexGuard<'static, Vec<PathBuf>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file beside the one whose place it will take, with the access rights that it will have: those of the file that is
/// there, or those that the user's mask leaves to a new one.
pub(super) fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let former = fs::metadata(target).ok();
    let file = inside(folder_of(target), former.is_some())?;
    if let Some(former) = former {
        take_after(file.as_file(), &former)?;
    }
    Ok(file)
}

/// A file in a folder, perhaps for its owner alone.
pub(super) fn inside(folder: &Path, private: bool) -> io::Result<NamedTempFile> {
    signals::heed();
    Builder::new().prefix(PREFIX).make_in(folder, |path| {
        let mut made = made();
        let file = new_file(path, private)?;
        made.push(path.to_owned());
        Ok(file)
    })
}

#[cfg(unix)]
fn new_file(path: &Path, private: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mode = if private { 0o600 } else { 0o666 };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn new_file(path: &Path, _: bool) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Gives a file the owner and the access rights of another one.
#[cfg(unix)]
fn take_after(file: &File, former: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (former.uid(), former.gid()) {
        // Only root may give files away; for everybody else the file becomes their own.
        let _ = fchown(file, Some(former.uid()), Some(former.gid()));
    }
    let mode = former.permissions().mode() & 0o777;
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn take_after(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Gives complete files the names that they are for. A signal waits until all have theirs.
///
/// # Errors
///
/// Which one could not be given its name, and why; those before it have theirs, and the others are removed.
pub(super) fn take_names<'a>(
    complete: impl IntoIterator<Item = (NamedTempFile, &'a Path)>,
) -> Result<(), (usize, io::Error)> {
    let _signals_wait = made();
    for (index, (file, target)) in complete.into_iter().enumerate() {
        take_name(file, target).map_err(|cause| (index, cause))?;
    }
    Ok(())
}

fn take_name(file: NamedTempFile, target: &Path) -> io::Result<()> {
    match file.persist(target) {
        Ok(_) => Ok(()),
        // A file that is mounted by itself, as containers do, can be written to and not be replaced.
        Err(failed) if failed.error.kind() == io::ErrorKind::ResourceBusy => {
            fs::copy(failed.file.path(), target).map(drop)
        }
        Err(failed) => Err(failed.error),
    }
}

/// Folders that were made, and are removed unless they are kept.
#[derive(Default)]
pub(super) struct Folders(Vec<PathBuf>);

impl Folders {
    pub(super) fn make(&mut self, folder: &Path) -> io::Result<()> {
        let mut made = made();
        fs::create_dir(folder)?;
        made.push(folder.to_owned());
        self.0.push(folder.to_owned());
        Ok(())
    }

    pub(super) fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// Removes files, and folders that are empty, in the reverse order of their making.
fn remove(paths: &[PathBuf]) {
    for path in paths.iter().rev() {
        // What is not there any more needs no removal.
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir(path));
    }
}

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder.as_os_str() != OsStr::new("") => folder,
        _ => Path::new("."),
    }
}

/// A flag that is raised by the first signal that would end the process, of Ctrl-C or of a system for jobs; a second one ends it.
/// Without signals nobody raises it.
pub(super) fn stop_at_a_signal() -> &'static AtomicBool {
    signals::heed();
    signals::stop_first();
    &STOP
}

/// Raised by a signal, if it was asked for.
static STOP: AtomicBool = AtomicBool::new(false);

/// What ends a run from outside: everything unfinished is removed first.
#[cfg(unix)]
mod signals {
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Once, mpsc};
    use std::thread;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// Heeds signals from now on.
    pub(super) fn heed() {
        static FIRST: Once = Once::new();
        FIRST.call_once(|| {
            // Too large a file is an error of its writing, as a full disk is, and not the end of the process.
            let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
            let (ready, is_ready) = mpsc::channel();
            // Without the thread, signals do what they always do, and temporary files stay.
            let _ = thread::Builder::new().spawn(move || {
                let ignored = ignored();
                let heeded = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];
                let heeded = heeded.iter().filter(|one| ignored >> (*one - 1) & 1 == 0);
                let signals = Signals::new(heeded);
                drop(ready);
                if let Ok(signals) = signals {
                    wait(signals);
                }
            });
            let _: Result<(), _> = is_ready.recv();
        });
    }

    /// Whether the next signal raises the flag only.
    static RAISES: AtomicBool = AtomicBool::new(false);

    pub(super) fn stop_first() {
        RAISES.store(true, Ordering::Relaxed);
    }

    fn wait(mut signals: Signals) {
        for signal in signals.forever() {
            let stops = signal == SIGINT || signal == SIGTERM;
            if stops && RAISES.swap(false, Ordering::Relaxed) {
                super::STOP.store(true, Ordering::Relaxed);
                continue;
            }
            let made = super::made();
            super::remove(&made);
            // Ends the process as the signal would have.
            let _ = emulate_default_handler(signal);
        }
    }

    /// The signals that whoever started the process wants to be ignored, such as `nohup`: the bit of signal 1 comes first.
    fn ignored() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let bits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        bits.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok())
            .unwrap_or(0)
    }
}

#[cfg(not(unix))]
mod signals {
    /// Signals do what they always do.
    pub(super) fn heed() {}

    pub(super) fn stop_first() {}
}
