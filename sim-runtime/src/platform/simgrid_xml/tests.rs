//! Small files, what they declare, and what is said about those that are wrong.

mod elements;
mod mistakes;
mod routing;

use super::*;
use crate::platform::LinkId;

/// A file that holds this.
fn file(inside: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n<platform version=\"4.1\">\n{inside}\n</platform>\n"
    )
}

/// What a file that holds this declares.
#[track_caller]
fn imported(inside: &str) -> Imported {
    match file(inside).parse() {
        Ok(imported) => imported,
        Err(errors) => panic!("{errors}"),
    }
}

/// What a file with one zone of full routing declares.
#[track_caller]
fn zone(inside: &str) -> Imported {
    imported(&format!(
        "<zone id=\"lab\" routing=\"Full\">{inside}</zone>"
    ))
}

/// What is wrong with a file that holds this; its first line is the fourth of the file.
#[track_caller]
fn mistakes(inside: &str) -> String {
    match file(inside).parse::<Imported>() {
        Ok(_) => panic!("nothing is wrong"),
        Err(errors) => errors.to_string(),
    }
}

fn host(imported: &Imported, name: &str) -> HostId {
    let hosts = imported.platform.hosts();
    let index = hosts.iter().position(|host| &*host.name == name);
    HostId::from_index(index.expect("a host of that name"))
}

/// The names of the links from one host to another.
fn route<'a>(imported: &'a Imported, from: &str, to: &str) -> Option<Vec<&'a str>> {
    let ends = (host(imported, from), host(imported, to));
    let route = imported.platform.routes.get(ends.0, ends.1)?;
    let name = |link: &LinkId| &*imported.platform[*link].name;
    Some(route.links.iter().map(name).collect())
}

fn notes(imported: &Imported) -> Vec<String> {
    imported.notes().iter().map(Note::to_string).collect()
}
