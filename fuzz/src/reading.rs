//! The child: changes inputs, and has the target read them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::asked::Asked;
use crate::found::{Found, Panics};
use crate::limits::Watchdog;
use crate::message;
use crate::mutation::Mutation;
use crate::target::{Outcome, Target};

/// How large the stack of the reader is, in bytes: that of the threads of a study.
const STACK: usize = 2 << 20;

/// How many inputs that said something new are changed in their turn.
const MOST_NEW: usize = 2_000;

/// Reads until its time is over.
pub(crate) struct Reading {
    target: Target,
    length: Duration,
    count: u64,
    seed: u64,
    only: Option<PathBuf>,
    input: File,
    limit: Duration,
    found: Found,
}

/// What there is to tell at the end.
#[derive(Default)]
struct Account {
    accepted: u64,
    refused: u64,
    kinds: BTreeSet<String>,
    wrong: u64,
}

impl Reading {
    /// Where in its folder the child keeps what it is at.
    pub(crate) const INPUT: &str = "input";

    /// A child that keeps in a folder what it is at.
    ///
    /// # Errors
    ///
    /// If nothing can be kept there.
    pub(crate) fn new(target: Target, asked: &Asked, folder: &Path) -> io::Result<Self> {
        Ok(Self {
            target,
            length: asked.length,
            count: asked.count,
            seed: asked.seed,
            only: asked.input.clone(),
            input: File::create(folder.join(Self::INPUT))?,
            limit: asked.limit,
            found: Found::new(target.name, &asked.found),
        })
    }

    /// Whether all is well.
    ///
    /// # Errors
    ///
    /// If the only input cannot be read.
    pub(crate) fn run(self) -> Result<bool, String> {
        let only = match &self.only {
            Some(path) => {
                let read = fs::read(path);
                Some(read.map_err(|error| format!("{}: {error}", path.display()))?)
            }
            None => None,
        };
        let reader = thread::Builder::new().stack_size(STACK);
        let reader = reader.spawn(move || match only {
            Some(input) => self.once(&input),
            None => self.all(),
        });
        let reader = reader.map_err(|error| error.to_string())?;
        reader
            .join()
            .map_err(|_| "the harness itself has panicked".to_owned())
    }

    /// Reads one input; a panic is printed as usual.
    fn once(&self, input: &[u8]) -> bool {
        let watchdog = Watchdog::new(self.limit);
        let begun = Instant::now();
        let read = catch_unwind(|| watchdog.watched(|| self.outcome(input)));
        if let Ok(outcome) = &read {
            println!("{outcome:?}, in {:?}", begun.elapsed());
        }
        read.is_ok()
    }

    fn outcome(&self, input: &[u8]) -> Outcome {
        let outcome = (self.target.read)(input);
        if let Outcome::Refused(text) = &outcome {
            message::check(text);
        }
        outcome
    }

    fn all(&self) -> bool {
        let seeds = (self.target.seeds)();
        let watchdog = Watchdog::new(self.limit);
        let panics = Panics::noted();
        let mut account = Account::default();
        let mut pool = seeds.clone();
        for seed in &seeds {
            self.read(seed, &watchdog, &panics, &mut account);
        }
        let accepted = account.accepted;
        let mutation = Mutation::new(self.seed, &seeds, self.target.words);
        let begun = Instant::now();
        for number in 0..self.count {
            if begun.elapsed() >= self.length {
                break;
            }
            let input = mutation.input(number, &pool);
            let is_new = self.read(&input, &watchdog, &panics, &mut account);
            if is_new && pool.len() < seeds.len() + MOST_NEW {
                pool.push(input);
            }
        }
        let Account {
            refused,
            kinds,
            wrong,
            ..
        } = account;
        println!(
            "{}: {} seeds ({accepted} accepted), {} inputs read: {} accepted, {refused} refused, {} kinds of answers, {wrong} wrong",
            self.target.name,
            seeds.len(),
            account.accepted + refused + wrong,
            account.accepted,
            kinds.len(),
        );
        wrong == 0 && accepted > 0
    }

    /// Keeps what the child is at, should it be ended with that.
    ///
    /// In the same file, which stays open: some file systems write a new one, or one that was emptied, to the disk at once.
    fn note(&self, input: &[u8]) -> io::Result<()> {
        let mut file = &self.input;
        file.rewind()?;
        file.write_all(input)?;
        file.set_len(input.len() as u64)
    }

    /// Reads an input. Whether the target says something new.
    fn read(
        &self,
        input: &[u8],
        watchdog: &Watchdog,
        panics: &Panics,
        account: &mut Account,
    ) -> bool {
        self.note(input).expect("the temporary folder has room");
        let read = watchdog.watched(|| catch_unwind(AssertUnwindSafe(|| self.outcome(input))));
        let new = panics.take();
        for panic in &new {
            println!("{}: {panic}\n{}", self.target.name, self.found.keep(input));
        }
        account.wrong += u64::from(!new.is_empty());
        let Ok(outcome) = read else {
            return false;
        };
        match outcome {
            Outcome::Accepted(_) => account.accepted += 1,
            Outcome::Refused(_) => account.refused += 1,
        }
        account.kinds.insert(outcome.kind())
    }
}
