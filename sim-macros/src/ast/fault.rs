//! `fault`: what breaks, when, and for how long.

use super::reference::Reference;
use proc_macro2::{Ident, TokenStream};
use syn::Path;

/// `fault node worker[2] down at 10s for 1min;`
pub(crate) struct Fault {
    pub(crate) keyword: Ident,
    pub(crate) subject: FaultSubject,
    pub(crate) begin: Begin,
    /// How long it lasts; for ever, if that is left out.
    pub(crate) lasts: Option<TokenStream>,
}

/// What breaks. A name that was reported is `None`.
pub(crate) enum FaultSubject {
    /// `node worker[2] down`
    Node(Option<Reference>),
    /// `node worker[2] slow 50%`
    Slow(Option<Reference>, TokenStream),
    /// `link wan down`
    Link(Option<Reference>),
    /// `storage repository down`
    Storage(Option<Reference>),
    /// `containers of work on cloud`
    Containers(Option<Path>, Option<Reference>),
}

/// When a fault begins.
pub(crate) enum Begin {
    /// `at 10s`
    At(TokenStream),
    /// `every Exponential(1h)`
    Every(TokenStream),
}

impl FaultSubject {
    /// What breaks, or the service on which it does.
    pub(crate) fn reference(&self) -> Option<&Reference> {
        match self {
            Self::Node(one) | Self::Slow(one, _) | Self::Link(one) | Self::Storage(one) => {
                one.as_ref()
            }
            Self::Containers(_, service) => service.as_ref(),
        }
    }

    /// As [`FaultSubject::reference`], to change it.
    pub(crate) fn reference_mut(&mut self) -> &mut Option<Reference> {
        match self {
            Self::Node(one) | Self::Slow(one, _) | Self::Link(one) | Self::Storage(one) => one,
            Self::Containers(_, service) => service,
        }
    }
}
