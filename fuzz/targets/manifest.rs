#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fedrig::doors::open("manifest", bytes));
