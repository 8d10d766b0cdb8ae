//! Which file of a crate names what of which other one.
//!
//! A name counts where it is defined: whoever names `super::X` or `crate::layer::X` depends on the file that defines `X`, not
//! on the modules that pass it on. So a module that only passes on what its children define (`pub use child::X;`) does not
//! depend on them; it does if its own code names `X`, too. Nor does `mod child;` make a module depend on its child. Tests
//! inside a file (`mod tests { .. }`) are left out: nothing can depend on them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// A module, from the root of its crate.
type ModulePath = Vec<String>;

/// A file of a crate.
pub(super) struct Source {
    /// Its path from the folder of the crate's root.
    pub(super) path: String,
    pub(super) text: String,
}

/// A file that names what another one defines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Import {
    pub(super) from: String,
    pub(super) line: usize,
    pub(super) to: String,
}

/// All imports between the files of a crate, the first one of each pair.
pub(super) fn imports(sources: &[Source]) -> Vec<Import> {
    let mut house = Crate::default();
    for source in sources {
        let tokens: TokenStream = source
            .text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", source.path));
        house.read(&source.path, module_of(&source.path), tokens);
    }
    let mut found = BTreeMap::new();
    for (path, module) in &house.modules {
        for (line, to) in house.named_in(path, module) {
            if to != module.file {
                let first = found.entry((module.file.clone(), to)).or_insert(line);
                *first = line.min(*first);
            }
        }
    }
    let import = |((from, to), line)| Import { from, line, to };
    found.into_iter().map(import).collect()
}

/// The module of a file: `a/b.rs` and `a/b/mod.rs` are `a::b`.
fn module_of(path: &str) -> ModulePath {
    let path = path.trim_end_matches(".rs");
    let mut parts: ModulePath = path.split('/').map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib")) {
        parts.pop();
    }
    parts
}

/// A path as it is written, with the line of its first name.
#[derive(Clone)]
struct Named {
    line: usize,
    path: Vec<String>,
}

/// A `use` declaration of one name.
struct Use {
    named: Named,
    /// What it is called here; `*` for everything.
    alias: String,
    passes_on: bool,
}

/// A module, in a file of its own or inside one.
#[derive(Default)]
struct Module {
    file: String,
    items: BTreeSet<String>,
    uses: Vec<Use>,
    paths: Vec<Named>,
    /// Every word of its code but those of `use` declarations, with its first line.
    words: BTreeMap<String, usize>,
}

/// The modules of a crate.
#[derive(Default)]
struct Crate {
    modules: BTreeMap<ModulePath, Module>,
}

impl Crate {
    fn read(&mut self, file: &str, path: ModulePath, tokens: TokenStream) {
        let mut module = Module {
            file: file.to_owned(),
            ..Module::default()
        };
        self.read_group(&path, &mut module, tokens);
        self.modules.insert(path, module);
    }

    fn read_group(&mut self, path: &ModulePath, module: &mut Module, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at += match &tokens[at] {
                TokenTree::Group(group) => {
                    self.read_group(path, module, group.stream());
                    1
                }
                TokenTree::Ident(word) if word == "use" => {
                    read_use(&tokens[at..], at, &tokens, module)
                }
                TokenTree::Ident(word) if word == "mod" => {
                    self.read_module(&tokens[at..], path, module)
                }
                TokenTree::Ident(word) => read_word(word, &tokens[at..], module),
                _ => 1,
            };
        }
    }

    /// `mod name;` and `mod name { .. }`.
    fn read_module(
        &mut self,
        tokens: &[TokenTree],
        path: &ModulePath,
        module: &mut Module,
    ) -> usize {
        if let [_, TokenTree::Ident(name), TokenTree::Group(body), ..] = tokens {
            if name == "tests" {
                return 3;
            }
            let inner = [path.as_slice(), &[name.to_string()]].concat();
            self.read(&module.file.clone(), inner, body.stream());
            return 3;
        }
        2
    }

    /// The files that a module names something of, with the lines.
    fn named_in(&self, path: &ModulePath, module: &Module) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for named in &module.paths {
            let to = self
                .scope(path, module, &named.path)
                .and_then(|path| self.file_of(&path));
            found.extend(to.map(|to| (named.line, to)));
        }
        for one in &module.uses {
            let Some(absolute) = self.absolute(path, &one.named.path) else {
                continue;
            };
            if one.alias == "*" {
                found.extend(self.through_glob(&absolute, module));
            } else if let Some(to) = self.file_of(&absolute) {
                match module.words.get(&one.alias) {
                    Some(line) if one.passes_on => found.push((*line, to)),
                    None if one.passes_on => {}
                    _ => found.push((one.named.line, to)),
                }
            }
        }
        found
    }

    /// What a module names of those things that it imports by `path::*`.
    fn through_glob(&self, from: &ModulePath, module: &Module) -> Vec<(usize, String)> {
        let named = module.words.iter().filter_map(|(word, line)| {
            let path = [from.as_slice(), std::slice::from_ref(word)].concat();
            let known = self.definition(&path, &mut BTreeSet::new())?;
            Some((*line, known))
        });
        named.collect()
    }

    /// A path in the code of a module, from the root of the crate; `None` if it leads elsewhere.
    fn scope(&self, path: &ModulePath, module: &Module, named: &[String]) -> Option<ModulePath> {
        let imported = module.uses.iter().find(|one| one.alias == named[0]);
        match imported {
            Some(one) => {
                let base = self.absolute(path, &one.named.path)?;
                Some([base.as_slice(), &named[1..]].concat())
            }
            None => self.absolute(path, named),
        }
    }

    /// A path that begins with `crate`, `self`, `super` or a child, from the root of the crate.
    fn absolute(&self, module: &ModulePath, named: &[String]) -> Option<ModulePath> {
        let supers = named.iter().take_while(|name| *name == "super").count();
        let (base, rest) = match named[0].as_str() {
            "crate" => (&module[..0], &named[1..]),
            "self" => (&module[..], &named[1..]),
            "super" => (
                &module[..module.len().checked_sub(supers)?],
                &named[supers..],
            ),
            child => {
                let path = [module.as_slice(), &[child.to_owned()]].concat();
                if !self.modules.contains_key(&path) {
                    return None;
                }
                (&module[..], named)
            }
        };
        Some([base, rest].concat())
    }

    /// The file that defines what a path names; `None` for a module, and for what another crate defines.
    fn file_of(&self, path: &ModulePath) -> Option<String> {
        let deepest = (0..=path.len())
            .rev()
            .find(|length| self.modules.contains_key(&path[..*length]))?;
        if deepest == path.len() {
            return None;
        }
        let item = &path[..=deepest];
        if self.passes_on_from_outside(&item.to_vec()) {
            return None;
        }
        let defined = self.definition(&item.to_vec(), &mut BTreeSet::new());
        // What a macro defines is not known by name.
        Some(defined.unwrap_or_else(|| self.modules[&path[..deepest]].file.clone()))
    }

    fn passes_on_from_outside(&self, item: &ModulePath) -> bool {
        let (name, path) = item.split_last().expect("an item has a name");
        let module = &self.modules[path];
        let mut uses = module.uses.iter().filter(|one| one.alias == *name);
        uses.any(|one| self.absolute(&path.to_vec(), &one.named.path).is_none())
    }

    /// The file that defines an item, if it is known by name.
    fn definition(&self, item: &ModulePath, seen: &mut BTreeSet<ModulePath>) -> Option<String> {
        if !seen.insert(item.clone()) {
            return None;
        }
        let (name, path) = item.split_last()?;
        let module = self.modules.get(path)?;
        if module.items.contains(name) {
            return Some(module.file.clone());
        }
        for one in &module.uses {
            let Some(absolute) = self.absolute(&path.to_vec(), &one.named.path) else {
                continue;
            };
            let target = match one.alias.as_str() {
                "*" => [absolute.as_slice(), std::slice::from_ref(name)].concat(),
                alias if alias == name => absolute,
                _ => continue,
            };
            if let Some(file) = self.definition(&target, seen) {
                return Some(file);
            }
            // What a macro defines is not known by name.
            let parent = &target[..target.len() - 1];
            if let (Some(module), true) = (self.modules.get(parent), one.alias == *name) {
                return Some(module.file.clone());
            }
        }
        None
    }
}

/// A word of code: the beginning of a path, or of an item, or neither.
fn read_word(word: &Ident, tokens: &[TokenTree], module: &mut Module) -> usize {
    const ITEMS: [&str; 9] = [
        "fn",
        "struct",
        "enum",
        "trait",
        "type",
        "const",
        "static",
        "union",
        "macro_rules",
    ];
    let name = word.to_string();
    let line = word.span().start().line;
    if ITEMS.contains(&name.as_str()) {
        let next = tokens[1..].iter().find(|token| !is_sign(token, '!'));
        if let Some(TokenTree::Ident(item)) = next
            && item != "mut"
            && item != "fn"
        {
            module.items.insert(item.to_string());
            return 2;
        }
    }
    module.words.entry(name).or_insert(line);
    let (path, length) = path_at(tokens);
    if path.len() > 1 {
        module.paths.push(Named { line, path });
    }
    length
}

/// The names of a path without its generic arguments, and how many tokens they are.
fn path_at(tokens: &[TokenTree]) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    let mut at = 0;
    while let Some(TokenTree::Ident(name)) = tokens.get(at) {
        path.push(name.to_string());
        at += 1;
        if !is_double_colon(tokens, at) || !matches!(tokens.get(at + 2), Some(TokenTree::Ident(_)))
        {
            break;
        }
        at += 2;
    }
    (path, at)
}

/// A `use` declaration, to its end.
fn read_use(tokens: &[TokenTree], at: usize, all: &[TokenTree], module: &mut Module) -> usize {
    let end = tokens.iter().position(|token| is_sign(token, ';'));
    let Some(end) = end else {
        // The bounds `use<..>` of a type.
        return 1;
    };
    let passes_on = all[..at].last().is_some_and(|before| match before {
        TokenTree::Ident(word) => word == "pub",
        TokenTree::Group(group) => group.delimiter() == Delimiter::Parenthesis,
        _ => false,
    });
    read_use_tree(&tokens[1..end], &[], passes_on, module);
    end + 1
}

fn read_use_tree(tokens: &[TokenTree], base: &[String], passes_on: bool, module: &mut Module) {
    for tree in tokens.split(|token| is_sign(token, ',')) {
        let (mut path, mut at, mut line) = (base.to_vec(), 0, 0);
        let mut alias = None;
        while let Some(token) = tree.get(at) {
            line = line.max(token.span().start().line);
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    alias = tree.get(at + 1).map(ToString::to_string);
                    break;
                }
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    read_use_tree(&inner, &path, passes_on, module);
                    path.clear();
                }
                token if is_sign(token, '*') => alias = Some("*".to_owned()),
                _ => {}
            }
            at += 1;
        }
        if path.len() > base.len()
            && path.last().is_some_and(|last| last == "self")
            && path.len() > 1
        {
            path.pop();
        }
        if let Some(last) = path.last().filter(|_| !tree.is_empty()) {
            let alias = alias.unwrap_or_else(|| last.clone());
            module.uses.push(Use {
                named: Named { line, path },
                alias,
                passes_on,
            });
        }
    }
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_double_colon(tokens: &[TokenTree], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| is_sign(token, ':'))
        && tokens.get(at + 1).is_some_and(|token| is_sign(token, ':'))
}

mod checker {
    //! The reader itself must be able to fail.

    use super::{Source, imports};

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let sources = files.iter().map(|(path, text)| Source {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        });
        let sources: Vec<Source> = sources.collect();
        let imports = imports(&sources).into_iter();
        let told = imports.map(|import| format!("{}:{} {}", import.from, import.line, import.to));
        told.collect()
    }

    #[test]
    fn a_path_and_a_use_are_imports_of_the_file_that_defines_what_they_name() {
        let a = (
            "a.rs",
            "use crate::b::{X, inner::Y};\nfn f() { super::c::g() }",
        );
        let b = ("b/mod.rs", "mod inner;\npub struct X;");
        let inner = ("b/inner.rs", "pub enum Y { Z }");
        let c = ("c.rs", "pub fn g() { let _ = crate::b::inner::Y::Z; }");
        let expected = [
            "a.rs:1 b/inner.rs",
            "a.rs:1 b/mod.rs",
            "a.rs:2 c.rs",
            "c.rs:1 b/inner.rs",
        ];
        assert_eq!(found(&[a, b, inner, c]), expected);
    }

    #[test]
    fn what_is_passed_on_belongs_to_the_file_that_defines_it() {
        let root = ("lib.rs", "pub mod layer;\npub use layer::X;");
        let layer = (
            "layer/mod.rs",
            "mod child;\nmod other;\npub use child::X;\npub(crate) use other::*;",
        );
        let child = ("layer/child.rs", "pub struct X(super::Y);");
        let other = (
            "layer/other.rs",
            "pub(crate) struct Y;\nfn f(_: crate::X) {}",
        );
        let expected = [
            "layer/child.rs:1 layer/other.rs",
            "layer/other.rs:2 layer/child.rs",
        ];
        assert_eq!(found(&[root, layer, child, other]), expected);
    }

    #[test]
    fn a_module_that_uses_what_it_passes_on_imports_it() {
        let layer = ("layer.rs", "mod child;\npub use child::X;\nfn f(_: X) {}");
        let child = ("layer/child.rs", "pub struct X;");
        assert_eq!(found(&[layer, child]), ["layer.rs:3 layer/child.rs"]);
    }

    #[test]
    fn an_imported_module_is_no_import_but_what_is_named_of_it_is() {
        let a = ("a.rs", "use crate::b;\nfn f() { b::g(); b::h(); }");
        let b = ("b.rs", "mod c;\npub use c::h;\npub fn g() {}");
        let c = ("b/c.rs", "pub fn h() {}");
        assert_eq!(found(&[a, b, c]), ["a.rs:2 b.rs", "a.rs:2 b/c.rs"]);
    }

    #[test]
    fn a_module_inside_a_file_is_a_part_of_it() {
        let a = (
            "a.rs",
            "struct X;\nmod inner {\n    use super::*;\n    use super::super::b::Y;\n    fn f(_: X) {}\n}",
        );
        let b = ("b.rs", "use std::fmt::{self, Debug as _};\npub struct Y;");
        assert_eq!(found(&[a, b]), ["a.rs:4 b.rs"]);
    }

    #[test]
    fn comments_and_texts_name_nothing() {
        let a = (
            "a.rs",
            "/// See [`crate::b::X`].\nconst A: &str = \"crate::b::X\"; // crate::b::X",
        );
        assert!(found(&[a, ("b.rs", "pub struct X;")]).is_empty());
    }
}
