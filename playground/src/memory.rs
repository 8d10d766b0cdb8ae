//! Memory that the page and the runner hand to each other.

use std::alloc::Layout;

/// What is handed over has no alignment.
fn layout(length: usize) -> Layout {
    Layout::from_size_align(length.max(1), 1).expect("a length of memory that there is")
}

/// Memory for the page to write to; ends the program if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    let layout = layout(length);
    // SAFETY: the layout is not of size zero.
    let address = unsafe { std::alloc::alloc(layout) };
    if address.is_null() {
        std::alloc::handle_alloc_error(layout);
    }
    address
}

/// Takes memory back.
///
/// # Safety
///
/// The address and the length are those of a call of `alloc`, or of an answer with its four bytes of length; each is given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(address: *mut u8, length: usize) {
    // SAFETY: as the caller promises; answers come from `alloc`, too.
    unsafe { std::alloc::dealloc(address, layout(length)) }
}

/// Bytes for the page to read, after their length.
pub(crate) fn give(bytes: &[u8]) -> *mut u8 {
    let length = u32::try_from(bytes.len()).expect("memory has 32 bits");
    let address = alloc(bytes.len() + 4);
    // SAFETY: there are so many bytes at this address, which nobody else knows yet.
    let memory = unsafe { std::slice::from_raw_parts_mut(address, bytes.len() + 4) };
    memory[..4].copy_from_slice(&length.to_le_bytes());
    memory[4..].copy_from_slice(bytes);
    address
}
