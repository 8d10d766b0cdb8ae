//! What in the book, and in the texts beside it, can be checked without compiling it: links, commands and what they print.

mod changes;
mod chapters;
mod links;
mod outputs;
mod steps;
