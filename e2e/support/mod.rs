//! What the end-to-end tests stand on: the lab, the real binary, the real kubectl.

pub mod between;
pub mod binary;
pub mod certificates;
pub mod cluster;
pub mod harm;
pub mod lab;
pub mod manifest;
pub mod ports;
pub mod processes;
pub mod programs;
pub mod ssh;
pub mod watched;
