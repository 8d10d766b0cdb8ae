//! The scenario runner for a web page: a text goes in, its result and its page come out, as they come from `coldstart run`.
//!
//! A page puts a request into memory that it has asked for with `alloc`, calls `run`, reads the answer, and gives both back with `free`.

mod answer;
mod memory;

/// Answers a request, which is JSON in UTF-8 at an address of `alloc`. Returns the address of the answer: its length in four
/// bytes, the least first, and as many bytes of JSON.
///
/// # Safety
///
/// The address and the length are those of a call of `alloc`, and the memory has been written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn run(address: *const u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller promises.
    let request = unsafe { std::slice::from_raw_parts(address, length) };
    memory::give(&answer::to(request))
}
