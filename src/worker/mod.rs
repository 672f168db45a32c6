//! Processes: frames, spawner, the child's loop, guards against orphans, pool.
