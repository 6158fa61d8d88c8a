//! What an app costs that nobody uses: the processor's time, and how often it wakes it.

use end_to_end::designer::Designer;
use end_to_end::desk::Desk;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::other_window::OtherWindow;
use end_to_end::process::{self, Started};
use end_to_end::tray_host::TrayHost;
use end_to_end::{files, memory};
use figures::Figure;
use figures::Limit::AtMost;
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a started program settles (the web engine and connections let go of things for two minutes), and how long it
/// is then watched.
const SETTLES: Duration = Duration::from_secs(150);
const WATCHED: Duration = Duration::from_secs(180);
const MINUTES_WATCHED: u32 = 3;
/// How often one looks whether a thread has run. What runs in two such parts in a row was woken once.
const LOOKED_AT: Duration = Duration::from_millis(100);
/// The kernel counts a process's time in these parts of a second.
const TICKS_A_SECOND: f64 = 100.0;
/// Threads of GTK and of the web engine, which the control has as well. The first thread is ours as much as GTK's; all
/// others of ours have names, and the engine's memory allocator has a thread that bears the program's.
const NOT_OURS: [&str; 9] = [
    "gmain",
    "gdbus",
    "dconf worker",
    "pool-spawner",
    "ReceiveQueue",
    "PressureMonitor",
    "VBlankMonitor",
    "ebsiteDataStore",
    "llvmpipe-",
];

/// Processor, wake-ups and memory, with both windows and the tray there.
pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let desk = Arc::new(Desk::set_up("bench-idle")?);
    Designer::settles_in(&desk).await?.window.close().await?;
    let host = TrayHost::comes_up(&desk.display).await?;
    let mut app = start(&desk, "studio-keys")?;
    let mut control = start(&desk, "control-window")?;
    host.sees_the_app().await?;
    let _used = OtherWindow::open(&desk.display)?;
    tokio::time::sleep(SETTLES).await;
    let before = [own_ticks(&app), own_ticks(&control), ticks(&app), ticks(&control)];
    let (mut own, mut other) = (Wakes::of(&app), Wakes::of(&control));
    let begun = Instant::now();
    while begun.elapsed() < WATCHED {
        tokio::time::sleep(LOOKED_AT).await;
        own.look(&app);
        other.look(&control);
    }
    let after = [own_ticks(&app), own_ticks(&control), ticks(&app), ticks(&control)];
    let share = |place: usize| {
        let spent = f64::from(after[place] - before[place]);
        100.0 * spent / TICKS_A_SECOND / WATCHED.as_secs_f64()
    };
    let [ours, theirs, whole, whole_beside] = [0, 1, 2, 3].map(share);
    let a_minute = |moments: u32| f64::from(moments) / f64::from(MINUTES_WATCHED);
    let (woken, woken_beside) = (a_minute(own.moments), a_minute(other.moments));
    let (mine, beside) = (mebibytes(&app)?, mebibytes(&control)?);
    // A program that has ended costs nothing.
    for program in [&mut app, &mut control] {
        let ended = program.ends_within(Duration::ZERO)?;
        ensure(ended.is_none(), format!("a program ended meanwhile: {ended:?}"))?;
    }
    Ok(vec![
        Figure {
            what: "processor when idle",
            ours: format!("{ours:.2} %"),
            beside: format!("{theirs:.2} % (control window)"),
            value: ours,
            limit: Some(AtMost(0.05)),
            unit: "%",
        },
        Figure {
            what: "the same with the web engine’s processes",
            ours: format!("{whole:.2} %"),
            beside: format!("{whole_beside:.2} % (control window)"),
            value: whole,
            limit: None,
            unit: "%",
        },
        Figure {
            what: "times woken in an idle minute, the engine’s own threads aside",
            ours: format!("{woken:.1}"),
            beside: format!("{woken_beside:.1} (control window)"),
            value: woken,
            limit: Some(AtMost(1.0)),
            unit: "",
        },
        Figure {
            what: "memory when idle, the quick menu waiting",
            ours: format!("{mine:.0} MiB"),
            beside: format!("{beside:.0} MiB (control window)"),
            value: mine / beside,
            limit: Some(AtMost(1.35)),
            unit: "×",
        },
    ])
}

fn start(desk: &Desk, program: &str) -> Outcome<Started> {
    let path = files::program(program)?.display().to_string();
    Started::new(&path, &desk.evidence().join("idle.log"), |command| {
        desk.display.give_to(command);
        if program == "studio-keys" {
            command.arg("--data").arg(desk.data());
        }
    })
}

/// The processor's time of a program and its web processes so far.
fn ticks(started: &Started) -> u32 {
    process::tree(started.id()).into_iter().map(ticks_of).sum()
}

/// The same of the program alone.
fn own_ticks(started: &Started) -> u32 {
    ticks_of(started.id())
}

fn ticks_of(id: u32) -> u32 {
    let line = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // After the name, which is in brackets: the 14th and 15th field are the 12th and 13th.
    let fields = line.rsplit(')').next().unwrap_or_default();
    let number = |place: usize| fields.split_whitespace().nth(place)?.parse::<u32>().ok();
    number(11).unwrap_or(0) + number(12).unwrap_or(0)
}

/// The moments at which any thread of a program that is ours was woken.
struct Wakes {
    slept: BTreeMap<String, u32>,
    is_awake: bool,
    moments: u32,
}

impl Wakes {
    fn of(started: &Started) -> Self {
        Self {
            slept: times_slept(started),
            is_awake: false,
            moments: 0,
        }
    }

    fn look(&mut self, started: &Started) {
        let slept = times_slept(started);
        let has_run = slept != self.slept;
        self.moments += u32::from(has_run && !self.is_awake);
        self.is_awake = has_run;
        self.slept = slept;
    }
}

/// How often each thread of a program that is ours has slept so far.
fn times_slept(started: &Started) -> BTreeMap<String, u32> {
    let own = started.id();
    let tasks = fs::read_dir(format!("/proc/{own}/task"));
    let program = fs::read_to_string(format!("/proc/{own}/comm")).unwrap_or_default();
    let mut found = BTreeMap::new();
    for task in tasks.into_iter().flatten().flatten() {
        let read = |name: &str| fs::read_to_string(task.path().join(name)).unwrap_or_default();
        let (name, id) = (read("comm"), task.file_name().to_string_lossy().into_owned());
        let is_main = id == own.to_string();
        let is_ours = is_main || !(name == program || NOT_OURS.iter().any(|other| name.starts_with(other)));
        let status = read("status");
        let slept = status
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        if let Some(Ok(slept)) = slept.filter(|_| is_ours).map(|slept| slept.trim().parse()) {
            found.insert(format!("{id} {}", name.trim()), slept);
        }
    }
    found
}

fn mebibytes(started: &Started) -> Outcome<f64> {
    let kibibytes = u32::try_from(memory::proportional(started.id())?)?;
    Ok(f64::from(kibibytes) / 1_024.0)
}
