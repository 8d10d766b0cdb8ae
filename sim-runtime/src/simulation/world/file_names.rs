//! Names of files: those that nobody can ask for any more are forgotten.
//!
//! A body may give each of its files a name of its own, and its private storage is emptied when it ends. So now and then, when
//! there are many names, those are forgotten whose files are nowhere.

use rustc_hash::FxHashSet;

use super::World;

impl<R> World<R> {
    /// Forgets names that are of no use, if there may be many.
    #[inline]
    pub(super) fn tidy_file_names(&mut self) {
        if self.state.files.names.are_many() {
            self.forget_file_names();
        }
    }

    #[inline(never)]
    fn forget_file_names(&mut self) {
        let mut of_use = FxHashSet::default();
        for image in self.images.iter() {
            of_use.insert(image.file);
            of_use.extend(image.parts.iter().map(|part| part.name));
        }
        of_use.extend(self.state.files.known());
        for service in &self.services {
            of_use.extend(service.files());
        }
        self.state.files.names.keep(&of_use);
    }
}
