//! The tree of `simulation! { … }`: what was written, before anything is made of it.
//!
//! Pure data. What a broken declaration lacks is `None`; its name stays. Expressions are kept as the user's own tokens.

mod fault;
mod reference;
mod walk;

pub(crate) use fault::{Begin, Fault, FaultSubject};
pub(crate) use reference::{Choice, Reference};
pub(crate) use walk::everywhere;

use proc_macro2::{Ident, Span, TokenStream};
use syn::token::{Bracket, Paren};
use syn::{Attribute, Pat, Path, Token, Type, Visibility};

/// A whole simulation.
#[derive(Default)]
pub(crate) struct Simulation {
    pub(crate) header: Option<Header>,
    pub(crate) items: Vec<Item>,
}

/// `pub struct Basic { nodes: usize = 3 }`
pub(crate) struct Header {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) keyword: Token![struct],
    pub(crate) name: Ident,
    /// Whether the default values become an implementation of `Default`; not if the user derives one.
    pub(crate) defaults: bool,
    /// Whether it ends with a semicolon, so that the name alone is a value.
    pub(crate) unit: bool,
    pub(crate) parameters: Vec<Parameter>,
}

/// `nodes: usize = 3`
pub(crate) struct Parameter {
    pub(crate) attributes: Vec<Attribute>,
    /// That of the struct, unless the parameter has its own.
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) ty: Option<Type>,
    pub(crate) default: Option<TokenStream>,
}

/// A declaration with its attributes (without documentation, which statements cannot carry).
pub(crate) struct Item {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) kind: Kind,
}

/// The declarations of the language.
pub(crate) enum Kind {
    Platform(Platform),
    Host(Resource),
    Link(Resource),
    Route(Route),
    Storage(Storage),
    Serverless(Serverless),
    Mailbox(Mailbox),
    Function(LastingFunction),
    Deploy(Deploy),
    Workload(Workload),
    Trace(Trace),
    Controller(Controller),
    Horizon(Horizon),
    Fault(Fault),
    For(For),
    If(If),
    Unknown(Unknown),
}

/// `platform lab from "lab.xml";`
pub(crate) struct Platform {
    pub(crate) keyword: Ident,
    pub(crate) name: Name,
    /// An expression of the path of the file.
    pub(crate) file: Option<TokenStream>,
}

/// `host worker[nodes] { .. }` or `link lan { .. }`
pub(crate) struct Resource {
    pub(crate) keyword: Ident,
    pub(crate) name: Name,
    pub(crate) index: Index,
    pub(crate) fields: Fields,
}

/// A name that a declaration brings into being.
pub(crate) struct Name {
    pub(crate) ident: Ident,
    /// Whether the name stands for this declaration; it does not if an earlier one has it.
    pub(crate) bound: bool,
}

/// How many resources a declaration makes.
pub(crate) enum Index {
    /// `worker`
    One,
    /// `worker[nodes]`; without the number if it could not be read.
    Count(Option<TokenStream>),
    /// `worker[i in 0..nodes]`
    Each { pattern: Box<Pat>, of: TokenStream },
}

/// `{ cores: 1, speed: 10Gflop/s }`
pub(crate) struct Fields {
    pub(crate) list: Vec<Field>,
    /// Whether all of the block could be read.
    pub(crate) sound: bool,
}

/// `cores: 1`
pub(crate) struct Field {
    /// Its attributes, without documentation.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

/// What stands after the colon.
pub(crate) enum Value {
    /// Nothing.
    Missing,
    /// Something that is no expression, which was reported.
    Broken,
    /// Fields in braces without a type before them: `{ capacity: 5TB }`.
    Untyped(TokenStream),
    /// An expression.
    Written(TokenStream),
}

/// `route user <-> gateway via [wan];`
pub(crate) struct Route {
    pub(crate) keyword: Ident,
    pub(crate) from: Option<Reference>,
    pub(crate) direction: Direction,
    pub(crate) to: Option<Reference>,
    pub(crate) links: Option<(Bracket, TokenStream)>,
}

/// Which ways a route can be taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// `<->`
    Both,
    /// `->`
    OneWay,
}

/// `storage repository on user { .. }`
pub(crate) struct Storage {
    pub(crate) keyword: Ident,
    pub(crate) name: Name,
    pub(crate) host: Option<Reference>,
    pub(crate) fields: Fields,
}

/// `serverless cloud on gateway over worker { .. }`
pub(crate) struct Serverless {
    pub(crate) keyword: Ident,
    pub(crate) name: Name,
    pub(crate) head: Option<Reference>,
    pub(crate) workers: Option<Workers>,
    pub(crate) fields: Fields,
}

/// The hosts that a service runs its functions on.
pub(crate) enum Workers {
    /// `over worker`: a host or an array of hosts.
    Group(Reference),
    /// `over [big, small]`: hosts.
    List(Bracket, Vec<Reference>),
}

/// `mailbox results: Answer;`
pub(crate) struct Mailbox {
    pub(crate) keyword: Ident,
    pub(crate) name: Name,
    /// The type of its messages.
    pub(crate) ty: Option<Type>,
}

/// `function resize lasts LogNormal(-0.38, 2.36) { image: IMAGE }`
pub(crate) struct LastingFunction {
    pub(crate) keyword: Ident,
    pub(crate) name: Name,
    pub(crate) length: Option<FunctionLength>,
    pub(crate) fields: Fields,
}

/// How long a function lasts.
pub(crate) enum FunctionLength {
    /// As long as the input of each invocation says.
    Input,
    /// Drawn from a distribution.
    Law(TokenStream),
}

/// `deploy resize, blur on cloud from repository;`, `deploy resize as large on cloud from repository { memory: 2GB }`
pub(crate) struct Deploy {
    pub(crate) keyword: Ident,
    pub(crate) functions: Vec<Path>,
    /// The name under which one function is deployed once more, with other limits.
    pub(crate) variant: Option<Name>,
    pub(crate) service: Option<Reference>,
    pub(crate) storage: Option<Reference>,
    /// The limits that hold on this service, in the place of those of the function.
    pub(crate) limits: Option<Fields>,
}

/// `workload morning of resize on cloud from user { .. }`
pub(crate) struct Workload {
    pub(crate) keyword: Ident,
    /// A label for reports; nothing can refer to it.
    pub(crate) name: Ident,
    pub(crate) function: Option<Path>,
    pub(crate) service: Option<Reference>,
    pub(crate) host: Option<Reference>,
    pub(crate) fields: Fields,
}

/// `trace day from Azure2019 { path: "..", functions: 100 } on cloud from repository;`
pub(crate) struct Trace {
    pub(crate) keyword: Ident,
    /// A label for reports; nothing can refer to it.
    pub(crate) name: Ident,
    /// The format; told by the file if it is left out.
    pub(crate) format: Option<Ident>,
    pub(crate) fields: Fields,
    pub(crate) service: Option<Reference>,
    pub(crate) storage: Option<Reference>,
}

/// `controller client(cloud, invocations) on user;`
pub(crate) struct Controller {
    pub(crate) keyword: Ident,
    pub(crate) path: Path,
    pub(crate) parentheses: Paren,
    pub(crate) arguments: TokenStream,
    pub(crate) host: Option<Reference>,
    /// Whether the call can be made as it is written.
    pub(crate) callable: bool,
}

/// `horizon 2h;`
pub(crate) struct Horizon {
    pub(crate) keyword: Ident,
    /// An expression of a duration since the start.
    pub(crate) date: Option<TokenStream>,
}

/// `for i in 0..nodes { .. }`
pub(crate) struct For {
    pub(crate) keyword: Token![for],
    pub(crate) pattern: Pat,
    pub(crate) of: TokenStream,
    pub(crate) body: Vec<Item>,
}

/// `if remote { .. } else { .. }`
pub(crate) struct If {
    pub(crate) keyword: Token![if],
    pub(crate) condition: TokenStream,
    pub(crate) then: Vec<Item>,
    pub(crate) otherwise: Option<(Token![else], Else)>,
}

/// What stands after `else`.
pub(crate) enum Else {
    Items(Vec<Item>),
    If(Box<If>),
}

/// What is no declaration.
pub(crate) struct Unknown {
    /// A word that stands alone in the place of a keyword, for the compiler to complete; anything else was reported.
    pub(crate) word: Option<Ident>,
}

impl Name {
    pub(crate) fn new(ident: Ident) -> Self {
        Self { ident, bound: true }
    }
}

impl Default for Fields {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            sound: true,
        }
    }
}

impl Reference {
    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }

    /// Whether it is a name and nothing else.
    pub(crate) fn is_plain(&self) -> bool {
        self.choices.is_empty()
    }

    /// The position in an array, if that is all that follows the name.
    pub(crate) fn index(&self) -> Option<(Bracket, &TokenStream)> {
        match self.choices.as_slice() {
            [Choice::Index(bracket, position)] => Some((*bracket, position)),
            _ => None,
        }
    }
}

/// Whether something is there only under a condition: `#[cfg(..)]`.
pub(crate) fn is_conditional(attributes: &[Attribute]) -> bool {
    !conditions(attributes).is_empty()
}

/// Whether two things are there under conditions that differ, so that they may be one or the other.
pub(crate) fn are_alternatives(one: &[Attribute], other: &[Attribute]) -> bool {
    is_conditional(one) && is_conditional(other) && conditions(one) != conditions(other)
}

impl Parameter {
    /// The conditions under which there is such a parameter: `#[cfg(..)]`.
    pub(crate) fn conditions(&self) -> Vec<&Attribute> {
        conditions(&self.attributes)
    }
}

/// The conditions among attributes: `#[cfg(..)]`.
pub(crate) fn conditions(attributes: &[Attribute]) -> Vec<&Attribute> {
    let attributes = attributes.iter();
    attributes
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .collect()
}

impl Workers {
    pub(crate) fn references(&self) -> &[Reference] {
        match self {
            Workers::Group(reference) => std::slice::from_ref(reference),
            Workers::List(_, references) => references,
        }
    }
}

impl Simulation {
    pub(crate) fn parameters(&self) -> &[Parameter] {
        self.header
            .as_ref()
            .map_or(&[], |header| &header.parameters)
    }
}
