//! Every control, found by its name.
