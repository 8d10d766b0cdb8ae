//! How one goes through a tree: into `for` and `if`, and to the names that declarations bring into being.

use super::{Else, If, Item, Kind, Name};
use proc_macro2::Ident;

impl Kind {
    /// The items inside a `for` or an `if`.
    pub(crate) fn inner(&self) -> Vec<&[Item]> {
        match self {
            Kind::For(each) => vec![&each.body],
            Kind::If(choice) => choice.branches(),
            _ => Vec::new(),
        }
    }

    /// As [`Kind::inner`], to change them.
    pub(crate) fn inner_mut(&mut self) -> Vec<&mut [Item]> {
        match self {
            Kind::For(each) => vec![&mut each.body],
            Kind::If(choice) => choice.branches_mut(),
            _ => Vec::new(),
        }
    }

    /// The name that the declaration brings into being, after its keyword.
    pub(crate) fn declared(&self) -> Option<(&Ident, &Name)> {
        match self {
            Kind::Platform(platform) => Some((&platform.keyword, &platform.name)),
            Kind::Host(resource) | Kind::Link(resource) => {
                Some((&resource.keyword, &resource.name))
            }
            Kind::Storage(storage) => Some((&storage.keyword, &storage.name)),
            Kind::Serverless(service) => Some((&service.keyword, &service.name)),
            Kind::Mailbox(mailbox) => Some((&mailbox.keyword, &mailbox.name)),
            Kind::Function(function) => Some((&function.keyword, &function.name)),
            Kind::Deploy(deploy) => Some((&deploy.keyword, deploy.variant.as_ref()?)),
            _ => None,
        }
    }

    /// As [`Kind::declared`], to change the name.
    pub(crate) fn declared_mut(&mut self) -> Option<&mut Name> {
        match self {
            Kind::Platform(platform) => Some(&mut platform.name),
            Kind::Host(resource) | Kind::Link(resource) => Some(&mut resource.name),
            Kind::Storage(storage) => Some(&mut storage.name),
            Kind::Serverless(service) => Some(&mut service.name),
            Kind::Mailbox(mailbox) => Some(&mut mailbox.name),
            Kind::Function(function) => Some(&mut function.name),
            Kind::Deploy(deploy) => deploy.variant.as_mut(),
            _ => None,
        }
    }
}

impl If {
    /// This `if`, and each `else if` after it.
    pub(crate) fn chain(&self) -> Vec<&If> {
        let mut chain = vec![self];
        if let Some((_, Else::If(next))) = &self.otherwise {
            chain.extend(next.chain());
        }
        chain
    }

    fn branches(&self) -> Vec<&[Item]> {
        let mut branches: Vec<&[Item]> = vec![&self.then];
        match &self.otherwise {
            Some((_, Else::Items(items))) => branches.push(items),
            Some((_, Else::If(choice))) => branches.extend(choice.branches()),
            None => {}
        }
        branches
    }

    fn branches_mut(&mut self) -> Vec<&mut [Item]> {
        let mut branches: Vec<&mut [Item]> = vec![&mut self.then];
        match &mut self.otherwise {
            Some((_, Else::Items(items))) => branches.push(items),
            Some((_, Else::If(choice))) => branches.extend(choice.branches_mut()),
            None => {}
        }
        branches
    }
}

/// Every declaration, those inside `for` and `if` too.
pub(crate) fn everywhere(items: &[Item]) -> Vec<&Kind> {
    let mut kinds = Vec::new();
    for item in items {
        kinds.push(&item.kind);
        kinds.extend(item.kind.inner().into_iter().flat_map(everywhere));
    }
    kinds
}
