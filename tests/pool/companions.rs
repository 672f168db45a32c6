//! A child that speaks with its parent.

use manyhands::worker::{Companion, Program, companion_ends};
use serde::{Deserialize, Serialize};

pub const TESTS: &[(&str, fn())] = &[
    ("messages_of_any_length_go_both_ways", messages_of_any_length_go_both_ways),
    ("its_halves_work_in_two_threads", its_halves_work_in_two_threads),
    ("one_that_ends_is_noticed", one_that_ends_is_noticed),
    ("one_that_is_let_go_may_end_in_order", one_that_is_let_go_may_end_in_order),
    ("one_that_does_not_listen_is_killed", one_that_does_not_listen_is_killed),
    ("one_that_floods_is_killed", one_that_floods_is_killed),
];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Message {
    Echo(Vec<u8>),
    Leave { code: i32 },
    Sleep,
    Flood,
}

/// The companion's role.
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the test is that this harms nothing, and is told")]
pub fn echo() {
    let (sender, mut receiver) = companion_ends().expect("it was started by a parent");
    println!("a stray line, which must spoil nothing");
    while let Some(message) = receiver.receive::<Message>().expect("it can be understood") {
        match message {
            Message::Leave { code } => {
                eprintln!("leaving");
                std::process::exit(code);
            }
            Message::Sleep => std::thread::sleep(super::chores::PATIENCE),
            Message::Flood => while sender.send(&Message::Echo(vec![0; 1000])).is_ok() {},
            echo => sender.send(&echo).expect("the parent is there"),
        }
    }
    eprintln!("nothing more is to come");
    std::process::exit(3);
}

fn start() -> Companion {
    Companion::start(&Program::this("companion").expect("the system knows its own programs")).expect("it starts")
}

fn messages_of_any_length_go_both_ways() {
    let mut companion = start();
    for bytes in [0, 1, 1000, (1 << 20) - 10, 1 << 20, 3 << 20, 3] {
        let message = Message::Echo((0..=255).cycle().take(bytes).collect());
        companion.send(&message).expect("it listens");
        assert!(companion.receive().expect("it can be understood") == Some(message), "{bytes} bytes");
    }
}

fn its_halves_work_in_two_threads() {
    const MESSAGES: usize = 2000;
    let (sender, mut receiver, leash) = start().split();
    let receiving = std::thread::spawn(move || {
        let mut count = 0;
        while let Some(Message::Echo(_)) = receiver.receive().expect("it can be understood") {
            count += 1;
            if count == MESSAGES {
                break;
            }
        }
        (count, receiver)
    });
    for _ in 0..MESSAGES {
        sender.send(&Message::Echo(vec![1; 500])).expect("it listens");
    }
    let (count, mut receiver) = receiving.join().expect("no panic");
    assert_eq!(count, MESSAGES);
    assert!(leash.pid() > 0);
    drop(leash);
    assert_eq!(receiver.receive::<Message>().expect("no error"), None, "it is gone");
    assert!(sender.send(&Message::Sleep).is_err());
}

fn one_that_ends_is_noticed() {
    let mut companion = start();
    companion.send(&Message::Leave { code: 5 }).expect("it listens");
    assert_eq!(companion.receive::<Message>().expect("no error"), None);
    let record = companion.end();
    assert_eq!(record.exit, "5");
    assert!(record.stderr.ends_with("leaving"), "{}", record.stderr);
}

fn one_that_is_let_go_may_end_in_order() {
    let record = start().end();
    assert_eq!(record.exit, "3", "by its own code: {}", record.stderr);
    assert!(record.stderr.contains("nothing more is to come"), "{}", record.stderr);
    assert!(record.exited.secs_since(record.started) < 10.0);
}

fn one_that_does_not_listen_is_killed() {
    let mut companion = start();
    companion.send(&Message::Echo(Vec::new())).expect("it listens");
    companion.receive::<Message>().expect("it can be understood");
    companion.send(&Message::Sleep).expect("it listens");
    let (sender, _receiver, leash) = companion.split();
    // More than the pipe takes, so that a farewell has to wait behind it.
    let stuck = std::thread::spawn(move || sender.send(&Message::Echo(vec![0; 3 << 20])));
    let record = leash.end();
    assert!(stuck.join().expect("no panic").is_err());
    #[cfg(unix)]
    assert_eq!(record.exit, "signal 9");
    assert!(record.exited.secs_since(record.started) < 10.0);
}

fn one_that_floods_is_killed() {
    let companion = start();
    companion.send(&Message::Flood).expect("it listens");
    let record = companion.end();
    assert!(record.exited.secs_since(record.started) < 10.0);
}
