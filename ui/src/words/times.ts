/** Moments in words. Every function takes the moment as RFC 3339 and `now` in milliseconds, so that tests can hold it still. */

const minute = 60_000;
const hour = 60 * minute;
const locale = "en-GB";

const dateForm = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const shortDateForm = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const clockForm = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const wholeForm = new Intl.DateTimeFormat(locale, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

/** `3 Dec 2026` */
export function date(moment: string): string {
  return dateForm.format(new Date(moment));
}

/** `3 Dec 2026, 14:02` */
export function dateAndClock(moment: string): string {
  return `${date(moment)}, ${clock(moment)}`;
}

/** `14:02` */
export function clock(moment: string): string {
  return clockForm.format(new Date(moment));
}

/** `Thursday 3 December 2026 at 11:40 CET` */
export function whole(moment: string): string {
  return wholeForm.format(new Date(moment));
}

/** For tooltips: the person's own time and UTC. */
export function exact(moment: string): string {
  const utc = new Date(moment)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
  return `${whole(moment)} · ${utc}`;
}

/** `2 min ago`, `Today 11:40`, `Yesterday`, `12 Nov`, `3 Dec 2025` */
export function ago(moment: string, now: number): string {
  const then = new Date(moment);
  const past = now - then.getTime();
  if (past < minute) return "just now";
  if (past < hour) return `${Math.floor(past / minute)} min ago`;
  const today = new Date(now);
  if (then.toDateString() === today.toDateString()) return `Today ${clockForm.format(then)}`;
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (then.toDateString() === yesterday.toDateString()) return "Yesterday";
  return then.getFullYear() === today.getFullYear() ? shortDateForm.format(then) : dateForm.format(then);
}

/** The same within a sentence: `yesterday` */
export function agoWithin(moment: string, now: number): string {
  return ago(moment, now).replace(/^(Today|Yesterday)/, (word) => word.toLowerCase());
}

/** Whole seconds until `moment`, never below zero. */
export function secondsUntil(moment: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(moment) - now) / 1000));
}

/** The day in so many days, where the user is: `YYYY-MM-DD`. */
export function dayIn(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${day.getFullYear()}-${month}-${date}`;
}
