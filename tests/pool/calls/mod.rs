//! All calls of a pool. They answer what CPython's own tests ask of its `Pool` (`Lib/test/_test_multiprocessing.py`):
//!
//! | there | here |
//! | --- | --- |
//! | `test_apply` | `apply_does_one_task` |
//! | `test_map`, `test_starmap`, `test_starmap_async`, `test_map_async`, `test_map_chunksize` | `chunks_of_any_size_give_the_same` |
//! | `test_empty_iterable` | `no_tasks_have_no_results_in_any_call` |
//! | `test_map_unplicklable` | `what_cannot_be_sent_fails_alone_in_its_chunk`, `order::what_is_too_long_fails_alone` |
//! | `test_unpickleable_result` | `results_that_cannot_be_sent_cost_no_worker` |
//! | `test_map_handle_iterable_exception` | `imap` only: `map` is given a list, which cannot fail |
//! | `test_imap_handle_iterable_exception`, the same of `imap_unordered` | `an_iterator_that_panics_harms_only_its_caller`, `an_iterator_that_fails_ends_the_results_there` |
//! | `test_imap`, `test_imap_unordered` | `imap_gives_results_in_order_and_unordered_as_they_come` |
//! | `test_async`, `test_async_timeout` | `a_pending_result_can_be_waited_for_in_parts` |
//! | `test_map_async_callbacks`, `test_async_error_callback` | `callbacks_hear_results_and_errors` |
//! | `test_terminate` | `terminating_leaves_no_call_waiting` |
//! | terminating with an endless iterator (bpo-32759 and its kin) | `terminating_ends_an_endless_imap` |
//! | `test_context`, `test_enter`, `test_resource_warning` | `a_closed_pool_refuses_every_call`; dropping is in `limits::zombies` |
//! | `test_traceback`, `test_wrapped_exception` | `a_panic_is_told_with_its_place` |
//! | `test_map_no_failfast` | `an_error_does_not_cut_the_others_short` |
//! | `test_pool_worker_lifetime`, `…_early_close` | `workers_are_replaced_after_their_tasks`, `a_pool_closed_early_replaces_them_too` |
//! | `test_make_pool`, `test_pool_maxtasksperchild_invalid`, `test_release_task_refs` | nothing: the types do not allow it |
//! | `test_large_pool` | `a_large_pool_works` |
//! | `test_pool_in_process` | `leftovers::a_killed_parent_leaves_nobody`, whose child has a pool |
//! | `TestCloseFds`, `TestPoolNotLeakOnFailure` | `limits::files_do_not_pile_up` |

pub mod ending;
pub mod failing;
pub mod imap;
pub mod map;
pub mod pending;
pub mod workers;

use std::num::NonZeroUsize;

use manyhands::worker::{Finished, Pool};

use super::chores::{Answer, Chore, Chores, Log, config};

fn start(workers: u16) -> (Pool<Chores>, Log) {
    let (config, log) = config(workers);
    (Pool::start(config).expect("it starts"), log)
}

fn doubles(count: u64) -> Vec<Chore> {
    (0..count).map(Chore::Double).collect()
}

fn size(chunk: usize) -> NonZeroUsize {
    NonZeroUsize::new(chunk).expect("at least one")
}

fn answer(finished: Finished<Answer>) -> Answer {
    finished.result.expect("the task succeeds")
}

fn numbers(finished: impl IntoIterator<Item = Finished<Answer>>) -> Vec<u64> {
    finished.into_iter().map(|finished| answer(finished).number).collect()
}

fn evens(count: u64) -> Vec<u64> {
    (0..count).map(|number| 2 * number).collect()
}
