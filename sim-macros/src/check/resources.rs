//! What one declaration needs of the fields of another: the disk of a host, the images of a storage, the memory of a node.
//!
//! Only what is written as a literal, or not written at all, is looked at. So what is reported is certain; the rest is found
//! when the simulation is built.

use super::entries::is_given;
use super::symbols::SymbolTable;
use crate::ast::{
    Deploy, Field, Fields, Kind, Reference, Resource, Serverless, Simulation, Storage, Value,
    Workers, everywhere, is_conditional,
};
use crate::diagnostics::Diagnostics;
use crate::{schema, unit};
use proc_macro2::{Ident, TokenStream};
use sim_units::Bytes;
use syn::{Expr, ExprArray};

pub(super) fn check(simulation: &Simulation, diagnostics: &mut Diagnostics) {
    let resources = Resources {
        symbols: SymbolTable::never_hidden(&simulation.items),
        everything: everywhere(&simulation.items),
    };
    resources.check_disks(diagnostics);
    for kind in &resources.everything {
        if let Kind::Deploy(deploy) = kind {
            resources.check_deployment(deploy, diagnostics);
        }
    }
}

/// The hosts whose disk a declaration needs, and its name.
fn needs_disk(kind: &Kind) -> Vec<(&Reference, &Ident)> {
    let (hosts, name): (Vec<_>, _) = match kind {
        Kind::Storage(storage) => (storage.host.iter().collect(), &storage.name),
        Kind::Serverless(service) => {
            let workers = service.workers.iter().flat_map(Workers::references);
            (service.head.iter().chain(workers).collect(), &service.name)
        }
        _ => return Vec::new(),
    };
    hosts.into_iter().map(|host| (host, &name.ident)).collect()
}

struct Resources<'a> {
    symbols: SymbolTable,
    everything: Vec<&'a Kind>,
}

impl Resources<'_> {
    /// A host whose disk someone needs has one; said once, where it is to be written.
    fn check_disks(&self, diagnostics: &mut Diagnostics) {
        let mut known: Vec<&Ident> = Vec::new();
        for (reference, needed_by) in self.everything.iter().flat_map(|kind| needs_disk(kind)) {
            let Some(host) = self.host(reference) else {
                continue;
            };
            let name = &host.name.ident;
            let is_new = !known.contains(&name);
            known.push(name);
            if is_new && host.fields.sound && !is_given(&schema::HOST, &host.fields, "disk") {
                let message = format!(
                    "host `{name}` has no disk, which `{needed_by}` needs; add `{}`",
                    schema::HOST.example("disk")
                );
                diagnostics.at(name.span(), message);
            }
        }
    }

    fn check_deployment(&self, deploy: &Deploy, diagnostics: &mut Diagnostics) {
        if let Some(reference) = &deploy.storage
            && let Some(storage) = self.storage(reference)
            && storage.fields.sound
            && (storage.fields.find("images").is_some_and(is_empty)
                || !is_given(&schema::STORAGE, &storage.fields, "images"))
        {
            let message = format!(
                "`{0}` holds no image, so no function can be deployed from it; add `images: [IMAGE]` to storage `{0}`",
                reference.name
            );
            diagnostics.at(reference.span(), message);
        }
        if let Some(memory) = deploy
            .limits
            .as_ref()
            .and_then(|limits| limits.find("memory"))
            && let Some(needed) = unit::bytes(memory)
            && let Some(service) = deploy.service.as_ref().and_then(|on| self.service(on))
            && let Some(largest) = self.largest_node(service)
            && needed > largest
        {
            let message = format!(
                "this can never run: the largest node of `{}` has {largest}; lower it, or raise the `ram` of the host",
                service.name.ident
            );
            diagnostics.over(memory, message);
        }
    }

    /// How much memory the largest node has, if all nodes say so in literals.
    fn largest_node(&self, service: &Serverless) -> Option<Bytes> {
        let nodes = service.workers.as_ref()?.references().iter();
        let sizes = nodes.map(|node| unit::bytes(self.host(node)?.fields.certain("ram")?));
        sizes.collect::<Option<Vec<Bytes>>>()?.into_iter().max()
    }

    fn host(&self, reference: &Reference) -> Option<&Resource> {
        self.find(reference, |kind| match kind {
            Kind::Host(host) => Some(host),
            _ => None,
        })
    }

    fn storage(&self, reference: &Reference) -> Option<&Storage> {
        self.find(reference, |kind| match kind {
            Kind::Storage(storage) => Some(storage),
            _ => None,
        })
    }

    fn service(&self, reference: &Reference) -> Option<&Serverless> {
        self.find(reference, |kind| match kind {
            Kind::Serverless(service) => Some(service),
            _ => None,
        })
    }

    /// What a reference names, if that is of the right kind and hidden nowhere.
    fn find<'s, T>(
        &'s self,
        reference: &Reference,
        of_kind: impl Fn(&'s Kind) -> Option<&'s T>,
    ) -> Option<&'s T> {
        self.symbols.find(&reference.name)?;
        self.everything.iter().find_map(|kind| {
            let (_, name) = kind.declared()?;
            of_kind(kind).filter(|_| name.ident == reference.name)
        })
    }
}

impl Fields {
    /// The value of a field.
    fn find(&self, name: &str) -> Option<&TokenStream> {
        self.list.iter().find_map(|field| match field {
            Field {
                name: found,
                value: Value::Written(value),
                ..
            } if found == name => Some(value),
            _ => None,
        })
    }

    /// The same, unless it depends on a condition.
    fn certain(&self, name: &str) -> Option<&TokenStream> {
        let mut conditional = self.list.iter().filter(|field| field.name == name);
        match conditional.any(|field| is_conditional(&field.attributes)) {
            true => None,
            false => self.find(name),
        }
    }
}

fn is_empty(list: &TokenStream) -> bool {
    matches!(syn::parse2(list.clone()), Ok(Expr::Array(ExprArray { elems, .. })) if elems.is_empty())
}
