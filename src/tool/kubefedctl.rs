//! kubefedctl
